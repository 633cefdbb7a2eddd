"""What a refit on other periods asks of an estimator, found out by asking it on a small made-up panel."""

import warnings

import numpy as np

from lift.core.errors import LiftError
from lift.core.panel import Ints
from lift.estimators.protocol import PathEstimator
from lift.estimators.series import Series

PERIODS = 12
TOLERANCE = 1e-6


def orderless(estimator: PathEstimator, behind: int) -> bool:
    """Whether the fit takes the periods before the campaign in any order, with `behind` periods after them.

    The periods of a fixed panel of 3 control units are dealt out anew; the fit must move along with them. An estimator
    that cannot be fitted to them at all (none behind, say) is not orderless.
    """
    rng = np.random.Generator(np.random.PCG64(1))
    control = 10.0 + rng.random((3, PERIODS + behind, 1))
    test = control.mean(axis=0) + 0.3 * rng.random((PERIODS + behind, 1))
    seen = control.mean(axis=0, keepdims=True) if estimator.pooled else control
    order = np.concatenate([rng.permutation(PERIODS), np.arange(PERIODS, PERIODS + behind)])
    try:
        with warnings.catch_warnings(action="ignore"):
            first = estimator.predict(Series(test, seen, PERIODS))
            second = estimator.predict(Series(test[order], seen[:, order], PERIODS))
    except (LiftError, ValueError):
        return False
    return bool(np.isfinite(first).all() and np.allclose(first[order], second, rtol=TOLERANCE, atol=0.0))


def picked(seen: Series, periods: Ints, pre: int) -> Series:
    """The series with these periods in this order, the first `pre` of them before the campaign."""
    return Series(seen.test[periods], seen.control[:, periods], pre, seen.test_units)
