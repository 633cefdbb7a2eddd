"""The cover: who, what, when, where, and how far the data reach."""

from lift.core.words import PROMOTED_BRANDS
from lift.report.blocks import Facts
from lift.report.names import clean, enumeration
from lift.report.source import Source
from lift.report.words import periods


def cover(source: Source) -> Facts:
    """The facts of the cover block."""
    study, windows = source.study, source.design["windows"]
    pairs: list[tuple[str, str]] = []
    brands = sorted(source.brands - {PROMOTED_BRANDS})
    if study.get("client"):
        pairs.append((source.say("cover.client"), clean(study["client"])))
    if brands:
        pairs.append((source.say("cover.brand"), enumeration([clean(b) for b in brands], source.language, 3)))
    skus = [clean(sku) for sku in source.design.get("promoted") or ()]
    pairs.append((source.say("cover.skus"), enumeration(skus, source.language, 4)))
    pairs += [
        (source.say("cover.campaign"), _campaign(source)),
        (source.say("cover.pre"), window_range(source, "pre")),
        *_excluded(source),
        (source.say("cover.after"), window_range(source, "after")),
        (source.say("cover.test"), arm(source, "test")),
        (source.say("cover.control"), arm(source, "control")),
    ]
    measured = windows.get("after") or windows["campaign"]
    pairs.append((source.say("cover.cutoff"), source.numbers.day(windows.get("until") or measured["last"])))
    return Facts(tuple(pairs))


def _excluded(source: Source) -> list[tuple[str, str]]:
    """The stretches before the campaign from which nothing was learnt."""
    told = [
        source.say(
            "cover.excluded_range", first=source.numbers.day(each["first"]), last=source.numbers.day(each["last"]),
            reason=clean(each["reason"]),
            periods=periods(int(each["periods"]), source.numbers.frequency, source.language),
        )
        for each in source.design["windows"].get("excluded") or []
    ]  # fmt: skip
    return [(source.say("cover.excluded"), "; ".join(told))] if told else []


def arm(source: Source, which: str) -> str:
    """The units of an arm by name, or by number when there are many, with their stores."""
    units = [str(u["unit"]) if isinstance(u, dict) else str(u) for u in source.design[which]]
    names = enumeration([clean(u) for u in units], source.language, 6)
    stores = source.design.get(f"stores_{which}")
    if stores is None or source.assignment == "stores":
        return names
    return source.say("cover.units_stores", names=names, stores=source.numbers.number(stores))


def window_range(source: Source, which: str) -> str:
    """First and last day of a window, and how many periods it has."""
    window = source.design["windows"].get(which)
    if not window:
        return source.say("cover.none")
    first, last = source.numbers.day(window["first"]), source.numbers.day(window["last"])
    return source.say("cover.range_periods", first=first, last=last, periods=_length(source, which))


def _length(source: Source, which: str) -> str:
    return periods(int(source.design["windows"][which]["periods"]), source.numbers.frequency, source.language)


def _campaign(source: Source) -> str:
    days = {end: source.numbers.day(source.campaign[key]) for end, key in (("first", "start"), ("last", "end"))}
    return source.say("cover.range_periods", **days, periods=_length(source, "campaign"))
