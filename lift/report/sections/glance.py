"""At a glance: the verdict in one sentence, what follows from it, four tiles and the picture."""

from collections.abc import Mapping
from typing import Any

from lift.report.blocks import Banner, Block, Bullets, Drawing, Heading, Section, Text, Tile, Tiles
from lift.report.figures.course import column, hero, index_scale
from lift.report.names import clean
from lift.report.sections.cells import number, table, tone
from lift.report.sections.money import basis_words, roi_value
from lift.report.source import Row, Source
from lift.report.words import periods


def glance(source: Source, result: Any) -> Section:
    """The first page."""
    verdict = source.document["verdict"]
    blocks: list[Block] = [
        Banner(
            word=source.word("verdict", source.status),
            tone=tone(source.status),
            sentence=clean(verdict["sentence"][source.language]),
            advice_title=source.say("glance.advice"),
            advice=advice(source),
        )
    ]
    if reasons := _reasons(source):
        title = source.say("glance.reasons" if not source.valid else "glance.reason_open")
        blocks += [Heading(title), Bullets(reasons)]
    if source.valid:
        blocks.append(Tiles(tuple(tiles(source))))
    blocks += [Text(evidence(source)), *_picture(source, result)]
    return Section("glance", source.say("section.glance"), tuple(blocks))


def advice(source: Source) -> str:
    """What to do next, from the verdict and the status of the ROI."""
    row = source.main() or {}
    detectable = source.numbers.percent(row.get("detectable"))
    if source.status == "proven":
        roi = source.headline
        return source.say(f"advice.proven.{roi['status'] if roi else 'none'}")
    section = source.say("section.trust")
    return source.say(f"advice.{source.status}", detectable=detectable, section=section)


def evidence(source: Source) -> str:
    """The evidence class and what it means."""
    name = str(source.design.get("evidence") or "")
    known = name in {"strong", "model-based"}
    explanation = source.say(f"method.evidence_text.{name if known else 'other'}")
    return source.say("glance.evidence", evidence=source.word("evidence", name), explanation=explanation)


def tiles(source: Source) -> list[Tile]:
    """The four tiles; of the promoted set but for the ROI, which is the headline's."""
    row, after, numbers = source.main(), source.main("after"), source.numbers
    out: list[Tile] = []
    if row is not None:
        what = "incremental_stores" if source.assignment == "stores" else "incremental"
        out += [
            _uplift_tile(source, row, "tile.uplift", source.say("tile.what.uplift")),
            Tile(
                source.say("tile.incremental"),
                numbers.money(row["incremental"], 0, sign=True),
                _interval(source, numbers.money(row["incremental_low"], 0), numbers.money(row["incremental_high"], 0)),
                source.word("verdict", row["verdict"]),
                tone(row["verdict"]),
                _cautious(source, numbers.money(row["incremental_low"], 0), source.say(f"tile.what.{what}")),
            ),
        ]
    out.append(_roi_tile(source))
    if after is None:
        none = source.say("tile.no_after")
        out.append(
            Tile(source.say("tile.after"), numbers.percent(None), "", none, "", source.say("tile.no_after_note"))
        )
    else:
        count = int(source.design["windows"]["after"]["periods"])
        what = source.say("tile.what.after", periods=periods(count, numbers.frequency, source.language))
        out.append(_uplift_tile(source, after, "tile.after", what))
    return out


def _uplift_tile(source: Source, row: Row, title: str, what: str) -> Tile:
    numbers, ends = source.numbers, (row["uplift_low"], row["uplift_high"])
    interval = "" if ends[0] is None else _interval(source, *(numbers.percent(e) for e in ends))
    note = what if ends[0] is None else _cautious(source, numbers.percent(ends[0], sign=True), what)
    word = source.word("verdict", row["verdict"])
    return Tile(
        source.say(title), numbers.percent(row["uplift"], sign=True), interval, word, tone(row["verdict"]), note
    )


def _roi_tile(source: Source) -> Tile:
    title, roi, numbers = source.say("tile.roi", symbol=source.numbers.symbol), source.headline, source.numbers
    if roi is None:
        return Tile(title, numbers.roi(None), "", source.say("tile.no_roi"), "", source.say("tile.no_roi_note"))
    what = source.say(
        "tile.what.roi",
        item=source.label(roi),
        basis=basis_words(source, roi),
        window=source.word("window", roi["window"]),
        breakeven=numbers.roi(roi["break_even"]),
    )
    return Tile(
        title,
        roi_value(source, roi),
        _interval(source, numbers.roi(roi["low"]), numbers.roi(roi["high"])),
        source.word("roi.status", roi["status"]),
        tone(roi["status"]),
        _cautious(source, numbers.roi(roi["low"]), what),
    )


def _interval(source: Source, low: str, high: str) -> str:
    return source.say("tile.interval", level=source.confidence, interval=source.numbers.interval(low, high))


def _cautious(source: Source, low: str, what: str) -> str:
    return source.say("tile.cautious", low=low, what=what)


def _reasons(source: Source) -> tuple[str, ...]:
    """The reasons of the verdict; for an invalid test without any, the findings that failed."""
    given = source.document["verdict"].get("reasons") or []
    if not given and not source.valid:
        given = [f["message"] for f in source.document.get("findings") or [] if f["verdict"] == "fail"]
    return tuple(clean(r[source.language] if isinstance(r, Mapping) else r) for r in given)


def _picture(source: Source, result: Any) -> list[Block]:
    if source.weekly.empty or source.main() is None:
        return []
    frame = source.series("promoted", None, "revenue")
    scale, numbers = index_scale(frame), source.numbers
    write = numbers.number if scale else numbers.money
    lines = {
        name: column(frame, name) / (scale or 1.0) for name in ("observed", "expected", "expected_low", "expected_high")
    }
    during = (frame["window"] == "campaign").to_numpy()
    means = {name: write(float(lines[name][during].mean()), 0) for name in ("observed", "expected")}
    head = "index" if scale else ""
    heads = [
        (source.say("column.period"), False),
        (source.say("column.window"), False),
        (source.say("column.index_observed" if head else "column.observed"), True),
        (source.say("column.index_expected" if head else "column.expected"), True),
        (source.say("column.expected_interval"), True),
    ]
    rows = [
        (
            number(numbers.period(day, year=True)),
            number(source.word("window", window)),
            number(write(float(o), 1 if scale else 0), float(o)),
            number(write(float(e), 1 if scale else 0), float(e)),
            number(
                numbers.interval(write(float(lo), 1 if scale else 0), write(float(hi), 1 if scale else 0))
                if lo == lo
                else numbers.number(None)
            ),
        )
        for day, window, o, e, lo, hi in zip(frame["week"], frame["window"], *lines.values(), strict=True)
    ]
    title = source.say("figure.hero.title")
    level = numbers.share(float(source.study["confidence"]))
    return [
        Drawing(
            "hero",
            title,
            source.say("figure.hero.desc", level=level, **means),
            lambda ax: hero(result, ax=ax, language=source.language),
            (9.2, 3.5),
            table(title, heads, rows),
        )
    ]
