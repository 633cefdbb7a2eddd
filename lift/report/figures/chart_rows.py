"""The figures with one row a name as numbers: what forest, roi, benchmarks and source_of_volume draw."""

from collections.abc import Sequence

from lift.report.benchmarks import roi_benchmarks
from lift.report.blocks import Chart, Role, Series
from lift.report.figures.forest import forest_rows, forest_words
from lift.report.figures.money import benchmark_value, roi_words, volume_label, volume_rows
from lift.report.names import short
from lift.report.returns import roi_label, roi_rows
from lift.report.source import Row, Source
from lift.report.tones import tone


def forest_chart(source: Source, window: str = "campaign", metric: str = "revenue") -> Chart:
    """Uplift by level with interval: what was promoted as a series of its own, the other rows beside it."""
    rows = forest_rows(source, window, metric)
    own = [r["level"] == "promoted" or (r["level"] == "brand" and source.is_promoted(r)) for r in rows]
    return Chart(
        "intervals", "share", source.say("figure.forest.axis"),
        tuple(short(source.label(r), 34) for r in rows),
        _two(source, rows, own, ("uplift", "uplift_low", "uplift_high"), source.word("level", "promoted")),
        tuple(source.word("level", r["level"]) for r in rows),
        tuple(forest_words(source, r) for r in rows),
        tuple(tone(r["verdict"]) for r in rows),
        (0.0, ""),
    )  # fmt: skip


def roi_chart(source: Source) -> Chart:
    """Return per unit of spend with interval for every definition, the headline first."""
    rows = roi_rows(source)
    own = [bool(r.get("headline")) for r in rows]
    return Chart(
        "intervals", "roi", source.say("column.roi", symbol=source.numbers.symbol),
        tuple(roi_label(source, r) for r in rows),
        _two(source, rows, own, ("per_euro", "low", "high"), source.say("figure.benchmarks.own")),
        words=tuple(roi_words(source, r) for r in rows), reference=_break_even(source),
    )  # fmt: skip


def benchmarks_chart(source: Source) -> Chart:
    """The headline ROI with its interval, then the published values, which have none."""
    own, others = source.headline, roi_benchmarks()
    rows: list[Row] = [*([own] if own else []), *({"per_euro": b.value, "low": None, "high": None} for b in others)]
    mine = [at == 0 and own is not None for at in range(len(rows))]
    first = ((source.say("figure.benchmarks.own"), roi_words(source, own)),) if own else ()
    told = (*first, *((b.name(source.language), benchmark_value(b, source)) for b in others))
    return Chart(
        "intervals", "roi", source.say("column.roi", symbol=source.numbers.symbol),
        tuple(label for label, _ in told),
        _two(source, rows, mine, ("per_euro", "low", "high"), source.say("figure.benchmarks.own")),
        words=tuple(words for _, words in told), reference=_break_even(source),
    )  # fmt: skip


def volume_chart(source: Source, window: str = "campaign", metric: str = "revenue") -> Chart:
    """The gain and its parts with intervals; each part starts where the one before it ends."""
    parts = volume_rows(source, window, metric)
    values, low, high = (tuple(p[name] for p in parts) for name in ("value", "low", "high"))
    axis = source.word("metric", metric)
    return Chart(
        "waterfall", "money", axis, tuple(volume_label(source, p) for p in parts),
        (Series(axis, "effect", values, low, high),),
        words=tuple(source.numbers.money(p["value"], 0, sign=True) for p in parts), currency=source.numbers.currency,
    )  # fmt: skip


def _two(
    source: Source, rows: Sequence[Row], own: Sequence[bool], names: tuple[str, str, str], word: str
) -> tuple[Series, ...]:
    """The rows as two series over the same labels: the campaign's own and the others."""

    def series(name: str, role: Role, wanted: bool) -> Series:
        ends = (tuple(r[n] if mine == wanted else None for r, mine in zip(rows, own, strict=True)) for n in names)
        return Series(name, role, *ends)

    both = (series(word, "own", True), series(source.say("figure.others"), "other", False))
    return tuple(s for s in both if any(v is not None for v in s.values))


def _break_even(source: Source) -> tuple[float, str]:
    return 1.0, source.say("figure.roi.breakeven", value=source.numbers.roi(1.0))
