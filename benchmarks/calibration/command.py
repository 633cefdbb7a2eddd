"""The command: draw, go on where it was interrupted, write `results/calibration.{csv,md,svg}`."""

import argparse
import inspect
import sys
from collections.abc import Sequence
from types import ModuleType

import pandas as pd
from draws import (
    CHOOSING,
    Options,
    add_choosing,
    chosen_options,
    collect,
    command_line,
    failures,
    fingerprint,
    provenance,
)

from calibration import (
    chain,
    designs,
    listing,
    oracle,
    page,
    pairs,
    plan,
    recast,
    score,
    sources,
    stack,
    summary,
    textbook,
)

NAME = "calibration"
SILENT = ("cli", "report", "store", "money", "checks", "study")
"""Packages of lift that no number of this bench comes from."""
NUMBERS: tuple[ModuleType, ...] = (
    chain, designs, listing, oracle, pairs, plan, recast, score, sources, stack, textbook
)  # fmt: skip
"""Modules that numbers come from: changing one begins the draws anew."""
HISTORIES = sorted({pre for s in sources.SOURCES.values() for pre in s.before})

TEXT = """\
No campaign ran in any draw; false positives are rows with p below the nominal rate. An uplift of 6 or 12 % is then
planted on the promoted SKUs in the test arm (the truth of brand and category is their share of it). Behind a share
stands its 95 % Monte Carlo interval, draws of one panel being dependent where they share a region or a window; ± is the
Monte Carlo standard error. Widths are of 95 % intervals; widths, errors and bias are in percentage points.

- auto: what `lift run` does by itself: `method = "did"`, `inference = "auto"` ({chosen}), levels reconciled, verdicts
  as in the effects table.
- simulated: `lift.simulate(seed, campaign=False)`, 12 regions x 8 stores, 104 weeks, regional shocks AR(.7), AR(.95) or
  a random walk. completejourney: 80 stores, 51 weeks, household purchases, a whole brand as the promoted set.
  GeoLift_PreTest: 40 cities, 90 days. The campaign starts at random where the panel leaves room.
- "control chosen by match" matches on the 26 weeks or more before those estimated on.
"""


PAIRS = """\
A lone SKU and the category as single items, not reconciled; the first design of each family, 8 weeks (14 days). Pairs
that ask `did` or `asc` again and again: the category only, without +6 %, on a fifth of the draws."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; returns the exit code."""
    chosen, asked = _options(arguments)
    sources.prepare()
    code = fingerprint(*(inspect.getsource(m) for m in NUMBERS), silent=SILENT)
    few = asked.pairs_draws or max(min(chosen.draws, plan.BLOCK), chosen.draws // 10)
    short = asked.short_draws or chosen.draws
    cases = list(plan.cases(chosen.seeds, few, short, asked.family, asked.pre, asked.kind, asked.panel))
    if not cases:
        raise SystemExit("nothing to draw: no panel carries these families with this history; see --help")
    rows = collect(NAME, plan.measure, cases, code, chosen)
    _write(rows, chosen, asked, code)
    print(chosen.out / f"{NAME}.md")
    return 0


def _options(arguments: Sequence[str] | None) -> tuple[Options, argparse.Namespace]:
    parser = command_line("Calibration of every method on panels where the truth is known.", draws=1000)
    families = [*designs.FAMILIES, plan.RECAST]
    parser.add_argument("--family", action="append", choices=families, help="only these designs (default: all)")
    parser.add_argument("--panel", action="append", choices=list(sources.SOURCES), help="only these panels")
    parser.add_argument("--pre", action="append", type=int, choices=HISTORIES, help="only this history, in periods")
    parser.add_argument("--kind", action="append", choices=plan.KINDS, help="the tool's own choice, all pairs, oracle")
    parser.add_argument("--pairs-draws", type=int, help="draws of every pair of methods (default: a tenth)")
    parser.add_argument("--short-draws", type=int, help="draws after less than a year (default: as many)")
    add_choosing(parser)
    asked = parser.parse_args(arguments)
    chosen = chosen_options(parser, asked)
    asked.family, asked.pre = asked.family or families, asked.pre or HISTORIES
    asked.kind, asked.panel = asked.kind or list(plan.KINDS), asked.panel or list(sources.SOURCES)
    return chosen, asked


def _write(rows: pd.DataFrame, chosen: Options, asked: argparse.Namespace, code: str) -> None:
    good = rows[rows["error"].isna()]
    drawn = summary.gathered(good)
    cells = summary.measured(drawn, summary.CELL)
    oracles = good[good["kind"] == "oracle"]
    told = "; ".join(sorted({c for c in good["chosen"].dropna() if c})) if "chosen" in good else ""
    head = provenance(chosen, NAME, code)
    head[0] = f"command: python benchmarks/calibration {_words(chosen, asked)}"
    if asked.choose:
        head.append("seeds for choosing: not for reporting")
    refused = page.refused(good[good["kind"] == "refused"])
    own = (drawn["method"] == page.AUTO) & (drawn["family"] != plan.RECAST)
    failing = page.methods(drawn, (*page.BROKEN, page.REGIONS))
    sections = [
        page.section("Positive control: the first three must fail where regions were treated", failing),
        page.section("Every estimator with every inference", page.methods(drawn, None), PAIRS),
        page.section("Recast A1 to A4", page.recast(drawn)),
        "\n".join(["## Not possible", "", *page.not_possible(asked.pre, asked.panel), *refused, ""]),
    ]
    if own.any():
        title = "The tool's own choice"
        first = page.section(f"{title}, families of designs", page.musts(drawn, cells))
        by_level = page.section(f"{title} by design and level", page.by_level(drawn, oracles))
        sections = [first, sections[0], by_level, *sections[1:]]
    chosen.out.mkdir(parents=True, exist_ok=True)
    text = [f"# {NAME.capitalize()}", "", *(f"- {line}" for line in head), "", TEXT.format(chosen=told)]
    text += [failures(rows), "![false positives](calibration.svg)\n", *(part for part in sections if part)]
    (chosen.out / f"{NAME}.md").write_text("\n".join(text).rstrip() + "\n", encoding="utf-8", newline="\n")
    kept = [c for c in (*summary.CELL, "width") if c != "method"]
    table = pd.concat([cells, oracles[kept].assign(method="oracle")]) if len(oracles) else cells
    numbers = table.to_csv(index=False, lineterminator="\n", float_format="%.6g")
    comment = "".join(f"# {line}\n" for line in head)
    (chosen.out / f"{NAME}.csv").write_text(comment + numbers, encoding="utf-8", newline="\n")
    page.figure(drawn, chosen)


def _words(chosen: Options, asked: argparse.Namespace) -> str:
    words = [f"--draws {chosen.draws}", *(["--choose"] if asked.choose else [])]
    words += [f"--first-seed {chosen.first_seed}"] if chosen.first_seed not in {1, CHOOSING} else []
    every = {
        "family": [*designs.FAMILIES, plan.RECAST],
        "panel": list(sources.SOURCES),
        "pre": HISTORIES,
        "kind": list(plan.KINDS),
    }
    for name, all_ in every.items():
        if getattr(asked, name) != all_:
            words += [f'--{name} "{v}"' if " " in str(v) else f"--{name} {v}" for v in getattr(asked, name)]
    words += [f"--pairs-draws {asked.pairs_draws}"] if asked.pairs_draws else []
    words += [f"--short-draws {asked.short_draws}"] if asked.short_draws else []
    words += [f"--jobs {chosen.jobs}"] if chosen.jobs != 1 else []
    words += [f"--date {chosen.date}"] if chosen.date else []
    return " ".join(words)


if __name__ == "__main__":
    sys.exit(main())
