"""A finding: one threat to the result, looked at, with a verdict and advice in both languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lift.core.words import CheckVerdict, Level


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check saw: `value` against `limit`, and what to do about it.

    `message` and `advice` carry the keys "de" and "en"; `level` and `item` name what it is about, None for the
    whole study; `stores` are the stores that the message names. A failed check makes the test invalid: numbers stay, no
    ROI is shown.
    """

    check: str
    verdict: CheckVerdict
    message: Mapping[str, str]
    advice: Mapping[str, str]
    value: float | None = None
    limit: float | None = None
    level: Level | None = None
    item: str | None = None
    stores: tuple[str, ...] = ()


def note(
    check: str,
    verdict: CheckVerdict,
    *,
    en: str,
    de: str,
    advice_en: str = "",
    advice_de: str = "",
    value: float | None = None,
    limit: float | None = None,
    level: Level | None = None,
    item: str | None = None,
    stores: Iterable[object] = (),
) -> Finding:
    """A finding with its words as plain arguments."""
    return Finding(
        check, verdict, {"de": de, "en": en}, {"de": advice_de, "en": advice_en}, value, limit, level, item,
        tuple(map(str, stores)),
    )  # fmt: skip


def form(count: float, one: str, many: str) -> str:
    """The words that go with a count: those for one, or those for none and many."""
    return one if count == 1 else many


def decimal(value: float, digits: int = 1, *, sign: bool = False) -> tuple[str, str]:
    """A number in English and in German, with a true minus: -2.01 is ("−2.01", "−2,01"); `sign` writes the plus too."""
    english = f"{value:{'+' if sign else ''}.{digits}f}".replace("-", "\N{MINUS SIGN}")
    return english, english.replace(".", ",")


def percent(share: float, *, sign: bool = False) -> tuple[str, str]:
    """A ratio as per cent with one decimal, in English and in German: 0.123 is ("12.3%", "12,3 %")."""
    english, german = decimal(share * 100, sign=sign)
    return f"{english}%", f"{german}\N{NO-BREAK SPACE}%"


def german_day(day: object) -> str:
    """A day as German reads it: 2025-03-03 is "03.03.2025"."""
    return ".".join(reversed(str(day)[:10].split("-")))
