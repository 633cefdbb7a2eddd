"""The command line: draw, summarise, write `unbalanced.md` and `unbalanced.csv`."""

import inspect
import math
from collections.abc import Sequence

import pandas as pd
from draws import add_choosing, chosen_options, collect, command_line, failures, fingerprint, provenance
from pages import plus_minus
from pages import write as write_page

from unbalanced import __doc__ as about
from unbalanced import breaks, measure
from unbalanced.breaks import BREAKS

NAME = "unbalanced"
TEXT = """
{errors}
One category of 3 brands x 3 SKUs, 12 regions x 8 stores, 52 weeks before, 8 of campaign, 8 after; three regions drawn
at random are treated, two SKUs promoted, +12 % planted. Every draw is broken in each way and measured by the tool from
its files. Uplifts of the campaign's revenue in percentage points. `bias`: mean uplift less mean truth; `moved`: what
the break alone does to that error, against the same draws unbroken, so that the noise of the draws is out of it;
`covered`: how many {confidence:.0f} % intervals hold the truth. `counted`: in how many draws a finding counts it.
"""


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a break and level."""
    rows = rows.assign(error_=rows["uplift"] - rows["truth"])
    whole = rows[rows["break"] == "nothing"].set_index(["case", "level"])["error_"]
    keys = pd.MultiIndex.from_frame(rows[["case", "level"]])
    rows = rows.assign(moved=rows["error_"] - whole.reindex(keys).to_numpy())
    found = []
    for (name, level), group in rows.groupby(["break", "level"], sort=False):
        n = len(group)
        covered = (group["low"] <= group["truth"]) & (group["truth"] <= group["high"])
        found.append(
            {
                "break": name, "level": level, "rule": BREAKS[str(name)].rule, "draws": n,
                "truth": group["truth"].mean(), "bias": group["error_"].mean(),
                "bias_se": group["error_"].std() / math.sqrt(n), "moved": group["moved"].mean(),
                "moved_se": group["moved"].std() / math.sqrt(n), "width": (group["high"] - group["low"]).mean(),
                "covered": int(covered.sum()), "counted": int((group["counted"] != "").sum()),
            }
        )  # fmt: skip
    return pd.DataFrame(found)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; returns the exit code."""
    parser = command_line(about or "", draws=15)
    add_choosing(parser)
    chosen = chosen_options(parser, parser.parse_args(arguments))
    code = fingerprint(inspect.getsource(breaks), inspect.getsource(measure))
    rows = collect(NAME, measure.draw, [(seed,) for seed in chosen.seeds], code, chosen)
    table = summary(rows[rows["error"].isna()])
    shown = pd.DataFrame(
        [
            {
                "what happens": e["break"], "level": e["level"], "truth %": f"{100 * e['truth']:.1f}",
                "bias": plus_minus(e, "bias"), "moved": plus_minus(e, "moved"), "width": f"{100 * e['width']:.1f}",
                "covered": f"{e['covered']} of {e['draws']}",
                "counted": f"{e['counted']} of {e['draws']}" if BREAKS[e["break"]].check else "–", "rule": e["rule"],
            }
            for e in table.to_dict("records")
        ]
    )  # fmt: skip
    text = TEXT.format(errors=failures(rows), confidence=100 * measure.CONFIDENCE)
    head = [line.replace(f"{NAME}.py", NAME) for line in provenance(chosen, NAME, code)]
    print(write_page(chosen, NAME, table, title="Unbalanced panels", head=head, text=text, shown=shown))
    return 0
