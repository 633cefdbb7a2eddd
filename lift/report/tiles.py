"""The four numbers of the first page: uplift, incremental revenue, return on spend, after-effect."""

from lift.report.blocks import Tile
from lift.report.returns import basis_words
from lift.report.source import Row, Source
from lift.report.tones import tone
from lift.report.words import periods


def tiles(source: Source) -> list[Tile]:
    """The four tiles; of the promoted set but for the ROI, which is the headline's."""
    row, after, numbers = source.main(), source.main("after"), source.numbers
    out: list[Tile] = []
    if row is not None:
        out += [
            _uplift(source, row, "uplift", source.say("tile.what.uplift")),
            _incremental(source, row),
        ]
    out.append(_roi(source))
    if after is None:
        none, why = source.say("tile.no_after"), "tile.after_early_note" if source.early else "tile.no_after_note"
        out.append(Tile("after", source.say("tile.after"), numbers.percent(None), "", none, "", source.say(why)))
    else:
        count = int(source.design["windows"]["after"]["periods"])
        what = source.say("tile.what.after", periods=periods(count, numbers.frequency, source.language))
        out.append(_uplift(source, after, "after", what))
    return out


def _incremental(source: Source, row: Row) -> Tile:
    numbers, what, low = source.numbers, source.say("tile.what.incremental"), row["incremental_low"]
    title, value = source.say("tile.incremental"), numbers.money(row["incremental"], 0, sign=True)
    if low is None:
        return Tile("incremental", title, value, "", source.say("figure.forest.none"), "", what)
    ends = numbers.interval(numbers.money(low, 0), numbers.money(row["incremental_high"], 0))
    words = source.word("verdict", row["verdict"])
    return Tile(
        "incremental", title, value, ends, words, tone(row["verdict"]), _cautious(source, numbers.money(low, 0), what)
    )


def _uplift(source: Source, row: Row, key: str, what: str) -> Tile:
    numbers, ends = source.numbers, (row["uplift_low"], row["uplift_high"])
    interval = "" if ends[0] is None else numbers.interval(*(numbers.percent(e) for e in ends))
    note = what if ends[0] is None else _cautious(source, numbers.percent(ends[0], sign=True), what)
    title, value = source.say(f"tile.{key}"), numbers.percent(row["uplift"], sign=True)
    if row["uplift"] is None:
        return Tile(key, title, value, "", source.say("figure.forest.none"), "", note)
    return Tile(key, title, value, interval, source.word("verdict", row["verdict"]), tone(row["verdict"]), note)


def _roi(source: Source) -> Tile:
    title, roi, numbers = source.say("tile.roi", symbol=source.numbers.symbol), source.headline, source.numbers
    if roi is None:
        why = "tile.roi_early" if source.early else "tile.no_roi"
        return Tile("roi", title, numbers.roi(None), "", source.say(why), "", source.say(f"{why}_note"))
    what = source.say(
        "tile.what.roi",
        item=source.label(roi),
        basis=basis_words(source, roi),
        window=source.mid("window", roi["window"]),
        breakeven=numbers.roi(roi["break_even"]),
    )
    return Tile(
        "roi",
        title,
        numbers.roi(roi["per_euro"]),
        numbers.interval(numbers.roi(roi["low"]), numbers.roi(roi["high"])),
        source.word("roi.status", roi["status"]),
        tone(roi["status"]),
        _cautious(source, numbers.roi(roi["low"]), what),
    )


def _cautious(source: Source, low: str, what: str) -> str:
    return source.say("tile.cautious", low=low, what=what)
