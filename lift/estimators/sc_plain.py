"""`sc-plain`: the synthetic control as first published, a mix of control units without an intercept."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from lift.core.panel import Floats
from lift.estimators.protocol import Invariance
from lift.estimators.series import Series
from lift.estimators.simplex import simplex_weights_by_item


@dataclass(frozen=True, slots=True)
class ScPlain:
    """The mix of control units that came nearest to the test units before the campaign, carried on.

    ``expected(t) = sum_u w_u control_u(t)`` with weights w >= 0 of sum 1 that minimise the sum of squares of
    ``test - expected`` over the periods before; no covariates, every period counts alike, each item has its own mix.

    A mix never sells more than the largest control unit or less than the smallest: a test unit outside that range gets
    expected sales that are plainly off, before the campaign as well as in it. Use `sc` there.
    Source: Abadie, Diamond & Hainmueller (2010).
    """

    pooled: ClassVar[bool] = False
    invariant: ClassVar[frozenset[Invariance]] = frozenset({"scale", "shifts"})

    def weights(self, series: Series) -> Floats:
        """Weights [U, K] of the control units."""
        return simplex_weights_by_item(series.control[:, : series.pre], series.test[: series.pre])

    def predict(self, series: Series) -> Floats:
        """Expected sales [T, K] per test unit by period."""
        return np.einsum("uk,utk->tk", self.weights(series), series.control)
