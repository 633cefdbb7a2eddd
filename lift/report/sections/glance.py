"""At a glance: the verdict in one sentence, what follows from it, four tiles and the picture."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from lift.report.blocks import Banner, Block, Bullets, Drawing, Heading, Section, Text, Tiles
from lift.report.figures.chart_course import hero_chart
from lift.report.figures.course import column, hero, index_scale
from lift.report.names import clean
from lift.report.sections.cells import interval, number, table
from lift.report.source import Source
from lift.report.tiles import tiles
from lift.report.tones import tone
from lift.report.words import overridden, sentences


def glance(source: Source, result: Any) -> Section:
    """The first page."""
    told = sentences(source.document) if overridden("sentence.") else source.document["verdict"]["sentence"]
    blocks: list[Block] = [
        Banner(
            word=source.word("verdict", source.status),
            tone=tone(source.status),
            sentence=clean(told[source.language]),
            advice_title=source.say("glance.advice"),
            advice=advice(source),
        )
    ]
    if reasons := _reasons(source):
        early = "glance.reason_early" if source.early else "glance.reason_open"
        title = source.say("glance.reasons" if not source.valid else early)
        blocks += [Heading(title), Bullets(reasons)]
    if deviations := _deviations(source):
        blocks += [Heading(source.say("glance.deviations")), Bullets(deviations)]
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
    text = "deviated" if source.design.get("chosen") == "lock" and name == "model-based" else name
    explanation = source.say(f"method.evidence_text.{text if known else 'other'}")
    return source.say("glance.evidence", evidence=source.word("evidence", name), explanation=explanation)


def _reasons(source: Source) -> tuple[str, ...]:
    """The reasons of the verdict; for an invalid test without any, the findings that failed."""
    given = source.document["verdict"].get("reasons") or []
    if not given and not source.valid:
        given = [f["message"] for f in source.document.get("findings") or [] if f["verdict"] == "fail"]
    return tuple(clean(_in_language(reason, source.language)) for reason in given)


def _deviations(source: Source) -> tuple[str, ...]:
    """What was not measured as design.lock fixed it."""
    found = [f for f in source.document.get("findings") or [] if (f["check"], f["verdict"]) == ("design lock", "warn")]
    return tuple(clean(_in_language(f["message"], source.language)) for f in found)


def _in_language(reason: Any, language: str) -> object:
    """A reason's text, whether it is one, a text by language, or a record with such a message."""
    if not isinstance(reason, Mapping):
        return reason
    return _in_language(reason.get("message") or reason.get(language) or "", language)


def _picture(source: Source, result: Any) -> list[Block]:
    if not source.charted:
        return []
    frame = source.series("promoted", None, "revenue")
    scale, numbers = index_scale(frame), source.numbers
    write = numbers.number if scale else numbers.money
    lines = {
        name: column(frame, name) / (scale or 1.0) for name in ("observed", "expected", "expected_low", "expected_high")
    }
    during = (frame["window"] == "campaign").to_numpy()
    means = {name: write(float(lines[name][during].mean()), 0) for name in ("observed", "expected")}
    head, unit = ("index", "number") if scale else ("", "money")
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
            number(write(float(o), 1 if scale else 0), float(o), unit),
            number(write(float(e), 1 if scale else 0), float(e), unit),
            interval(
                numbers.interval(write(float(lo), 1 if scale else 0), write(float(hi), 1 if scale else 0))
                if isfinite(lo)
                else numbers.number(None),
                float(lo),
                float(hi),
                unit,
            ),
        )
        for day, window, o, e, lo, hi in zip(frame["week"], frame["window"], *lines.values(), strict=True)
    ]
    title = source.say("figure.hero.title")
    level = source.level
    return [
        Drawing(
            "hero",
            title,
            source.say("figure.hero.desc", level=level, **means),
            lambda ax: hero(result, ax=ax, language=source.language),
            (9.2, 3.5),
            table(title, heads, rows),
            hero_chart(source),
        )
    ]
