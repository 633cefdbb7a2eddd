"""`lift calibrate`: what each method does on the user's own panel and design when nothing happened."""

from collections.abc import Callable, Mapping

from threadpoolctl import threadpool_limits

from lift.core.calibration import Calibration
from lift.core.errors import MethodError, listing
from lift.core.words import unadjusted
from lift.data import open_source, read_main
from lift.design.calibrate import recommended, trials, tried
from lift.design.false_campaigns import false_campaigns
from lift.estimators import estimator as registered
from lift.estimators.protocol import Estimator
from lift.inference.sample import Comparison
from lift.study import locked
from lift.study.chain import design_of, resolved
from lift.study.promotion import sides
from lift.study.strip import every_method
from lift.study.study import Study

CAMPAIGNS = 60
"""False campaigns unless asked for more or fewer."""
Progress = Callable[[str, float], None]


def calibrate(
    study: Study,
    *,
    campaigns: int = CAMPAIGNS,
    methods: tuple[str, ...] = (),
    memory: str | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Calibration:
    """Measure campaigns that never happened: on other units, and in weeks before the study's own campaign.

    `methods` names estimators or "estimator/inference" (default: every registered estimator with the inference that
    fits the design). Deterministic: the study's seed draws the false campaigns. Raises DesignError when the history
    leaves no room for one, MethodError for an unknown method, and as `run` does.
    """
    tell = progress or _silent
    spec = study.spec
    for name in methods:
        registered(name.partition("/")[0])
    lock = locked.find(spec)
    with open_source(spec, memory=memory, threads=threads, progress=lambda step, at: tell(step, 0.2 * at)) as source:
        units = resolved(spec, lock, source)
        panel = read_main(source, units.unit_of_store)
        both = sides(source, units.unit_of_store, panel)
        design = design_of(source, units, both.main)
        inputs = dict(source.fingerprint)
    known = every_method(Comparison(panel, design), spec.measure.seed)
    asked = _asked({f"{name}{both.suffix}": how for name, how in known.items()}, methods)
    found = false_campaigns(both.main, design, campaigns, spec.measure.seed)
    confidence = spec.measure.confidence
    with threadpool_limits(1, "blas"):
        rows, refused = trials(
            found, asked, confidence, lambda at: tell(f"false campaigns, {len(asked)} methods", 0.2 + 0.8 * at)
        )
    summary = tried(rows, refused, tuple(asked), confidence)
    first = found[0].comparison.panel.windows
    return Calibration(
        design.fingerprint, inputs, confidence, min(len(c.comparison.panel.windows.pre) for c in found),
        len(first.campaign), len({c.start for c in found}), len({c.group for c in found}),
        recommended(summary, confidence), summary,
    )  # fmt: skip


def _silent(step: str, share: float) -> None:
    del step, share


def _asked(known: Mapping[str, Estimator], names: tuple[str, ...]) -> dict[str, Estimator]:
    if not names:
        return dict(known)
    called = {full: {full, full.partition("/")[0], unadjusted(full)} for full in known}
    chosen = {full: how for full, how in known.items() if called[full] & set(names)}
    strange = [n for n in names if not any(n in words for words in called.values())]
    if strange:
        raise MethodError(f"unknown or unusable here: {listing(strange)}; the design allows {', '.join(known)}")
    return chosen
