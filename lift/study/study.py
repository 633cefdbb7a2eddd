"""A study: what study.toml asks for, as an object that can be run."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lift.core.panel import Panel
from lift.core.spec import StudySpec
from lift.data import open_source, read_main
from lift.design.units import resolve
from lift.study import config


@dataclass(frozen=True, slots=True)
class Study:
    """One study, validated and not yet run; `spec` is its file as records."""

    spec: StudySpec

    @classmethod
    def load(cls, path: str | Path) -> "Study":
        """Read study.toml. Raises StudyError with every problem that it has."""
        return cls(config.load(Path(path)))

    @classmethod
    def from_dict(cls, sections: Mapping[str, Any], folder: str | Path = ".") -> "Study":
        """The study that a mapping of the same sections describes; relative paths start at `folder`."""
        return cls(config.from_dict(sections, folder))

    def panel(self) -> Panel:
        """Read, validate and aggregate the data: units x periods x items, all units, before any design."""
        with open_source(self.spec) as source:
            return read_main(source, resolve(self.spec.regions, source.stores).unit_of_store)
