"""liftstudy: what did the campaign sell? Test region against dark region, from store sales.

    >>> import lift
    >>> study = lift.Study.load("study.toml")
    >>> result = lift.run(study)
    >>> result.effects

Names are loaded on first use, so importing the package costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lift import plot as plot
    from lift.core.design import Design as Design
    from lift.core.errors import DataError as DataError
    from lift.core.errors import DesignError as DesignError
    from lift.core.errors import LiftError as LiftError
    from lift.core.errors import MethodError as MethodError
    from lift.core.errors import StudyError as StudyError
    from lift.core.panel import Panel as Panel
    from lift.simulation import simulate as simulate
    from lift.store import Result as Result
    from lift.study import Study as Study
    from lift.study import match as match
    from lift.study import power as power
    from lift.study import run as run
    from lift.study import run_all as run_all
    from lift.synthesis import portfolio as portfolio

__version__ = "0.1.0"

_HOME = {
    "DataError": "lift.core.errors",
    "Design": "lift.core.design",
    "DesignError": "lift.core.errors",
    "LiftError": "lift.core.errors",
    "MethodError": "lift.core.errors",
    "Panel": "lift.core.panel",
    "Result": "lift.store",
    "Study": "lift.study",
    "match": "lift.study",
    "portfolio": "lift.synthesis",
    "power": "lift.study",
    "run": "lift.study",
    "run_all": "lift.study",
    "simulate": "lift.simulation",
    "StudyError": "lift.core.errors",
}

__all__ = [
    "DataError",
    "Design",
    "DesignError",
    "LiftError",
    "MethodError",
    "Panel",
    "Result",
    "Study",
    "StudyError",
    "__version__",
    "match",
    "plot",
    "portfolio",
    "power",
    "run",
    "run_all",
    "simulate",
]


def __getattr__(name: str) -> Any:
    if name == "plot":
        return import_module("lift.plot")
    if name not in _HOME:
        raise AttributeError(f"module 'lift' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
