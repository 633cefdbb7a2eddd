"""`python benchmarks/dependencies bill` writes the bill of materials, `... lowest` tests the lowest versions."""

import argparse
import json
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from draws import HERE
from pages import markdown
from pandas import DataFrame

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


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["bill", "lowest"])
    parser.add_argument("--date", default="not given")
    parser.add_argument("--out", type=Path, default=HERE / "results")
    asked = parser.parse_args(arguments)
    file, code = (write_bill(asked.out), 0) if asked.what == "bill" else write_lowest(asked.out, asked.date)
    print(file)
    return code


if __name__ == "__main__":
    sys.exit(main())
