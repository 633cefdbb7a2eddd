"""Series with a season that adds the same amount to every unit: what all path estimators take for granted."""

import numpy as np

from lift.estimators.series import Series


def made(seed: int = 1, *, pre: int = 26, post: int = 6, units: int = 6, noise: float = 1.0, uplift: float = 1.0):
    """Three items; control units around 200 with walks of their own, the test units a mix of them and nothing else.

    `noise`: SD of a unit's period; `uplift`: factor on the test units' sales from the campaign on.
    """
    rng = np.random.default_rng(seed)
    shape = (units, pre + post, 3)
    level = 200 + 60 * rng.standard_normal((units, 1, 3))
    walk = rng.standard_normal(shape).cumsum(axis=1)
    season = 20 * np.sin(np.arange(pre + post) / 4)[None, :, None] + 5 * rng.standard_normal((1, pre + post, 3))
    control = level + walk + season
    mix = rng.dirichlet(np.ones(units), size=3).T
    test = np.einsum("uk,utk->tk", mix, control)
    test = test + noise * rng.standard_normal(test.shape)
    test[pre:] *= uplift
    return Series(test, control + noise * rng.standard_normal(shape), pre)
