"""The panel, its windows and items; panels from a table of sums."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from lift.core.errors import DataError, LiftError, MethodError, listing, nearest
from lift.core.finding import note, percent
from lift.core.panel import Item, Panel, Span, Windows, merge, metric_index


def tiny() -> Panel:
    rng = np.random.default_rng(1)
    listed, weight, total = rng.random((3, 2, 3, 6, 4)) + 0.5
    items = tuple(Item("sku", f"k{i}", "b", (f"sku:k{i}",)) for i in range(4))
    return Panel(
        periods=np.datetime64("2024-01-01") + 7 * np.arange(6).astype("timedelta64[D]"),
        windows=Windows(Span(0, 1), Span(1, 3), Span(3, 5), Span(5, 6)), frequency="week", units=("a", "b", "c"),
        region=("a", "b", "c"), stores=np.array([2, 3, 4]), items=items, listed=listed, weight=weight, total=total,
        selling=np.arange(12).reshape(3, 4), store_periods=np.full((3, 4), 20),
    )  # fmt: skip


def test_windows_follow_each_other() -> None:
    w = Windows(Span(0, 1), Span(1, 3), Span(3, 5), Span(5, 6))
    assert w.post == Span(3, 6)
    assert w.steps == (Span(3, 5), Span(5, 6))
    assert replace(w, after=Span(5, 5)).steps == (Span(3, 5),)
    assert (len(w.pre), w.pre.slice) == (2, slice(1, 3))
    with pytest.raises(DataError, match="without a gap"):
        Windows(Span(0, 0), Span(0, 3), Span(4, 5), Span(5, 5))


def test_shapes_and_names_are_checked() -> None:
    panel = tiny()
    with pytest.raises(DataError, match=r"panel.weight has shape \(2, 3, 5, 4\), expected \(2, 3, 6, 4\)"):
        replace(panel, weight=panel.weight[:, :, 1:])
    with pytest.raises(DataError, match="not unique"):
        replace(panel, units=("a", "b", "a"))


def test_metrics_stand_in_their_order() -> None:
    panel = tiny()
    np.testing.assert_array_equal(panel.sales, panel.total[0])
    np.testing.assert_array_equal(panel.volume, panel.total[1])
    assert (metric_index("revenue"), metric_index("units")) == (0, 1)


def test_items_and_units_are_found_by_name() -> None:
    panel = tiny()
    assert panel.item("sku", "k2") == 2
    np.testing.assert_array_equal(panel.at(("c", "a")), [2, 0])
    with pytest.raises(DataError, match="no brand 'k2'"):
        panel.item("brand", "k2")


def test_taking_and_merging_add_up() -> None:
    panel = tiny()
    taken = panel.take([2, 0])
    assert [i.key for i in taken.items] == ["k2", "k0"]
    np.testing.assert_array_equal(taken.listed, panel.listed[..., [2, 0]])
    np.testing.assert_array_equal(taken.selling, panel.selling[:, [2, 0]])
    groups = [(Item("sku", "x", None, ("p", "q")), [0, 3]), (Item("sku", "y", None, ("r",)), [1])]
    merged = merge(panel, groups)
    assert [i.key for i in merged.items] == ["x", "y"]
    for name in ("listed", "weight", "total"):
        np.testing.assert_allclose(getattr(merged, name)[..., 0], getattr(panel, name)[..., [0, 3]].sum(axis=-1))
        np.testing.assert_allclose(getattr(merged, name)[..., 1], getattr(panel, name)[..., 1])
    np.testing.assert_array_equal(merged.store_periods, [[40, 20]] * 3)
    assert panel.take([]).items == ()


def rows() -> pd.DataFrame:
    weeks = pd.date_range("2024-01-01", periods=5, freq="7D")
    return pd.DataFrame(
        [
            {"unit": u, "week": w, "item": i, "revenue": 10.0 * (n + 1)}
            for u in "ba"
            for n, w in enumerate(weeks)
            for i in "yx"
        ]
    )


class TestFromFrame:
    def test_a_table_of_sums(self) -> None:
        panel = Panel.from_frame(rows(), "2024-01-22", date(2024, 1, 28), after_periods=3, pre_periods=2)
        assert (panel.units, [i.key for i in panel.items]) == (("a", "b"), ["x", "y"])
        w = panel.windows
        assert (w.history, w.pre, w.campaign, w.after, w.clipped) == (Span(0, 1), Span(1, 3), Span(3, 4), Span(4, 5), 2)
        np.testing.assert_allclose(panel.sales[0, :, 0], [10, 20, 30, 40, 50])
        np.testing.assert_allclose(panel.weight[0, 1, :, 1], 25.0)
        np.testing.assert_array_equal(panel.total[0], panel.total[1])

    def test_a_missing_combination_sold_nothing(self) -> None:
        panel = Panel.from_frame(rows().iloc[1:], "2024-01-22", "2024-01-28")
        assert panel.sales[1, 0, 1] == 0.0
        assert panel.selling[1, 1] == 2

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (lambda f: f.drop(columns=["item"]), r"lacks the column item"),
            (lambda f: pd.concat([f, f.iloc[:2]]), "2 rows repeat"),
            (lambda f: f.assign(revenue=[-1.0, np.nan, *f["revenue"].iloc[2:]]), "2 of 20 values of revenue"),
        ],
    )
    def test_wrong_tables(self, change, words) -> None:
        with pytest.raises(DataError, match=words):
            Panel.from_frame(change(rows()), "2024-01-22", "2024-01-28")

    @pytest.mark.parametrize(
        "window", [("2023-01-02", "2023-01-08"), ("2025-01-06", "2025-01-12"), ("2024-01-01", "2024-01-07")]
    )
    def test_a_campaign_outside_the_data(self, window) -> None:
        with pytest.raises(DataError, match="has no period of its own with history before it"):
            Panel.from_frame(rows(), *window)


def test_near_names_are_offered_and_far_ones_are_not() -> None:
    assert nearest("leipzg", ["Leipzig", "Halle"]) == " (did you mean 'Leipzig'?)"
    assert nearest("zzz", ["Leipzig", "Halle"]) == ""
    assert nearest("12", [12, 34]) == " (did you mean '12'?)"


def test_long_lists_are_cut_with_a_count() -> None:
    assert listing(range(3)) == "0, 1, 2"
    assert listing(range(20), 3) == "0, 1, 2 and 17 more"
    assert listing([]) == ""


def test_every_error_is_the_users() -> None:
    assert issubclass(MethodError, LiftError)
    assert issubclass(DataError, LiftError)


def test_percent_in_both_languages() -> None:
    assert percent(0.123) == ("12.3%", "12,3\N{NO-BREAK SPACE}%")
    assert percent(-0.05) == ("\N{MINUS SIGN}5.0%", "\N{MINUS SIGN}5,0\N{NO-BREAK SPACE}%")


def test_a_note_carries_both_languages() -> None:
    finding = note("x", "warn", en="a", de="b", advice_en="c", advice_de="d", value=1.0)
    assert (finding.message["en"], finding.message["de"], finding.advice["en"], finding.advice["de"]) == tuple("abcd")


@pytest.mark.parametrize(
    ("frequency", "days", "times"),
    [
        ("week", ["2024-01-01", "2024-01-08", "2024-01-29"], (0, 1, 4)),
        ("day", ["2024-02-28", "2024-03-01", "2024-03-02"], (0, 2, 3)),
        ("month", ["2023-11-01", "2024-01-01", "2024-02-01"], (0, 2, 3)),
        ("week", ["2024-01-01", "2024-01-02", "2024-01-03"], (0, 1, 2)),
    ],
)
def test_periods_keep_their_distance_in_time(frequency, days, times) -> None:
    """Days handed in as weeks count as consecutive: no two periods share a position."""
    frame = pd.DataFrame([(u, d, "i", 1.0) for u in "ab" for d in days], columns=["unit", "week", "item", "revenue"])
    panel = Panel.from_frame(frame, days[-1], days[-1], frequency=frequency)
    assert panel.times(Span(0, 3)) == times
    assert panel.times(Span(1, 3)) == (0, times[2] - times[1])
