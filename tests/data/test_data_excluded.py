"""Periods of the history that take no part: what becomes of the calendar, the windows and the panel's time."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from data_tables import panel, study

from lift.core.errors import DesignError, StudyError
from lift.core.panel import Span
from lift.core.spec import CampaignSpec, ExcludedSpec, RegionSpec
from lift.data import open_source, read_detail, read_main
from lift.data.calendar import read_calendar
from lift.data.excluded import left_out, shifted, touched, without
from lift.data.windows import lay_windows

WEEKS = np.datetime64("2024-01-01") + 7 * np.arange(30)
CAMPAIGN = CampaignSpec(start=date(2024, 5, 20), end=date(2024, 6, 16), pre_weeks=18, after_weeks=2)
TV = ExcludedSpec(date(2024, 2, 7), date(2024, 2, 19), "TV")
"""From a Wednesday to a Monday: the weeks at positions 5, 6 and 7."""


def test_a_period_is_out_when_any_of_its_days_is() -> None:
    calendar = read_calendar(WEEKS, "week", "first")
    out = touched(calendar, [TV])
    assert np.flatnonzero(out).tolist() == [5, 6, 7]
    windows, _ = lay_windows(calendar, CAMPAIGN, match=False)
    assert windows.pre == Span(2, 20)
    kept, moved = without(calendar, out), shifted(windows, out)
    assert (moved.history, moved.pre, moved.campaign, moved.after) == (
        Span(0, 2), Span(2, 17), Span(17, 21), Span(21, 23),
    )  # fmt: skip
    np.testing.assert_array_equal(kept.first, np.delete(WEEKS, [5, 6, 7]))
    np.testing.assert_array_equal(kept.last, kept.first + 6)
    assert kept.position.tolist() == [*range(5), *range(8, 30)]
    assert len(kept.gaps) == 0, "an excluded period is no gap of the data"


def test_the_first_periods_of_the_data_can_go_too() -> None:
    calendar = read_calendar(np.delete(WEEKS, 10), "week", "first")
    kept = without(calendar, touched(calendar, [ExcludedSpec(date(2023, 1, 1), date(2024, 1, 10), "flood")]))
    assert kept.position[0] == 0
    np.testing.assert_array_equal(kept.last, kept.first + 6)
    np.testing.assert_array_equal(kept.gaps, WEEKS[[10]])


def test_what_is_measured_cannot_be_left_out() -> None:
    calendar = read_calendar(WEEKS, "week", "first")
    wednesday = replace(CAMPAIGN, start=date(2024, 5, 22))
    windows, _ = lay_windows(calendar, wednesday, match=False)
    early = ExcludedSpec(date(2024, 5, 13), date(2024, 5, 21), "TV")
    with pytest.raises(StudyError, match="2024-05-13 to 2024-05-21 reaches into the period from 2024-05-20"):
        left_out(calendar, windows, [early], 8)
    with pytest.raises(DesignError, match="leave 7 of 18 weeks before the campaign, at least 8"):
        left_out(calendar, windows, [ExcludedSpec(date(2024, 2, 1), date(2024, 4, 10), "TV")], 8)
    assert [o.periods for o in left_out(calendar, windows, [TV, replace(TV, first=TV.last)], 8)] == [3, 1]


def test_nothing_of_an_excluded_week_is_seen(tmp_path) -> None:
    """Whatever is sold in those weeks, the panel is the same, and its time has a gap of their length."""
    tables = panel(3)
    out = (date(2024, 4, 1), date(2024, 4, 28))
    during = tables.sales["week"].between(*out)
    sales = tables.sales.copy()
    sales.loc[during, ["units", "revenue"]] = [999.0, 12_345.0]
    found = []
    for name, rows in (("plain", tables.sales), ("wild", sales)):
        folder = replace(tables, sales=rows).write(tmp_path / name)
        spec = study(folder, exclude_periods=(ExcludedSpec(*out, "TV", ("R1",)),))
        with open_source(spec) as source:
            unit_of = dict(zip(source.stores["store_id"], source.stores["region"], strict=True))
            found.append((read_main(source, unit_of), read_detail(source, unit_of)))
            told = {f.check: f for f in source.findings}
        note = told["excluded periods"]
        assert (note.verdict, note.value, note.limit) == ("warn", 4, 20)
        assert "Nothing is learnt from 4 of 20 weeks before the campaign" in note.message["en"]
        assert "01.04.2024 bis 28.04.2024: TV [R1]" in note.message["de"]
        assert "missing periods" not in told
    for one, two in zip(*found, strict=True):
        assert (one.windows, one.items) == (two.windows, two.items)
        for cube in ("listed", "weight", "total", "selling", "store_periods"):
            np.testing.assert_array_equal(getattr(one, cube), getattr(two, cube))
    main = found[0][0]
    assert (len(main.windows.pre), len(main.windows.campaign), len(main.windows.after)) == (16, 6, 4)
    assert main.times(main.windows.pre) == (*range(5), *range(9, 20))


def test_units_of_a_stretch_must_be_known(tmp_path) -> None:
    spec = study(panel(3).write(tmp_path), exclude_periods=(replace(TV, units=("R7",)),))
    spec = replace(spec, campaign=replace(spec.campaign, pre_periods="all"), regions=RegionSpec(test=("R0",)))
    with pytest.raises(StudyError, match="1 unit is neither a region nor a store of the panel: R7;"):
        open_source(spec)
