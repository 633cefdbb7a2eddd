"""What would have been sold? One file an estimator; `REGISTRY` names them."""

from importlib import import_module

from lift.core.errors import MethodError, nearest
from lift.estimators.protocol import Estimator, PathEstimator

REGISTRY = {
    "did": "lift.estimators.did:Did",
    "did-classic": "lift.estimators.did_classic:DidClassic",
    "did-levels": "lift.estimators.did_levels:DidLevels",
    "event-study": "lift.estimators.event_study:EventStudy",
    "sc": "lift.estimators.sc:Sc",
    "sc-plain": "lift.estimators.sc_plain:ScPlain",
    "asc": "lift.estimators.asc:Asc",
    "sdid": "lift.estimators.sdid:Sdid",
    "tbr": "lift.estimators.tbr:Tbr",
}


def estimator(name: str) -> Estimator | PathEstimator:
    """The registered estimator of that name, with default options. Raises MethodError for an unknown one."""
    if name not in REGISTRY:
        raise MethodError(f"unknown method {name!r}{nearest(name, REGISTRY)}; available: {', '.join(REGISTRY)}")
    module, _, cls = REGISTRY[name].partition(":")
    return getattr(import_module(module), cls)()


def name_of(estimator: object) -> str:
    """The name that an estimator is registered under; its class's name for one that is not."""
    path = f"{type(estimator).__module__}:{type(estimator).__name__}"
    return next((name for name, known in REGISTRY.items() if known == path), type(estimator).__name__)
