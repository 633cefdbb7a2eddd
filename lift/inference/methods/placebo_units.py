"""`placebo-units`: how large an uplift the same estimator finds in units in which nothing happened."""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from lift.core.design import Design
from lift.core.expected import Expected
from lift.core.panel import Floats, Panel
from lift.core.words import Metric
from lift.estimators import name_of
from lift.inference import ENOUGH_PLACEBOS
from lift.inference.methods.ask import ask
from lift.inference.methods.placebos import placebos, widening
from lift.inference.methods.points import answer, correlation, points
from lift.inference.protocol import AnyEstimator


@dataclass(frozen=True, slots=True)
class PlaceboUnits:
    """Student's t around the estimate, its scale the root mean square of placebo log uplifts.

    With J untreated units the law has J - 1 degrees of freedom, and its scale is widened from a placebo's control to
    that of the study (see `placebos.widening`). An item that fewer of them sell is judged by those, and refused (NaN)
    below 6. Assumes that the test units stray as far as other units do: a test region far noisier, or
    far larger, than the others is judged too kindly, or too harshly. A control that was chosen as the best match is
    compared with controls that were not, so the interval is then too wide rather than too narrow.

    Sources: Abadie, Diamond & Hainmueller (2010) for the placebos; Hagemann (2020) for few groups.
    """

    draws: int = 60
    seed: int = 1

    def refuses(self, estimator: AnyEstimator) -> str | None:
        """Fits every estimator."""
        del estimator

    def expected(self, estimator: AnyEstimator, panel: Panel, design: Design, metric: Metric) -> Expected:
        """Fit all items. Raises MethodError with fewer than 6 untreated units."""
        played = placebos(design, self.draws, self.seed, "placebo-units")
        found = points(estimator, panel, design, metric)
        errors = ask(estimator, panel, played, metric)
        units = len(design.control) + len(design.unused)
        scale = root_mean_square(errors, units) * widening(design, played[0])
        df = np.full(len(panel.items), units - 1.0)
        method = f"{name_of(estimator)}/placebo-units"
        return answer(found, panel, metric, scale=scale, df=df, step_corr=correlation(errors), method=method)


def root_mean_square(errors: Floats, units: int) -> Floats:
    """Scale [W, K] of t with `units` - 1 degrees of freedom from placebo errors [D, W, K], NaN left out.

    Where only a share of the placebos has an error, the same share of the units stands behind the 95 % interval.
    """
    known = np.isfinite(errors)
    count = known.sum(axis=0)
    square = np.where(known, errors, 0.0) ** 2
    mean = np.divide(square.sum(axis=0), count, out=np.full(count.shape, np.nan), where=count > 0)
    behind = np.rint(count * (units / len(errors)))
    reach = np.asarray(stdtrit(np.maximum(behind - 1, 1), 0.975)) / float(stdtrit(units - 1, 0.975))
    return np.where(behind >= ENOUGH_PLACEBOS, np.sqrt(mean) * reach, np.nan)
