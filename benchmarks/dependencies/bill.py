"""A software bill of materials, CycloneDX 1.5, from the metadata of what is installed; no network, no clock."""

import re
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Any

from packaging.requirements import Requirement

PROJECT = "liftstudy"


def canonical(name: str) -> str:
    """A package's name as indices write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def needed(name: str, extras: Iterable[str] = ()) -> list[Requirement]:
    """What a package needs here, with some of its extras."""
    wanted = [Requirement(line) for line in distribution(name).requires or []]
    sets = [{"extra": ""}, *({"extra": extra} for extra in extras)]
    return [r for r in wanted if r.marker is None or any(r.marker.evaluate(given) for given in sets)]


def reached(root: str = PROJECT) -> dict[str, list[str]]:
    """Every package that the project needs, directly or not, with those that it needs itself; both sorted."""
    found: dict[str, set[str]] = {}
    waiting, done = [Requirement(root)], set[tuple[str, frozenset[str]]]()
    while waiting:
        asked = waiting.pop()
        name, key = canonical(asked.name), (canonical(asked.name), frozenset(asked.extras))
        if key in done:
            continue
        done.add(key)
        further = [r for r in needed(name, asked.extras) if _installed(r.name)]
        found.setdefault(name, set()).update(canonical(r.name) for r in further)
        waiting += further
    return {name: sorted(found[name]) for name in sorted(found)}


def bill() -> dict[str, Any]:
    """The bill: one component a package with version, licence and address, and who needs whom."""
    needs = reached()
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {"component": _component(PROJECT, "application")},
        "components": [_component(name, "library") for name in needs if name != PROJECT],
        "dependencies": [
            {"ref": _purl(name), "dependsOn": [_purl(need) for need in further]} for name, further in needs.items()
        ],
    }  # fmt: skip


def _component(name: str, kind: str) -> dict[str, Any]:
    found = distribution(name)
    component: dict[str, Any] = {
        "type": kind, "bom-ref": _purl(name), "name": name, "version": found.version, "purl": _purl(name),
    }  # fmt: skip
    licences = [{"license": {"name": text}} for text in _licences(found)]
    return {**component, "licenses": licences} if licences else component


def _licences(found: Distribution) -> Iterator[str]:
    facts = found.metadata
    stated = facts.get("License-Expression") or facts.get("License") or ""
    if stated and "\n" not in stated:
        yield stated
        return
    for line in facts.get_all("Classifier") or []:
        if line.startswith("License ::"):
            yield line.rpartition(" :: ")[2]


def _purl(name: str) -> str:
    return f"pkg:pypi/{name}@{distribution(name).version}"


def _installed(name: str) -> bool:
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True
