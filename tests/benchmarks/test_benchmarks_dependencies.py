"""No dependency without a user, none used that is not named, and a bill of materials that holds them all."""

import ast
import json
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from benchmark_modules import FOLDER, module

MADE_WITH = {"pydantic-core": "pydantic", "markupsafe": "jinja2", "sqlglot": "ibis-framework"}
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
    lowest = module("dependencies.lowest")
    direct = {*lowest.direct(), *lowest.optional("spark"), *lowest.optional("postgres")}
    assert {MADE_WITH.get(name, name) for name in used} == direct


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


def test_no_version_that_is_allowed_or_here_has_an_open_advisory(tmp_path: Path) -> None:
    assert module("dependencies.command").main(["audit", "--out", str(tmp_path)]) == 0
    page = (tmp_path / "audit.md").read_text(encoding="utf-8")
    assert "0 of " in page
    assert "CVE-2026-25087 (not reached)" in page


def test_an_advisory_holds_from_its_first_version_to_before_the_mended_one() -> None:
    audit = module("dependencies.audit")
    one = audit.Advisory("X-1", "pillow", "10.3.0", "12.1.1", "reads too far")
    assert [one.holds(v) for v in ("10.2.9", "10.3.0", "12.1.0", "12.1.1", "13.0.0")] == [
        False,
        True,
        True,
        False,
        False,
    ]
    assert audit.matches((one,), {"pillow": "11.0"}) == (one,)
    assert audit.matches((one,), {"pyarrow": "11.0"}) == ()


def test_the_list_names_packages_that_are_needed() -> None:
    audit = module("dependencies.audit")
    head, advisories = audit.known()
    assert {one.package for one in advisories} <= set(head["searched"]) <= set(audit.installed())
    assert set(audit.lowest()) == set(module("dependencies.lowest").direct())
