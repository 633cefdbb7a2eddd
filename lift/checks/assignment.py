"""Was the unit that the study declares really the unit that was assigned?"""

import numpy as np
from scipy.special import fdtrc

from lift.checks.evidence import Evidence
from lift.core.finding import Finding, note, percent
from lift.core.panel import Floats, Ints

FAIL = 0.01
"""p-value under which stores of a region move together too much to be units of their own."""


def assignment(evidence: Evidence) -> list[Finding]:
    """Say what was found out, and fail when stores are declared units although whole regions differ from each other.

    Where the test stores make up most of their regions, stores are independent units only if those of a region do not move
    together. Tested on the weeks before the campaign: one-way analysis of variance, by region, of each store's log change
    in category sales from the first to the second half.
    """
    design = evidence.main.design
    found: list[Finding] = []
    if not design.declared:
        found.append(
            note(
                "assignment", "warn",
                en=f'The study does not say how units were assigned; "{design.assignment}" was found out from the names.',
                de=f'Die Studie nennt die Zuteilung nicht; aus den Namen ergibt sich "{design.assignment}".',
                advice_en=f'State [regions] assignment = "{design.assignment}", or correct it.',
                advice_de=f'[regions] assignment = "{design.assignment}" eintragen oder berichtigen.',
            )
        )  # fmt: skip
    if design.assignment == "stores" and evidence.whole_regions:
        found.append(_stores_in_whole_regions(evidence))
    return found


def _stores_in_whole_regions(evidence: Evidence) -> Finding:
    changes, region = _changes(evidence)
    p = anova_p(changes, region)
    value_en, value_de = percent(p)
    if p < FAIL:
        return note(
            "assignment", "fail", value=p, limit=FAIL,
            en="Single stores are declared as units, but the test stores fill their regions and stores of a region move "
               f"together (chance of that among independent stores: {value_en}).",
            de="Einzelne Märkte sind als Einheiten angegeben, aber die Testmärkte füllen ihre Regionen, und Märkte einer "
               f"Region bewegen sich gemeinsam (bei unabhängigen Märkten mit {value_de} Wahrscheinlichkeit).",
            advice_en='Set [regions] assignment = "regions": intervals from single stores would be far too narrow.',
            advice_de='[regions] assignment = "regions" setzen: Intervalle aus einzelnen Märkten wären viel zu eng.',
        )  # fmt: skip
    return note(
        "assignment", "warn", value=p, limit=FAIL,
        en="Single stores are declared as units, yet the test stores fill their regions. Before the campaign the stores of a "
           "region did not move together more than chance allows.",
        de="Einzelne Märkte sind als Einheiten angegeben, doch die Testmärkte füllen ihre Regionen. Vor der Kampagne bewegten "
           "sich die Märkte einer Region nicht auffällig gemeinsam.",
        advice_en='If whole regions got the campaign, set [regions] assignment = "regions".',
        advice_de='Wurden ganze Regionen bespielt, [regions] assignment = "regions" setzen.',
    )  # fmt: skip


def _changes(evidence: Evidence) -> tuple[Floats, list[str]]:
    """Log change [U] of each unit's category revenue between the halves of the pre window, and its region."""
    panel = evidence.main.panel
    at = next(k for k, item in enumerate(panel.items) if item.level == "category" and item.row)
    pre = panel.listed[0, :, panel.windows.pre.slice, at]
    weight = panel.weight[0, :, panel.windows.pre.slice, at]
    half = pre.shape[1] // 2
    if half == 0:
        return np.empty(0), []
    with np.errstate(divide="ignore", invalid="ignore"):
        first, second = (
            np.log(pre[:, part].sum(axis=1) / weight[:, part].sum(axis=1)) for part in (slice(half), slice(half, None))
        )
    change = second - first
    usable = np.isfinite(change)
    return change[usable], [r for r, u in zip(panel.region, usable, strict=True) if u]


def anova_p(values: Floats, group: list[str]) -> float:
    """p-value of the one-way analysis of variance of values [N] by group; 1 when there is nothing to compare."""
    if len(values) == 0:
        return 1.0
    names, index = np.unique(np.asarray(group), return_inverse=True)
    count: Ints = np.bincount(index)
    k, n = len(names), len(values)
    if k < 2 or n <= k:
        return 1.0
    mean = np.bincount(index, weights=values) / count
    between = float((count * (mean - values.mean()) ** 2).sum()) / (k - 1)
    within = float(((values - mean[index]) ** 2).sum()) / (n - k)
    if within <= 0:
        return 0.0 if between > 0 else 1.0
    return float(fdtrc(k - 1, n - k, between / within))
