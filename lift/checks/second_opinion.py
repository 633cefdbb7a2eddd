"""Where stores were drawn one by one: does the assumption-free comparison of stores agree?"""

import math

from lift.checks.evidence import Evidence
from lift.core.finding import Finding, note, percent
from lift.core.words import PROMOTED
from lift.estimators.did_classic import DidClassic
from lift.inference.outcome import Outcome


def welch_agrees(evidence: Evidence) -> list[Finding]:
    """Set Welch's interval on the stores' own changes beside the study's; warn when only one of them excludes zero."""
    design, panel = evidence.main.design, evidence.main.panel
    row = evidence.row("promoted")
    if design.assignment != "stores" or min(len(design.test), len(design.control)) < 2 or row is None:
        return []
    if evidence.account.method.startswith("did-classic"):
        return []
    at = next(k for k, item in enumerate(panel.items) if item.level == "promoted")
    one = evidence.main.take([at])
    reason = one.refusals("revenue")[0]
    if reason is not None and reason.reason == "not_listed":
        return []
    found = DidClassic().expected(one.panel, design, "revenue")
    location, scale, df = float(found.location[0, 0]), float(found.scale[0, 0]), float(found.df[0])
    if not math.isfinite(scale):
        return []
    confidence = evidence.spec.measure.confidence
    own = row.law.window(0)
    other = Outcome(own.observed, own.observed * math.exp(-location), scale, df)
    agree = (own.p_value < 1 - confidence) == (other.p_value < 1 - confidence)
    low, high = (percent(end) for end in other.uplift_interval(confidence))
    point = percent(other.uplift)
    return [
        note(
            "second opinion", "pass" if agree else "warn", value=other.uplift, limit=own.uplift,
            level="promoted", item=PROMOTED,
            en=f"The plain comparison of single stores (Welch) finds {point[0]} ({low[0]} to {high[0]}) on the promoted SKUs"
               f"{'' if agree else ': it disagrees about whether that differs from zero'}.",
            de=f"Der einfache Vergleich der einzelnen Märkte (Welch) findet {point[1]} ({low[1]} bis {high[1]}) bei den beworbenen "
               f"Artikeln{'' if agree else ': er urteilt anders darüber, ob das von null verschieden ist'}.",
            advice_en="" if agree else "Read the result as a tendency.",
            advice_de="" if agree else "Das Ergebnis als Tendenz lesen.",
        )
    ]  # fmt: skip
