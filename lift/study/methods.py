"""The names that [measure] method and inference may hold: those of the registries, which are read on first use."""

from collections.abc import Iterable
from importlib import import_module

ESTIMATORS_PLANNED = ("did", "did-classic", "did-levels", "event-study", "sc", "sc-plain", "asc", "sdid", "tbr")
INFERENCES_PLANNED = (
    "auto", "noise-model", "welch", "placebo-units", "permutation", "conformal", "sliding-placebo", "jackknife",
    "wild-bootstrap",
)  # fmt: skip


def estimators() -> tuple[str, ...]:
    """The estimators that this version has."""
    return _registered("lift.estimators", ("did", "did-classic"))


def inferences() -> tuple[str, ...]:
    """The inferences that this version has, "auto" (chosen by the design) first."""
    return ("auto", *_registered("lift.inference", ("noise-model", "welch")))


def _registered(package: str, otherwise: Iterable[str]) -> tuple[str, ...]:
    registry: Iterable[str] = getattr(import_module(package), "REGISTRY", otherwise)
    return tuple(name for name in registry if name != "auto")
