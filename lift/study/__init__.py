"""study.toml and the whole chain; names are loaded on first use, so that reading a study file stays cheap."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lift.study.chain import run as run
    from lift.study.detection import power as power
    from lift.study.planning import match as match
    from lift.study.several import run_all as run_all
    from lift.study.study import Study as Study

__all__ = ["Study", "match", "power", "run", "run_all"]

_HOME = {
    "Study": "lift.study.study",
    "match": "lift.study.planning",
    "power": "lift.study.detection",
    "run": "lift.study.chain",
    "run_all": "lift.study.several",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'lift.study' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
