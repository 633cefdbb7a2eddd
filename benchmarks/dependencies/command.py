"""`python benchmarks/dependencies bill` writes the bill of materials, `... lowest` tests the lowest versions.

`... audit` compares versions with a list of known weaknesses; it fails where one holds and is not known to be out of
reach.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from draws import HERE
from pages import markdown
from pandas import DataFrame

from dependencies.audit import known, open_ones
from dependencies.audit import table as audited
from dependencies.bill import bill
from dependencies.lowest import TESTS, direct, tested

HEAD = "- command: python benchmarks/dependencies lowest --date {date}\n- date: {date}\n"


def write_bill(out: Path) -> Path:
    """Write bom.json."""
    file = out / "bom.json"
    file.write_text(json.dumps(bill(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    return file


def write_lowest(out: Path, date: str) -> tuple[Path, int]:
    """Test the lowest versions; write them beside those that are installed here."""
    lowest, said, code = tested("lowest-direct")
    table = DataFrame([{"package": n, "lowest": lowest[n], "here": version(n)} for n in direct()])
    file = out / "dependencies.md"
    said = (
        f"Tests of {', '.join(TESTS)} with the lowest version of every direct dependency (uv, lowest-direct): {said}."
    )
    head = HEAD.format(date=date)
    text = ["# Lowest versions of the dependencies", "", head, said, "", *markdown(table)]
    file.write_text("\n".join(text) + "\n", encoding="utf-8", newline="\n")
    return file, code


def write_audit(out: Path, date: str) -> tuple[Path, int]:
    """Write audit.md; the code is 1 where an advisory is open."""
    head, advisories = known()
    left = open_ones(advisories)
    unreached = [f"- {one.id}, {one.package}: {one.what}; {one.not_reached}" for one in advisories if one.not_reached]
    said = f"{len(left)} of {len(advisories)} advisories are open" + "".join(
        f"\n- {one.id}, {one.package} {one.introduced} to before {one.fixed}: {one.what}" for one in left
    )
    text = [
        "# Known weaknesses of the dependencies", "",
        f"- command: python benchmarks/dependencies audit --date {date}", f"- date: {date}",
        f"- list: benchmarks/dependencies/advisories.toml of {head['date']}, newest advisory of {head['newest']}",
        *(f"- source: {source}" for source in head["sources"]), "",
        f"{said}. Younger weaknesses are not in the list: renew it before a release.", "",
        "Known, but out of reach:", "", *unreached, "",
        *markdown(audited(advisories, frozenset(head["searched"]))),
    ]  # fmt: skip
    file = out / "audit.md"
    file.write_text("\n".join(text) + "\n", encoding="utf-8", newline="\n")
    return file, int(bool(left))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["bill", "lowest", "audit"])
    parser.add_argument("--date", default="not given")
    parser.add_argument("--out", type=Path, default=HERE / "results")
    asked = parser.parse_args(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    if asked.what == "bill":
        file, code = write_bill(asked.out), 0
    else:
        file, code = {"lowest": write_lowest, "audit": write_audit}[asked.what](asked.out, asked.date)
    print(file)
    return code


if __name__ == "__main__":
    sys.exit(main())
