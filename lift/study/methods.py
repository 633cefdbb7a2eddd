"""The names that [measure] method and inference may hold: those of the registries, which are read on first use."""

from importlib import import_module


def estimators() -> tuple[str, ...]:
    """The estimators."""
    return tuple(import_module("lift.estimators").REGISTRY)


def inferences() -> tuple[str, ...]:
    """The inferences, "auto" (chosen by the design) first."""
    return ("auto", *import_module("lift.inference").REGISTRY)
