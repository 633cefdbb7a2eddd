"""Known weaknesses of the versions at hand and of the lowest ones allowed, by the list in advisories.toml; offline."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.version import Version
from pandas import DataFrame

from dependencies.bill import PROJECT, canonical, needed, reached

LIST = Path(__file__).with_name("advisories.toml")


@dataclass(frozen=True, slots=True)
class Advisory:
    """One known weakness: it is in the versions from `introduced` on, before `fixed`.

    `not_reached`: why the program never comes to it; "" where nobody has said so.
    """

    id: str
    package: str
    introduced: str
    fixed: str
    what: str
    not_reached: str = ""

    def holds(self, found: str) -> bool:
        """Whether a version has it."""
        return Version(self.introduced) <= Version(found) < Version(self.fixed)


def known() -> tuple[Mapping[str, Any], tuple[Advisory, ...]]:
    """The head of the list, and its advisories."""
    content = tomllib.loads(LIST.read_text(encoding="utf-8"))
    return content, tuple(Advisory(**entry) for entry in content.pop("advisory"))


def lowest() -> dict[str, str]:
    """The lowest version that pyproject.toml allows of every package that it names, as installed metadata states it."""
    return {canonical(need.name): _bound(need) for need in needed(PROJECT)}


def _bound(need: Requirement) -> str:
    return next(one.version for one in need.specifier if one.operator == ">=")


def installed() -> dict[str, str]:
    """The version at hand of every package that the program needs, directly or not."""
    return {name: version(name) for name in reached() if name != PROJECT}


def matches(advisories: tuple[Advisory, ...], versions: Mapping[str, str]) -> tuple[Advisory, ...]:
    """The advisories that hold for some of these versions."""
    return tuple(one for one in advisories if one.package in versions and one.holds(versions[one.package]))


def table(advisories: tuple[Advisory, ...], searched: frozenset[str]) -> DataFrame:
    """One row a package: versions, how many advisories the list has, and which hold for either version."""
    here, least = installed(), lowest()

    def told(versions: Mapping[str, str], name: str) -> str:
        mine = tuple(one for one in advisories if one.package == name)
        return ", ".join(one.id + (" (not reached)" if one.not_reached else "") for one in matches(mine, versions))

    return DataFrame(
        [
            {
                "package": name,
                "lowest": least.get(name, ""),
                "here": here[name],
                "in the list": str(sum(one.package == name for one in advisories))
                if name in searched
                else "not searched",
                "hold for the lowest": told(least, name),
                "hold here": told(here, name),
            }
            for name in here
        ]
    )


def open_ones(advisories: tuple[Advisory, ...]) -> tuple[Advisory, ...]:
    """What holds for a version at hand or the lowest one and is reached, as far as anyone has said."""
    found = {*matches(advisories, installed()), *matches(advisories, lowest())}
    return tuple(one for one in advisories if one in found and not one.not_reached)
