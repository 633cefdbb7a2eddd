"""How sure? Which inference goes with which estimator, and how levels are made to add up."""

from lift.core.errors import MethodError

REGISTRY = {
    "noise-model": ("did",),
    "welch": ("did-classic",),
}
"""Inference -> the estimators that carry it. `auto` is the estimator's own."""


def chosen(method: str, inference: str) -> str:
    """The inference that a study gets. Raises MethodError when the two do not belong together."""
    own = next((name for name, methods in REGISTRY.items() if method in methods), None)
    if own is None:
        raise MethodError(f"no inference is registered for method {method!r}")
    if inference in ("auto", own):
        return own
    fits = REGISTRY.get(inference)
    if fits is None:
        raise MethodError(f"unknown inference {inference!r}; available: auto, {', '.join(REGISTRY)}")
    raise MethodError(
        f"inference {inference!r} belongs to method {' or '.join(map(repr, fits))}, the study asks for {method!r}: "
        f"use inference = 'auto' ({own})"
    )
