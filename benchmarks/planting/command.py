"""The command line: draw, summarise, write `planting.md`, `planting.csv` and the figure of coverage."""

import inspect
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import real_panel
from calibration import listing
from draws import (
    Case,
    Options,
    Rows,
    add_choosing,
    chosen_options,
    collect,
    command_line,
    failures,
    fingerprint,
    provenance,
)
from pages import forest, markdown, within
from threadpoolctl import threadpool_limits

from lift.estimators import estimator
from planting import measure, planted, real, reused, simulated
from planting.summary import by_quantity, summary

NAME = "planting"
METHOD = "did"
"""The study file's default, with the inference that it carries itself."""
RATES = (0.0, 0.3, 0.6)
PANELS = {"simulated": simulated.simulated, "real": real.real}
NUMBERS = (listing, measure, planted, real, reused, simulated)
"""Modules that the numbers come from, besides `lift`."""
SILENT = ("cli", "report", "store", "study", "checks", "design", "synthesis")

TEXT = """
{errors}
Every draw is a panel whose sales without the campaign are known; a campaign of +12 % is planted on it, three times with
the same noise: of the units gained 0, 30 or 60 % are taken from the brand's other SKUs, and 20 % from competitors;
after the campaign 70 % of the effect is left from week to week.

- simulated: `lift.simulate`, one category of 3 brands x 3 SKUs, 12 regions x 8 stores, three regions drawn at random
  are treated; 52 weeks before, 8 of campaign, 8 after. Two SKUs of one brand are promoted. There are no price
  promotions.
- real: The Complete Journey, 80 stores, 40 of them drawn as test; a brand and a start drawn at random, 26 + 8 + 8
  weeks. Its SKUs are dealt into three lines, two of which are promoted; the largest competing brand and all others
  together are the competitors.

Both are measured as the tool would by itself on sales without columns for price and promotion. Intervals are at a
nominal {confidence} %. A cell is a quantity of one group of items, metric and window at one rate. Limits: |bias| at
most the larger of 5 % of the true value and a tenth of the mean interval (uplifts: 1 point), coverage at most 3 points
below nominal. `retention` is stated only where the campaign's own effect is shown, and judged there; where it was just
shown its interval is open on a side, its width here is the median, and where that is infinite its bias is not judged.

![coverage](planting.svg)
"""


def draw(panel: str, seed: int) -> Rows:
    """All quantities of one draw at all rates."""
    rows: Rows = []
    with threadpool_limits(1):
        how = reused.Reused(estimator(METHOD))
        for rate, found in PANELS[panel](seed, RATES):
            rows += [{"panel": panel, "rate": rate, **_plain(row)} for row in measure.measured(found, how)]
    return rows


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value if isinstance(value, str) or value is None else float(f"{value:.8g}") for key, value in row.items()
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; returns the exit code."""
    chosen, panels, real_draws, choose = _options(arguments)
    if "real" in panels:
        real_panel.prepare()
    code = fingerprint(*(inspect.getsource(module) for module in NUMBERS), RATES, silent=SILENT)
    seeds = {panel: chosen.seeds[:real_draws] if panel == "real" else chosen.seeds for panel in panels}
    cases: list[Case] = [(panel, seed) for panel in panels for seed in seeds[panel]]
    rows = collect(NAME, draw, cases, code, chosen)
    words = "" if len(panels) == len(PANELS) else "".join(f" --panel {panel}" for panel in panels)
    words += f" --real-draws {real_draws}" if real_draws else ""
    print(_write(rows, chosen, code, words, choose=choose))
    return 0


def _options(arguments: Sequence[str] | None) -> tuple[Options, list[str], int | None, bool]:
    parser = command_line("Bias and coverage of every number of the account on planted panels.", draws=500)
    parser.add_argument("--panel", action="append", choices=list(PANELS), help="only these panels (default: both)")
    parser.add_argument("--real-draws", type=int, help="fewer draws of the real panel (default: as many)")
    add_choosing(parser)
    asked = parser.parse_args(arguments)
    return chosen_options(parser, asked), asked.panel or list(PANELS), asked.real_draws, asked.choose


def _write(rows: pd.DataFrame, chosen: Options, code: str, words: str, *, choose: bool) -> Path:
    good = rows[rows["error"].isna()]
    table = summary(good, measure.CONFIDENCE)
    head = provenance(chosen, NAME, code)
    head[0] = head[0].replace(f"{NAME}.py", NAME) + words + (" --choose" if choose else "")
    if choose:
        head.append("seeds for choosing: not for reporting")
    failing = table[~table["holds"]]
    lines = ["# Planted campaigns: bias and coverage of every number", "", *(f"- {line}" for line in head), ""]
    lines += [TEXT.format(errors=failures(rows), confidence=f"{100 * measure.CONFIDENCE:g}").strip(), ""]
    lines += ["## By quantity", "", *markdown(by_quantity(table)), ""]
    lines += [f"## Cells that do not hold: {len(failing)} of {len(table)}", ""]
    lines += [*markdown(_shown(failing)), ""] if len(failing) else []
    lines += ["## All cells in revenue", "", *markdown(_shown(table[table["metric"] == "revenue"]))]
    chosen.out.mkdir(parents=True, exist_ok=True)
    page = chosen.out / f"{NAME}.md"
    page.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8", newline="\n")
    numbers = table.to_csv(index=False, lineterminator="\n", float_format="%.6g")
    comment = "".join(f"# {line}\n" for line in head)
    (chosen.out / f"{NAME}.csv").write_text(comment + numbers, encoding="utf-8", newline="\n")
    _figure(table, chosen)
    return page


def _shown(table: pd.DataFrame) -> pd.DataFrame:
    """Cells as the page shows them: shares in per cent, amounts as they are."""
    rows: list[dict[str, Any]] = []
    for e in table.to_dict("records"):
        scale = 1.0 if e["quantity"] in {"incremental", "source of volume", "ROI", "margin per euro"} else 100.0
        write = lambda value, scale=scale: f"{scale * value:.4g}"  # noqa: E731 - one cell's scale
        rows.append(
            {
                "panel": e["panel"], "taken from own": f"{100 * e['rate']:.0f} %", "quantity": e["quantity"],
                "of": e["group"], "metric": e["metric"], "window": e["window"], "draws": e["draws"],
                "truth": write(e["truth"]), "bias": f"{write(e['bias'])} ± {write(e['bias_se'])}",
                "limit": write(e["limit"]), "width": write(e["width"]),
                "coverage %": within(e, "coverage"),
                "over nominal": f"{100 * e['coverage_over']:+.1f}", "holds": "yes" if e["holds"] else "no",
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _figure(table: pd.DataFrame, chosen: Options) -> None:
    drawn = table[(table["metric"] == "revenue") & (table["window"] != "total") & (table["rate"] == RATES[1])]
    drawn = drawn[~drawn["quantity"].isin(["uplift", "margin per euro", "market share, relative"])]
    labels = [", ".join(words) for words in drawn[["panel", "quantity", "group", "window"]].to_numpy().tolist()]
    points = list(drawn[["coverage", "coverage_low", "coverage_high"]].itertuples(index=False, name=None))
    forest(
        chosen.out / f"{NAME}.svg", labels, points, measure.CONFIDENCE, "coverage in %, revenue, 30 % taken from own"
    )
