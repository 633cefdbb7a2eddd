"""Over time: the difference by period, added up, and what was left after the campaign."""

from typing import Any

import numpy as np

from lift.report.blocks import Block, Drawing, Heading, Section, Text
from lift.report.figures.chart_course import cumulative_chart, other_weekly_charts, weekly_chart
from lift.report.figures.course import cumulative, difference, only, recent, weekly
from lift.report.sections.cells import interval, number, table
from lift.report.sections.lasting import lasting
from lift.report.source import Source


def course(source: Source, result: Any) -> Section:
    """Weekly bars, cumulative line, after-effect."""
    blocks: list[Block] = [Text(source.say("time.intro"))]
    if source.charted:
        blocks += [_weekly(source, result), _cumulative(source, result)]
    blocks += [Heading(source.say("time.after")), Text(after_sentence(source)), *lasting(source)]
    return Section("time", source.say("section.time"), tuple(blocks))


def after_sentence(source: Source) -> str:
    """What was left in the weeks after the campaign, in one sentence."""
    row = source.main("after")
    if row is None or row["uplift"] is None:
        return source.say("time.after_early" if source.early else "time.after_none")
    numbers, verdict = source.numbers, str(row["verdict"])
    ends = [row["uplift_low"], row["uplift_high"]]
    if verdict == "negative":
        ends = [-ends[1], -ends[0]]
    signed = verdict in {"inconclusive", "incomplete"}
    shown = row["uplift"] if signed else abs(row["uplift"])
    return source.say(
        f"time.after_{verdict}",
        uplift=numbers.percent(shown, sign=signed),
        interval=source.interval(*(numbers.percent(end) for end in ends)),
    )


def _words(source: Source) -> dict[str, str]:
    return {"metric": source.word("metric", "revenue"), "item": source.mid("item", "promoted")}


def _weekly(source: Source, result: Any) -> Drawing:
    frame, numbers = recent(source.series("promoted", None, "revenue")), source.numbers
    value, low, high = difference(frame)
    during = (frame["window"] == "campaign").to_numpy()
    peak = numbers.money(float(np.nanmax(value[during])), 0, sign=True) if during.any() else numbers.money(None)
    title = source.say("figure.weekly.title", **_words(source))
    rows = [
        (
            number(numbers.period(day, year=True)),
            number(source.word("window", window)),
            number(numbers.money(float(v), 0, sign=True), float(v), "money"),
            interval(_ends(source, float(lo), float(hi)), float(lo), float(hi), "money"),
        )
        for day, window, v, lo, hi in zip(frame["week"], frame["window"], value, low, high, strict=True)
    ]
    heads = [
        (source.say("column.period"), False),
        (source.say("column.window"), False),
        (source.say("column.incremental"), True),
        (source.say("column.interval", level=source.confidence), True),
    ]
    return Drawing(
        "weekly",
        title,
        source.say("figure.weekly.desc", level=source.level, peak=peak),
        lambda ax: weekly(result, ax=ax, language=source.language),
        (9.2, 3.3),
        table(title, heads, rows),
        weekly_chart(source),
        other_weekly_charts(source),
    )


def _ends(source: Source, low: float, high: float) -> str:
    money = source.numbers.money
    return source.numbers.interval(money(low, 0), money(high, 0)) if np.isfinite(low) else money(None)


def _cumulative(source: Source, result: Any) -> Drawing:
    frame, numbers = only(source.series("promoted", None, "revenue"), "campaign", "after"), source.numbers
    running = np.cumsum(difference(frame)[0])
    title = source.say("figure.cumulative.title", **_words(source))
    rows = [
        (
            number(numbers.period(day, year=True)),
            number(source.word("window", window)),
            number(numbers.money(float(v), 0, sign=True), float(v), "money"),
        )
        for day, window, v in zip(frame["week"], frame["window"], running, strict=True)
    ]
    heads = [
        (source.say("column.period"), False),
        (source.say("column.window"), False),
        (source.say("column.cumulative"), True),
    ]
    end = (source.main() or {}).get("incremental")
    return Drawing(
        "cumulative",
        title,
        source.say(
            "figure.cumulative.desc",
            level=source.level,
            campaign=numbers.money(end, 0, sign=True),
        ),
        lambda ax: cumulative(result, ax=ax, language=source.language),
        (9.2, 3.1),
        table(title, heads, rows),
        cumulative_chart(source),
    )
