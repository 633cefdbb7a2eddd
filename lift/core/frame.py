"""A panel from a table of sums: for researchers who bring their own aggregates instead of rows of stores."""

from datetime import date

import numpy as np
import pandas as pd

from lift.core.errors import DataError, listing
from lift.core.finding import form
from lift.core.panel import Floats, Item, Panel, Span, Windows
from lift.core.words import Frequency

NEEDED = ("unit", "week", "item", "revenue")


def panel_from_frame(
    frame: pd.DataFrame,
    start: date | str,
    end: date | str,
    *,
    after_periods: int = 0,
    pre_periods: int | None = None,
    frequency: Frequency = "week",
) -> Panel:
    """A panel of single items, each row of `frame` one unit, period and item.

    Columns: unit, week (first day of the period), item, revenue, and units (default: as revenue). A combination without
    a row sold nothing. Each unit counts as one store that always lists every item, its weight being its mean before
    the campaign; `start` and `end` are the campaign's first and last day. `pre_periods` limits the history (default:
    all), what lies before it is kept for matching. Raises DataError for missing columns, repeated combinations, values
    that are not sales, and windows outside the data.
    """
    missing = [name for name in NEEDED if name not in frame.columns]
    if missing:
        raise DataError(
            f"the frame lacks the {form(len(missing), 'column', 'columns')} {', '.join(missing)}; it has "
            f"{listing(frame.columns, 10)}"
        )
    twice = int(frame.duplicated(["unit", "week", "item"]).sum())
    if twice:
        raise DataError(
            f"{twice} {form(twice, 'row repeats', 'rows repeat')} a combination of unit, week and item; add them up "
            "first"
        )
    periods = np.unique(pd.to_datetime(frame["week"]).to_numpy().astype("datetime64[D]"))
    units = tuple(sorted(frame["unit"].astype(str).unique()))
    names = tuple(sorted(frame["item"].astype(str).unique()))
    revenue = _cube(frame, "revenue", periods, units, names)
    sold = _cube(frame, "units", periods, units, names) if "units" in frame.columns else revenue
    windows = _windows(periods, np.datetime64(start, "D"), np.datetime64(end, "D"), pre_periods, after_periods)
    total = np.stack([revenue, sold])
    pre = total[:, :, windows.pre.slice]
    weight = np.broadcast_to(pre.mean(axis=2, keepdims=True), total.shape).copy()
    selling = (pre[0] > 0).sum(axis=1)
    return Panel(
        periods=periods, windows=windows, frequency=frequency, units=units, region=units,
        stores=np.ones(len(units), dtype=np.int64), items=tuple(Item("sku", name, None, (name,)) for name in names),
        listed=total, weight=weight, total=total, selling=selling.astype(np.int64),
        store_periods=np.full(selling.shape, len(windows.pre), dtype=np.int64),
    )  # fmt: skip


def _cube(frame: pd.DataFrame, column: str, periods: object, units: tuple[str, ...], names: tuple[str, ...]) -> Floats:
    values = frame[column].to_numpy(dtype=np.float64)
    wrong = int((~np.isfinite(values) | (values < 0)).sum())
    if wrong:
        raise DataError(
            f"{wrong} of {len(values)} values of {column} {form(wrong, 'is', 'are')} negative, infinite or missing; "
            "correct them"
        )
    at = (
        pd.Index(units).get_indexer(pd.Index(frame["unit"].astype(str))),
        pd.Index(periods).get_indexer(pd.Index(pd.to_datetime(frame["week"]).to_numpy().astype("datetime64[D]"))),
        pd.Index(names).get_indexer(pd.Index(frame["item"].astype(str))),
    )
    cube = np.zeros((len(units), len(pd.Index(periods)), len(names)))
    cube[at] = values
    return cube


def _windows(
    periods: np.ndarray, start: np.datetime64, end: np.datetime64, pre_periods: int | None, after_periods: int
) -> Windows:
    first, behind = int(np.searchsorted(periods, start)), int(np.searchsorted(periods, end, side="right"))
    if first == 0 or first >= behind:
        raise DataError(
            f"the campaign {start} to {end} has no period of its own with history before it: the data has "
            f"{len(periods)} {form(len(periods), 'period', 'periods')} from {periods[0]} to {periods[-1]}"
        )
    begin = 0 if pre_periods is None else max(0, first - pre_periods)
    after = min(behind + after_periods, len(periods))
    return Windows(
        Span(0, begin), Span(begin, first), Span(first, behind), Span(behind, after), behind + after_periods - after
    )
