"""No dependency without a user, none used that is not named, and a bill of materials that holds them all."""

import ast
import json
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from benchmark_modules import FOLDER, module

MADE_WITH = {"pydantic-core": "pydantic", "markupsafe": "jinja2"}
"""Imported parts of a dependency that is named."""


def imported() -> set[str]:
    """The top-level modules that the program imports."""
    names: set[str] = set()
    for file in (FOLDER.parent / "lift").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - {"lift"}


def test_every_dependency_has_a_user_and_every_import_is_named() -> None:
    canonical = module("dependencies.bill").canonical
    homes = packages_distributions()
    used = {canonical(homes[name][0]) for name in imported()}
    assert {MADE_WITH.get(name, name) for name in used} == set(module("dependencies.lowest").direct())


def test_the_bill_holds_every_dependency(tmp_path: Path) -> None:
    assert module("dependencies.command").main(["bill", "--out", str(tmp_path)]) == 0
    found = json.loads((tmp_path / "bom.json").read_text(encoding="utf-8"))
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.5")
    names = {component["name"] for component in found["components"]}
    assert set(module("dependencies.lowest").direct()) <= names
    assert "pytest" not in names
    refs = {component["bom-ref"] for component in found["components"]} | {found["metadata"]["component"]["bom-ref"]}
    assert len(refs) == len(names) + 1
    assert all({one["ref"], *one["dependsOn"]} <= refs for one in found["dependencies"])
    assert all(component.get("licenses") for component in found["components"])
