"""What would have been sold? One file an estimator; `REGISTRY` names them."""

from importlib import import_module

from lift.core.errors import MethodError, nearest
from lift.estimators.protocol import Estimator

REGISTRY = {
    "did": "lift.estimators.did:Did",
    "did-classic": "lift.estimators.did_classic:DidClassic",
}


def estimator(name: str) -> Estimator:
    """The registered estimator of that name, with default options. Raises MethodError for an unknown one."""
    if name not in REGISTRY:
        raise MethodError(f"unknown method {name!r}{nearest(name, REGISTRY)}; available: {', '.join(REGISTRY)}")
    module, _, cls = REGISTRY[name].partition(":")
    return getattr(import_module(module), cls)()
