"""Numbers, dates and periods as a reader of German or English expects them.

German: 1.234.567,89 €, 12,3 %, KW 07. English: €1,234,567.89, 12.3%, wk 07. The minus is U+2212 and spaces inside a
number do not break. Formatting never moves a number across a border that a verdict depends on: a value that is not
zero does not print as zero, and a return below 1 does not print as 1.0.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import floor, log10
from typing import Any, Literal

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, get_currency_symbol

from lift.core.words import Frequency

Language = Literal["de", "en"]
LANGUAGES: tuple[Language, ...] = ("de", "en")

_LOCALE = {"de": "de_DE", "en": "en_US"}
_MINUS = "\N{MINUS SIGN}"
_THIN = "\N{NO-BREAK SPACE}"
LEAST_WHOLE = 999.5
"""Money from here on is written in whole units."""
MISSING = "\N{EN DASH}"
"""What stands where a number does not exist."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """How one report writes numbers: its language, currency and length of period."""

    language: Language = "en"
    currency: str = "EUR"
    frequency: Frequency = "week"

    @property
    def locale(self) -> str:
        """The babel locale behind the language."""
        return _LOCALE[self.language]

    @property
    def symbol(self) -> str:
        """The currency's sign: € for EUR."""
        return get_currency_symbol(self.currency, locale=self.locale)

    def number(self, value: float | None, digits: int = 0, *, sign: bool = False) -> str:
        """A plain number with a fixed count of decimals: 12.345 or 12,345."""
        if value is None:
            return MISSING
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return _signed(format_decimal(abs(round(value, digits)), pattern, self.locale), round(value, digits), sign)

    def share(self, value: float, most: int = 1) -> str:
        """A plain percentage without needless decimals, for levels and shares: 90 %, 97,5 %."""
        return self.percent(value, 0 if abs(value * 100 - round(value * 100)) < 1e-6 else most)

    def percent(self, value: float | None, digits: int = 1, *, sign: bool = False) -> str:
        """A ratio as per cent, 0.123 as 12,3 %; more decimals (three at most) where it would print as zero."""
        if value is None:
            return MISSING
        digits = _visible(value * 100, digits)
        text = self.number(value * 100, digits, sign=sign)
        return f"{text}{_THIN}%" if self.language == "de" else f"{text}%"

    def points(self, value: float | None, *, sign: bool = True) -> str:
        """A difference of shares in percentage points: 0.022 as +2,2."""
        return MISSING if value is None else self.number(value * 100, _visible(value * 100, 1), sign=sign)

    def money(self, value: float | None, digits: int | None = None, *, sign: bool = False) -> str:
        """Money; whole units from 1,000 on and cents below, unless `digits` says otherwise."""
        if value is None:
            return MISSING
        places = (0 if abs(value) >= LEAST_WHOLE else 2) if digits is None else digits
        rounded = round(value, places)
        pattern = "#,##0" + ("." + "0" * places if places else "")
        pattern = f"{pattern}\N{NO-BREAK SPACE}¤" if self.language == "de" else f"¤{pattern}"
        text = format_currency(abs(rounded), self.currency, pattern, self.locale, currency_digits=False)
        return _signed(text, rounded, sign)

    def roi(self, value: float | None) -> str:
        """Euro per euro with two significant digits at most; what lies below 1 never prints as 1.0."""
        if value is None:
            return MISSING
        if value == 0:
            return self.number(0, 1)
        places = max(0, min(3, 1 - floor(log10(abs(value)))))
        rounded = round(value, places)
        if abs(value) < 1 <= abs(rounded):
            rounded, places = (0.99 if value > 0 else -0.99), 2
        if abs(rounded) >= 10:
            places, rounded = 0, round(rounded, 1 - floor(log10(abs(rounded))))
        elif abs(rounded) >= 1:
            places = 1
        return self.number(rounded, places)

    def roi_money(self, value: float) -> str:
        """Return per unit of spend with the currency's sign: "2,4 €", "−€1.3"."""
        text = self.roi(abs(value))
        money = f"{text}{_THIN}{self.symbol}" if self.language == "de" else f"{self.symbol}{text}"
        return _MINUS + money if value < 0 else money

    def interval(self, low: str, high: str) -> str:
        """Two formatted ends: "7,1 % bis 16,9 %" or "7.1% to 16.9%"."""
        return f"{low} {'bis' if self.language == 'de' else 'to'} {high}"

    def span(self, low: float, high: float) -> str:
        """Two ratios as one short interval: "6,3 bis 16,2 %" or "6.3 to 16.2%"."""
        return self.interval(self.number(low * 100, _visible(low * 100, 1)), self.percent(high))

    def day(self, day: date | str) -> str:
        """A day: 3. März 2025 or 3 March 2025."""
        pattern = "d. MMMM y" if self.language == "de" else "d MMMM y"
        return format_date(as_date(day), pattern, locale=self.locale)

    def period_year(self, first: date | str) -> int:
        """The year a period counts to: of its ISO week when periods are weeks."""
        day = as_date(first)
        return _mid(day).isocalendar().year if self.frequency == "week" else day.year

    def period(self, first: date | str, *, year: bool = False) -> str:
        """The name of a period from its first day: KW 07 (wk 07), a day 03.03. (3 Mar), a month März 2025.

        A week carries the ISO number of the week in which its fourth day lies, so that weeks from Sunday or Saturday
        on get the number that the trade gives them.
        """
        day = as_date(first)
        if self.frequency == "month":
            return format_date(day, "LLL y", locale=self.locale)
        if self.frequency == "day":
            return format_date(
                day, ("dd.MM." if self.language == "de" else "d MMM") + (" y" if year else ""), self.locale
            )
        iso = _mid(day).isocalendar()
        text = f"{'KW' if self.language == 'de' else 'wk'}\N{NO-BREAK SPACE}{iso.week:02d}"
        return f"{text}/{iso.year}" if year else text


def _mid(first: date) -> date:
    """The day that decides to which ISO week a period from this first day on belongs."""
    return first + timedelta(days=3)


def as_date(value: Any) -> date:
    """A `date` from a date, a timestamp or an ISO text."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _signed(text: str, value: float, sign: bool) -> str:
    if value < 0:
        return _MINUS + text
    return f"+{text}" if sign and value > 0 else text


def _visible(value: float, digits: int) -> int:
    while digits < 3 and value != 0 and round(value, digits) == 0:
        digits += 1
    return digits
