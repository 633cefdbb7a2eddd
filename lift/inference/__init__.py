"""How sure? One file an inference; `REGISTRY` names them. And how levels are made to add up."""

from dataclasses import fields, replace
from importlib import import_module
from math import comb

from lift.core.design import Design
from lift.core.errors import MethodError, nearest
from lift.estimators import REGISTRY as ESTIMATORS
from lift.estimators import name_of
from lift.estimators.protocol import Estimator
from lift.inference.protocol import AnyEstimator, Inference, Paired

OWN = {"noise-model": "did", "welch": "did-classic"}
"""Inferences that belong to one estimator, which carries them itself."""
REGISTRY = {name: ESTIMATORS[owner] for name, owner in OWN.items()} | {
    "placebo-units": "lift.inference.methods.placebo_units:PlaceboUnits",
    "placebo-scaled": "lift.inference.methods.placebo_scaled:PlaceboScaled",
    "permutation": "lift.inference.methods.permutation:Permutation",
    "conformal": "lift.inference.methods.conformal:Conformal",
    "sliding-placebo": "lift.inference.methods.sliding_placebo:SlidingPlacebo",
    "jackknife": "lift.inference.methods.jackknife:Jackknife",
    "wild-bootstrap": "lift.inference.methods.wild_bootstrap:WildBootstrap",
}
"""Every inference; those that are not an estimator's own can be paired with any that they do not refuse."""
ENOUGH_PLACEBOS = 6
"""Untreated units from which on placebos can say how wide an interval must be."""
ENOUGH_WAYS = 20
"""In which test and control could have been drawn, from which on relabelling them can reject at 5 %."""


def inference(name: str, seed: int | None = None) -> Inference:
    """The registered inference of that name, with default options but for the seed of one that draws.

    Raises MethodError for an unknown name.
    """
    if name not in REGISTRY:
        known = ", ".join(("auto", *REGISTRY))
        raise MethodError(f"unknown inference {name!r}{nearest(name, REGISTRY)}; available: {known}")
    module, _, cls = REGISTRY[name].partition(":")
    found = getattr(import_module(module), cls)()
    draws = seed is not None and "seed" in {field.name for field in fields(found)}
    return replace(found, seed=seed) if draws else found


def own(estimator: AnyEstimator) -> str | None:
    """The inference that an estimator carries itself; None when it must be paired with one."""
    found = next((name for name, owner in OWN.items() if owner == name_of(estimator)), None)
    return found or ("own" if isinstance(estimator, Estimator) else None)


def automatic(estimator: AnyEstimator, design: Design) -> str:
    """The inference that fits the assignment: an estimator's own, else units or weeks in which nothing happened.

    Stores drawn one by one can be drawn again (permutation), if they could have fallen in enough ways; a unit can be
    held against enough other units (placebo-units); one against few leaves only its own past (sliding-placebo).
    """
    carried = own(estimator)
    if carried is not None:
        return carried
    if design.assignment == "stores" and comb(len(design.test) + len(design.control), len(design.test)) >= ENOUGH_WAYS:
        return "permutation"
    return "placebo-units" if len(design.control) + len(design.unused) >= ENOUGH_PLACEBOS else "sliding-placebo"


def paired(estimator: AnyEstimator, name: str, seed: int | None = None) -> Estimator:
    """An estimator with the inference of that name. Raises MethodError when the two do not belong together."""
    if isinstance(estimator, Estimator) and name == own(estimator):
        return estimator
    if name in OWN:
        raise MethodError(
            f"inference {name!r} belongs to method {OWN[name]!r}, the study asks for {name_of(estimator)!r}: "
            "use inference = 'auto'"
        )
    found = inference(name, seed)
    reason = found.refuses(estimator)
    if reason is not None:
        raise MethodError(f"inference {name!r} cannot be used with {name_of(estimator)!r}: {reason}; use 'auto'")
    return Paired(estimator, found)
