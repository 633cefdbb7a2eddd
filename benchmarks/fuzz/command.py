"""The command: break, read, judge, write the table."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from draws import Options, options, provenance
from pages import write as write_page
from threadpoolctl import threadpool_limits

from fuzz import __doc__ as about
from fuzz import files, forms, rows, texts, writing
from fuzz.outcome import WRONG, judged
from fuzz.panel import panel, read, write

NAME = "fuzz"
TABLES = {**rows.MUTATIONS, **forms.MUTATIONS, **writing.MUTATIONS}
OF_TABLES = 0.2
"""Share of the inputs that are tables; a study file costs a hundredth of that."""


def broken(label: str, seed: int, folder: Path) -> tuple[str, str]:
    """Break one input in the labelled way and read it; return the outcome and what was said."""
    rng = np.random.default_rng([seed, *label.encode()])
    if label in texts.MUTATIONS:
        content, expected = texts.MUTATIONS[label](rng)
        unbroken = texts.meaning(texts.text(texts.WHOLE), folder).meaning if expected.same else None
        return judged(lambda: texts.meaning(content, folder), unbroken, expected)
    given = panel(seed % 5)
    if label in files.MUTATIONS:
        write(folder, given)
        expected = files.MUTATIONS[label](folder, rng)
        return judged(lambda: read(folder, given), None, expected)
    mutated, expected = TABLES[label](given, rng)
    unbroken = None
    if expected.same:
        write(folder, given)
        unbroken = _read_before(seed % 5, folder)
    write(folder, mutated)
    return judged(lambda: read(folder, mutated), unbroken, expected)


_BEFORE: dict[int, object] = {}


def _read_before(seed: int, folder: Path) -> object:
    if seed not in _BEFORE:
        _BEFORE[seed] = read(folder, panel(seed)).meaning
    return _BEFORE[seed]


def inputs(chosen: Options) -> Iterator[tuple[str, int]]:
    """So many inputs as asked for: labels by turns, tables and study files in their shares."""
    of_tables = round(OF_TABLES * chosen.draws)
    for labels, count in (([*TABLES, *files.MUTATIONS], of_tables), ([*texts.MUTATIONS], chosen.draws - of_tables)):
        for i in range(count):
            yield labels[i % len(labels)], chosen.first_seed + i // len(labels)


def run(chosen: Options) -> pd.DataFrame:
    """Break and read every input; return outcomes by label and write them."""
    found: list[dict[str, Any]] = []
    with threadpool_limits(1):
        for label, seed in inputs(chosen):
            with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
                outcome, said = broken(label, seed, Path(folder))
            said = said.replace(folder, "...")
            found.append({"mutation": label, "seed": seed, "outcome": outcome, "said": said})
            if outcome in WRONG:
                print(f"{outcome}: {label}, seed {seed}: {said}", file=sys.stderr)
    rows_ = pd.DataFrame(found)
    kinds = ("told", "found", "same", "free", *WRONG)
    table = pd.crosstab(rows_["mutation"], rows_["outcome"]).reindex(columns=list(kinds), fill_value=0)
    table = table.reindex(rows_["mutation"].drop_duplicates())
    table.insert(0, "inputs", table.sum(axis=1))
    first = rows_.drop_duplicates("mutation").set_index("mutation")["said"]
    table["example"] = first.str.split("\n").str[-1].str.slice(0, 150)
    table = table.reset_index()
    total = pd.DataFrame([{"mutation": "all", **table.drop(columns=["mutation", "example"]).sum(), "example": ""}])
    table = pd.concat([table, total], ignore_index=True)
    head = [line.replace("fuzz.py", "fuzz") for line in provenance(chosen, NAME)]
    shown = table.rename(columns={"free": "any answer"})
    write_page(chosen, NAME, table, title="Broken inputs", head=head, text=about or "", shown=shown)
    return table


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = options(about or "", arguments, draws=10_000)
    table = run(chosen)
    print(chosen.out / f"{NAME}.md")
    return int(table[list(WRONG)].to_numpy().sum() > 0)
