# ruff: noqa: E501
import pytest

from lift.report.numerals import MISSING, Numbers, as_date

DE, EN = Numbers("de"), Numbers("en")
NB = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "options", "de", "en"),
    [
        (1234567.891, {"digits": 2}, f"1.234.567,89{NB}€", "€1,234,567.89"),
        (1234567.891, {}, f"1.234.568{NB}€", "€1,234,568"),
        (12.5, {}, f"12,50{NB}€", "€12.50"),
        (999.6, {}, f"1.000{NB}€", "€1,000"),
        (-48.0, {"digits": 0, "sign": True}, f"−48{NB}€", "−€48"),
        (48.0, {"digits": 0, "sign": True}, f"+48{NB}€", "+€48"),
        (-0.2, {"digits": 0, "sign": True}, f"0{NB}€", "€0"),
        (None, {}, MISSING, MISSING),
    ],
)
def test_money(value, options, de, en):
    assert (DE.money(value, **options), EN.money(value, **options)) == (de, en)


@pytest.mark.parametrize(
    ("value", "de", "en"),
    [
        (0.123, f"12,3{NB}%", "12.3%"),
        (-0.0004, f"−0,04{NB}%", "−0.04%"),
        (0.0, f"0,0{NB}%", "0.0%"),
        (12.3456, f"1.234,6{NB}%", "1,234.6%"),
    ],
)
def test_percent(value, de, en):
    assert (DE.percent(value), EN.percent(value)) == (de, en)


def test_a_value_that_is_not_zero_does_not_print_as_zero():
    assert "4" in DE.percent(0.0004)
    assert DE.points(0.0003) == "+0,03"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(2.44, "2.4"), (0.834, "0.83"), (0.0451, "0.045"), (12.3, "12"), (123.0, "120"), (9.97, "10"), (1.02, "1.0"), (0, "0.0"),
     (-0.4, "−0.40"), (3.96, "4.0"), (1234.0, "1,200")],
)  # fmt: skip
def test_roi_has_two_significant_digits_at_most(value, shown):
    assert EN.roi(value) == shown


@pytest.mark.parametrize("value", [0.951, 0.99, 0.9949, 0.995, 0.99999])
def test_roi_below_break_even_never_prints_as_break_even(value):
    assert float(EN.roi(value)) < 1


def test_roi_in_money():
    assert (DE.roi_money(2.44), EN.roi_money(-1.34)) == (f"2,4{NB}€", "−€1.3")


def test_levels_and_short_intervals():
    assert (DE.share(0.9), DE.share(0.975)) == (f"90{NB}%", f"97,5{NB}%")
    assert DE.span(0.063, 0.162) == f"6,3 bis 16,2{NB}%"
    assert EN.span(-0.01, 0.162) == "−1.0 to 16.2%"


@pytest.mark.parametrize(
    ("day", "de", "year"),
    [
        ("2025-02-10", f"KW{NB}07", 2025),
        ("2024-12-30", f"KW{NB}01", 2025),  # a Monday
        ("2024-12-29", f"KW{NB}01", 2025),  # a Sunday: most of its week lies in the ISO week that follows
        ("2020-12-28", f"KW{NB}53", 2020),
    ],
)
def test_weeks(day, de, year):
    assert DE.period(day) == de
    assert DE.period_year(day) == year
    assert EN.period(day) == de.replace("KW", "wk")


def test_days_months_and_dates():
    assert Numbers("de", frequency="day").period("2025-03-03") == "03.03."
    assert Numbers("en", frequency="month").period("2025-03-01") == "Mar 2025"
    assert (DE.day("2025-03-03"), EN.day(as_date("2025-03-03"))) == ("3. März 2025", "3 March 2025")


def test_other_currencies():
    assert Numbers("en", "USD").money(5.0) == "$5.00"
    assert Numbers("de", "CHF").money(1500.0) == f"1.500{NB}CHF"
