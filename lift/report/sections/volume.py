"""Where the gain came from: own brand, competitors or a larger category; and the market share."""

from typing import Any

from lift.report.blocks import Block, Cell, Drawing, Heading, Section, Table, Text
from lift.report.figures.chart_rows import volume_chart
from lift.report.figures.money import source_of_volume, volume_label, volume_rows
from lift.report.names import clean
from lift.report.sections.cells import interval, name, number, table
from lift.report.sections.distribution import distribution
from lift.report.sections.rivals import rivals
from lift.report.source import Row, Source


def volume(source: Source, result: Any) -> Section:
    """Source of volume and market share; in words when the result has neither."""
    blocks: list[Block] = [Text(source.say("volume.intro"))]
    every = [r for r in source.document.get("source_of_volume") or [] if r["window"] != "after"]
    rows, brands = ([r for r in every if (r["item"] is not None) is named] for named in (False, True))
    if volume_rows(source, "campaign", "revenue"):
        blocks.append(_picture(source, result))
    blocks.append(_table(source, rows) if rows else Text(source.say("volume.none")))
    blocks += rivals(source, brands)
    shares = [r for r in source.document.get("market_share") or [] if _told(source, r)]
    if shares:
        blocks += [
            Heading(source.say("volume.share")),
            Text(share_sentence(source, shares[0])),
            _share_table(source, shares),
        ]
    blocks += distribution(source)
    return Section("volume", source.say("section.volume"), tuple(blocks))


def _told(source: Source, row: Row) -> bool:
    """The shares told in a report: the promoted set and brands, in the windows that hold the campaign."""
    return (
        row["window"] != "after"
        and row["level"] in {"promoted", "brand"}
        and source.is_promoted(row)
        and row["expected"] is not None
    )


def _write(source: Source, metric: str, value: float | None, *, sign: bool = False) -> str:
    numbers = source.numbers
    return numbers.number(value, sign=sign) if metric == "units" else numbers.money(value, 0, sign=sign)


def _picture(source: Source, result: Any) -> Drawing:
    parts = volume_rows(source, "campaign", "revenue")
    gain = next((p["value"] for p in parts if p["part"] == "promoted"), None)
    words = {"metric": source.mid("metric", "revenue"), "window": source.mid("window", "campaign")}
    level = source.level
    return Drawing(
        "volume",
        source.say("figure.volume.title", **words),
        source.say("figure.volume.desc", level=level, gain=source.numbers.money(gain, 0, sign=True)),
        lambda ax: source_of_volume(result, ax=ax, language=source.language),
        (9.2, 0.9 + 0.42 * len(parts)),
        chart=volume_chart(source),
    )


def _table(source: Source, rows: list[Row]) -> Table:
    heads = [
        (source.say("column.part"), False),
        (source.say("column.metric"), False),
        (source.say("column.window"), False),
        (source.say("column.value"), True),
        (source.say("column.interval", level=source.confidence), True),
        (source.say("column.share_of_gain"), True),
    ]
    cells: list[tuple[Cell, ...]] = []
    for row in rows:
        ends = [_write(source, row["metric"], row[end]) for end in ("low", "high")]
        unit = "number" if row["metric"] == "units" else "money"
        cells.append((
            Cell(volume_label(source, row)),
            Cell(source.word("metric", row["metric"])),
            Cell(source.word("window", row["window"])),
            number(_write(source, row["metric"], row["value"], sign=True), row["value"], unit),
            interval(source.numbers.interval(*ends) if row["low"] is not None else "–", row["low"], row["high"], unit),
            _share(source, rows, row),
        ))  # fmt: skip
    return table(source.say("volume.caption"), heads, cells, source.say("volume.share_note"))


def _share(source: Source, rows: list[Row], row: Row) -> Cell:
    """A part's share of the gain; none where the gain's interval reaches zero, since it would divide by noise."""
    same = (r for r in rows if (r["part"], r["metric"], r["window"]) == ("promoted", row["metric"], row["window"]))
    gain = next(same, None)
    proven = gain is not None and gain["low"] is not None and gain["low"] > 0
    share = row["share_of_gain"] if proven else None
    return number(source.numbers.percent(share, 0), share, "percent")


def share_sentence(source: Source, row: Row) -> str:
    """Expected and observed share with the difference in points and relative to the expectation."""
    numbers = source.numbers
    told = source.say(
        "volume.share_sentence",
        item=source.label(row),
        metric=source.mid("metric", row["metric"]),
        window=source.mid("window", row["window"]),
        expected=numbers.percent(row["expected"]),
        observed=numbers.percent(row["observed"]),
        points=numbers.points(row["points"]),
        relative=numbers.percent(row["relative"], 0, sign=True),
    )
    if row.get("points_since") is None:
        return told
    since = {"before": numbers.percent(row["before"]), "points": numbers.points(row["points_since"])}
    return " ".join((told, source.say("volume.share_since", **since)))


def _share_table(source: Source, rows: list[Row]) -> Table:
    numbers = source.numbers
    heads = [
        (source.say("column.item"), False),
        (source.say("column.of"), False),
        (source.say("column.metric"), False),
        (source.say("column.window"), False),
        (source.say("column.share_before"), True),
        (source.say("column.expected"), True),
        (source.say("column.observed"), True),
        (source.say("column.points"), True),
        (source.say("column.interval", level=source.confidence), True),
        (source.say("column.relative"), True),
    ]
    cells = [
        (
            name(source.label(row)),
            name(clean(row["of"])),
            Cell(source.word("metric", row["metric"])),
            Cell(source.word("window", row["window"])),
            *(number(numbers.percent(row[key]), row[key], "percent") for key in ("before", "expected", "observed")),
            number(numbers.points(row["points"]), row["points"], "points"),
            interval(
                numbers.interval(numbers.points(row["points_low"]), numbers.points(row["points_high"]))
                if row["points_low"] is not None
                else "–",
                row["points_low"],
                row["points_high"],
                "points",
            ),
            number(numbers.percent(row["relative"], 0, sign=True), row["relative"], "percent"),
        )
        for row in rows
    ]
    return table(source.say("volume.share_caption"), heads, cells)
