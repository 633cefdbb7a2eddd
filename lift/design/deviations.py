"""What differs between the design that was fixed and the one that is measured: one finding each."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from lift.core.errors import listing
from lift.core.finding import Finding, german_day, note
from lift.core.spec import ExcludedSpec
from lift.core.words import Frequency
from lift.design.lock import FILE, Lock
from lift.design.restated import restated

CHECK = "design lock"

_ARMS = {
    "test": ("test units", "Testeinheiten"),
    "control": ("control units", "Kontrolleinheiten"),
    "excluded": ("excluded units", "ausgeschlossene Einheiten"),
    "promoted": ("promoted SKUs", "beworbene Artikel"),
    "launch": ("launched SKUs", "Neueinführungen"),
}
_VALUES = {
    "assignment": ("the unit of assignment", "die Einheit der Zuteilung"),
    "frequency": ("the length of a period", "die Länge einer Periode"),
    "start": ("the campaign's first day", "der erste Kampagnentag"),
    "end": ("the campaign's last day", "der letzte Kampagnentag"),
    "pre_first": ("the first day of the history compared with", "der erste Tag des Vorzeitraums"),
    "pre_periods": ("the number of periods before the campaign", "die Zahl der Perioden vor der Kampagne"),
    "after_periods": ("the number of periods after the campaign", "die Zahl der Perioden nach der Kampagne"),
    "method": ("the method", "das Schätzverfahren"),
    "inference": ("the inference", "das Inferenzverfahren"),
    "confidence": ("the confidence level", "das Konfidenzniveau"),
    "seed": ("the seed", "der Startwert (seed)"),
}


def judge(locked: Lock, now: Lock, *, intact: bool) -> tuple[Finding, ...]:
    """Compare a lock with what is measured now, taken down in the same form. The last finding passes, or none does.

    Evidence is strong only when none warns: everything stands as it was fixed, and it was fixed before the start.
    """
    found = [*_date(locked, now), *([] if intact else [_edited()]), *_names(locked, now), *_values(locked, now)]
    found += [*_exclusions(locked, now), *_cells(locked, now)]
    apart = _apart(locked, now)
    found += [_warn(en, de) for en, de in restated(locked.imprint, now.imprint, apart)]
    if found:
        return tuple(found)
    day = locked.locked.isoformat()
    return (
        note(
            CHECK, "pass",
            en=f"Everything stands as fixed on {day}: test, control, windows, promoted SKUs, method, panel.",
            de=f"Alles ist wie am {german_day(locked.locked)} festgeschrieben: Test, Kontrolle, Zeiträume, beworbene "
               "Artikel, Verfahren, Panel.",
        ),
    )  # fmt: skip


def _warn(en: str, de: str) -> Finding:
    return note(
        CHECK, "warn", en=f"Other than fixed in {FILE}: {en}", de=f"Anders als in {FILE} festgeschrieben: {de}",
        advice_en="The evidence counts as model-based; measure what was fixed, or state why it was changed.",
        advice_de="Die Evidenz gilt als modellbasiert; messen, was festgeschrieben war, oder die Änderung begründen.",
    )  # fmt: skip


def _date(locked: Lock, now: Lock) -> Iterator[Finding]:
    start = min(locked.start, now.start)
    if locked.locked < start:
        return
    yield note(
        CHECK, "warn",
        en=f"The design was fixed on {locked.locked}, not before the campaign's start on {start}.",
        de=f"Festgeschrieben wurde am {german_day(locked.locked)}, nicht vor dem Kampagnenstart am "
           f"{german_day(start)}.",
        advice_en="The evidence counts as model-based: the choice may have followed the result.",
        advice_de="Die Evidenz gilt als modellbasiert: Die Wahl kann dem Ergebnis gefolgt sein.",
    )  # fmt: skip


def _edited() -> Finding:
    return note(
        CHECK, "warn",
        en=f"{FILE} was changed after it was written: its content does not match its digest.",
        de=f"{FILE} wurde nach dem Schreiben verändert: Der Inhalt passt nicht zur Prüfsumme.",
        advice_en="The evidence counts as model-based; restore the file as it was written.",
        advice_de="Die Evidenz gilt als modellbasiert; die Datei im ursprünglichen Zustand wiederherstellen.",
    )  # fmt: skip


def _names(locked: Lock, now: Lock) -> Iterator[Finding]:
    for field, (en, de) in _ARMS.items():
        before, behind = set[str](getattr(locked, field)), set[str](getattr(now, field))
        if before != behind:
            added, gone = sorted(behind - before), sorted(before - behind)
            change_en, change_de = _change(added, gone, "added", "left out"), _change(added, gone, "neu", "entfallen")
            yield _warn(f"{en}{change_en}.", f"{de}{change_de}.")


def _change(added: Sequence[str], gone: Sequence[str], new: str, out: str) -> str:
    parts = [f"{word} {listing(names)}" for word, names in ((new, added), (out, gone)) if names]
    return f" ({'; '.join(parts)})"


def _values(locked: Lock, now: Lock) -> Iterator[Finding]:
    for field, (en, de) in _VALUES.items():
        before, behind = getattr(locked, field), getattr(now, field)
        if before != behind:
            yield _warn(f"{en} is {_shown(behind)} instead of {_shown(before)}.",
                        f"{de} ist {_auf_deutsch(behind)} statt {_auf_deutsch(before)}.")  # fmt: skip


def _exclusions(locked: Lock, now: Lock) -> Iterator[Finding]:
    before, behind = ({(p.first, p.last) for p in lock.exclude_periods} for lock in (locked, now))
    if before != behind:
        added, gone = sorted(behind - before), sorted(before - behind)
        en = _change([f"{a} to {b}" for a, b in added], [f"{a} to {b}" for a, b in gone], "added", "left out")
        neu, weg = ([f"{german_day(a)} bis {german_day(b)}" for a, b in each] for each in (added, gone))
        de = _change(neu, weg, "neu", "entfallen")
        yield _warn(f"the periods that take no part{en}.", f"die ausgenommenen Perioden{de}.")


def _cells(locked: Lock, now: Lock) -> Iterator[Finding]:
    def terms(lock: Lock) -> set[tuple[object, ...]]:
        return {(c.name, *sorted(c.test or c.test_stores), c.start, c.end, *sorted(c.skus)) for c in lock.cells}

    if terms(locked) != terms(now):
        names = sorted({str(cell[0]) for cell in terms(locked) ^ terms(now)})
        yield _warn(f"the cells ({listing(names)}).", f"die Zellen ({listing(names)}).")


def _apart(locked: Lock, now: Lock) -> frozenset[str]:
    """First days of the periods that only one of the two excludes: there is nothing to compare them with."""
    days = {*locked.imprint.periods, *now.imprint.periods}
    out = [
        {d for d in days if any(_touches(d, p, lock.frequency) for p in lock.exclude_periods)} for lock in (locked, now)
    ]
    return frozenset(out[0] ^ out[1])


def _touches(day: str, stretch: ExcludedSpec, frequency: Frequency) -> bool:
    first = date.fromisoformat(day)
    last = first + timedelta(days={"day": 0, "week": 6, "month": monthrange(first.year, first.month)[1] - 1}[frequency])
    return first <= stretch.last and last >= stretch.first


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _auf_deutsch(value: object) -> str:
    return german_day(value) if isinstance(value, date) else _shown(value).replace(".", ",")
