# ruff: noqa: E501
"""What `lift power` shows: sentences, tables, figures and a page."""

from dataclasses import replace

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import lift
from lift.core.power import CellPower, Chance, Detectable, Power, Return, Untried
from lift.report.figures import markup, power, power_curve
from lift.report.power import power_page, power_sentences, power_tables


def row(scenario="plan", level="promoted", item="promoted", **changes) -> Detectable:
    values = {
        "scenario": scenario, "level": level, "item": item, "assignment": "regions", "periods": 8, "units": 3,
        "stores": 24, "history": 52, "detectable": 0.176, "low": 0.151, "high": 0.2, "expected": 59_500.0,
        "incremental": 10_472.0, "campaigns": 80, "starts": 8, "groups": 10,
    }  # fmt: skip
    return Detectable(**{**values, **changes})


FOUND = Power(
    "Salsa", "EUR", "week", "regions", 0.9, 0.8, "did/noise-model", 1, "2025-03-03", "2025-04-27", "2025-03-02", 52, "f" * 64,
    (
        row(), row(level="brand", item="Salsa Sol", detectable=0.165),
        row(level="sku", item="4001", detectable=float("inf"), high=float("inf"), incremental=float("inf")),
        row("alternative", periods=4, detectable=0.195), row("alternative", periods=8, units=6, detectable=0.156),
        row("alternative", periods=4, units=6, detectable=0.166), row("history", history=26, detectable=0.207),
        row("scattered", units=24, detectable=0.096, low=0.08, high=0.11),
    ),
    (Chance("promoted", "promoted", 0.1, 0.4), Chance("promoted", "promoted", 0.176, 0.8)),
    (
        Return("promoted", "promoted", "revenue", 2500.0, 4.19, 0.042, 0.08, ((1.0, 10_472.0), (2.0, 5_236.0))),
        Return("promoted", "promoted", "margin", 2500.0, 0.94, 0.187, 0.85, ((1.0, 2_349.0), (2.0, 1_174.5))),
    ),
    (Untried(8, 3, 104, "history", 112, 88), Untried(8, 1, 52, "method", 0, 0)), 0.41,
)  # fmt: skip


def told(found: Power, language="en") -> str:
    return "\n".join(power_sentences(found, language)).replace("\N{NO-BREAK SPACE}", " ")


def test_sentences_say_uplift_euro_return_spend_and_risk() -> None:
    words = told(FOUND)
    for part in ("8 weeks in 3 test regions", "at least 17.6%", "€10,472", "€4.2", "4.2%", "8% of cases", "€5,236",
                 "test stores (24)", "9.6%", "41%", "takes 112 weeks", "has 88 weeks", "Cannot be tried: 8 weeks of campaign, 1 test region"):  # fmt: skip
        assert part in words
    german = told(FOUND, "de")
    for part in ("8 Wochen, 3 Testregionen", "mindestens 17,6 %", "10.472 €", "5.236 €", "41 %", "Vorgeschichte",
                 "vor der Kampagne 112 Wochen, die Daten haben 88 Wochen"):  # fmt: skip
        assert part in german


def test_what_cannot_be_detected_is_said_and_never_printed_as_a_number() -> None:
    (first, *rest) = FOUND.rows
    none = replace(FOUND, rows=(replace(first, detectable=float("inf"), high=float("inf")), *rest), returns=())
    assert "no uplift is proven" in told(none)
    for language in ("de", "en"):
        assert not any("inf" in c.text for table in power_tables(none, language) for r in table.rows for c in r)
        power_page(none, language)


def test_scattered_stores_that_buy_nothing_are_not_recommended() -> None:
    assert "buy nothing" in told(replace(FOUND, spill_over=0.0))
    short = told(replace(FOUND, planned_history=60))
    assert "Back-tests had at most 52 weeks of history, the run will have 60 weeks" in short


def test_tables_hold_every_design_once() -> None:
    plan, grid, others, spends = power_tables(FOUND, "en")
    assert [[c.text for c in r] for r in grid.rows] == [
        ["3 test regions", "+19.5%", "+17.6%"], ["6 test regions", "+16.6%", "+15.6%"],
    ]  # fmt: skip
    assert [r[0].text for r in plan.rows] == ["Promoted SKUs", "Brand Salsa Sol", "SKU 4001"]
    assert plan.rows[2][1].text == "–"
    assert [r[3].text for r in others.rows] == ["1.00", "1.18", "0.55"]
    assert [c.text for c in spends.rows[1]] == ["2.0", "€5,236", "€1,174"]
    alone = power_tables(replace(FOUND, rows=FOUND.plan), "de")
    assert len(alone) == 2


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_is_whole_offline_and_the_same_every_time(language) -> None:
    page = power_page(replace(FOUND, study="<script>alert(1)</script>"), language)
    assert page == power_page(replace(FOUND, study="<script>alert(1)</script>"), language)
    assert page.count("<script") == 1  # the page's own
    assert page.count("<svg") == 2
    assert 'href="http' not in page
    assert "did/noise-model" in page


def test_figures_draw_on_axes_of_ones_own_and_name_every_line() -> None:
    figure = Figure()
    ax = figure.subplots()
    assert power(FOUND, ax=ax) is ax
    words = {t.get_text() for t in ax.texts}
    assert words == {"3 test regions", "6 test regions", "24 scattered stores"}
    assert "6 Testregionen" in markup(power(FOUND, language="de").figure)
    curve = power_curve(FOUND)
    assert [t.get_text().strip() for t in curve.texts] == ["Promoted SKUs"]
    assert lift.plot.power is power
    assert power(FOUND, level="brand").get_ylabel() == "Detectable uplift, Salsa Sol"


def test_curves_that_end_in_one_place_are_told_apart() -> None:
    twins = [replace(point, level="brand", item="Salsa Sol") for point in FOUND.curve]
    figure = power_curve(replace(FOUND, curve=(*FOUND.curve, *twins))).figure
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    one, other = (name.get_window_extent(canvas.get_renderer()) for name in figure.axes[0].texts)
    assert not one.overlaps(other)


def test_cells_that_are_shorter_than_the_campaign_are_told_of() -> None:
    short, whole = (CellPower(f"{n} weeks", (row(periods=n),), ()) for n in (6, 8))
    assert "as long as the campaign (8 weeks)" in told(replace(FOUND, cells=(whole, short)))
    assert "as long as the campaign" not in told(replace(FOUND, cells=(whole, whole)))
    assert "so lange wie die Kampagne (8 Wochen)" in told(replace(FOUND, cells=(short,)), "de")
