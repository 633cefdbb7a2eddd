"""Does the same method find an effect before there was a campaign?"""

import math
from dataclasses import replace

from lift.checks.evidence import Evidence
from lift.core.errors import MethodError
from lift.core.finding import Finding, german_day, note, percent
from lift.core.panel import Span, Windows
from lift.core.words import MIN_HISTORY, PROMOTED
from lift.inference.outcome import Outcome
from lift.inference.sample import estimates

WARN = 0.02
"""p-value of the most striking false start, times their number."""
STARTS = 3


def placebo_in_time(evidence: Evidence) -> list[Finding]:
    """Let the study's own estimator measure the promoted set over campaigns that never were.

    Up to three false campaigns as long as the real one (at most a third of the history), one behind the other and the
    last of them ending where the real one begins; each is estimated from what lies before it alone (Bonferroni over the
    false campaigns). A control chosen by its match to this history makes the check kinder than it looks.

    Warns on 0 to 3 % of made panels on which nothing happened (52 weeks; regions 1 v 3, 1 v 9, 2 v 2 and stores 10 v 30
    with regional noise AR .7 and .95, regions 3 v 6 with AR .7; 150 each), and sees +10 % over eight weeks in 1 v 9 in
    two of three.
    """
    found = evidence.once(false_campaigns)
    if not found:
        return []
    start, outcome = min(found, key=lambda each: each[1].p_value)
    p = min(1.0, outcome.p_value * len(found))
    confidence = evidence.spec.measure.confidence
    low, high = (percent(end) for end in outcome.uplift_interval(confidence))
    point, seen = percent(outcome.uplift), p < WARN
    return [
        note(
            "placebo in time", "warn" if seen else "pass", value=p, limit=WARN, level="promoted", item=PROMOTED,
            en=f"False campaigns before the real one: {len(found)}. The most striking, from {start} on, shows {point[0]} "
               f"({low[0]} to {high[0]}) where nothing happened: {'more than noise' if seen else 'no more than noise'}.",
            de=f"Scheinkampagnen vor der echten: {len(found)}. Die auffälligste, ab {german_day(start)}, zeigt {point[1]} ({low[1]} bis {high[1]}), "
               f"wo nichts geschah: {'mehr als Rauschen' if seen else 'nicht mehr als Rauschen'}.",
            advice_en="Find out what happened then. If it can happen again, the interval of the real campaign is too narrow." if seen else "",
            advice_de="Klären, was da geschah. Kann es sich wiederholen, ist das Intervall der echten Kampagne zu eng." if seen else "",
        )
    ]  # fmt: skip


def false_campaigns(evidence: Evidence) -> list[tuple[str, Outcome]]:
    """First day and outcome of every false campaign that has history enough, the latest first."""
    one = evidence.promoted()
    if one is None:
        return []
    panel, windows = one.panel, one.panel.windows
    length = min(len(windows.campaign), len(windows.pre) // 3)
    found: list[tuple[str, Outcome]] = []
    for stop in range(windows.pre.stop, windows.pre.stop - STARTS * max(length, 1), -max(length, 1)):
        start = stop - length
        if length == 0 or start - windows.pre.start < max(MIN_HISTORY, 2 * length):
            break
        false = Windows(windows.history, Span(windows.pre.start, start), Span(start, stop), Span(stop, stop))
        try:
            fitted = estimates(evidence.estimator, replace(one, panel=replace(panel, windows=false)), "revenue")
        except MethodError:
            break
        item = fitted.items[0]
        step, scale, sold = float(item.location[0]), float(item.scale[0]), float(item.weight[0])
        if math.isfinite(scale) and scale > 0:
            found.append((str(panel.periods[start]), Outcome(sold, sold * math.exp(-step), scale, fitted.df)))
    return found
