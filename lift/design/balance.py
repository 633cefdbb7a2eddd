"""How alike test and control are before the campaign: levels, trends, prices, assortment, store attributes."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from lift.core.design import Balance, Design
from lift.core.panel import Floats, Ints, Panel, Span
from lift.core.words import Frequency

PER_YEAR: Mapping[Frequency, float] = {"day": 365.25, "week": 365.25 / 7.0, "month": 12.0}
MOST_VALUES = 6
"""Values of a store attribute that are compared; a column with more is a name, not an attribute."""


def balance(panel: Panel, design: Design, span: Span, kinds: Mapping[str, Mapping[str, Floats]]) -> tuple[Balance, ...]:
    """Compare the arms over some periods, for the promoted set, the promoted brands and the categories.

    `kinds`: by column of the stores table and value, the stores of each unit [U] that have it. An arm's value is that
    of its sums; standardised by the standard deviation between all units of the panel, unused ones included.
    """
    promoted = {s for item in panel.items if item.promoted for s in item.members}
    rows: list[Balance] = []
    arms = (panel.at(design.test), panel.at(design.control))
    total = panel.total[:, :, span.slice]
    stores = panel.stores.astype(np.float64)
    wholes = {i.key: k for k, i in enumerate(panel.items) if i.level == "category" and i.row}
    parent = {i.key: i.parent for i in panel.items if i.level == "brand"}
    for k, item in enumerate(panel.items):
        if not item.row or item.level == "sku" or not promoted & set(item.members):
            continue
        revenue, volume = total[0, :, :, k], total[1, :, :, k]
        whole = wholes.get(str(item.parent if item.level == "brand" else parent.get(str(item.parent), "")))
        measures: dict[str, tuple[Floats, Floats]] = {
            "sales": (revenue.sum(axis=1), stores * len(span)),
            "price": (revenue.sum(axis=1), volume.sum(axis=1)),
            "selling": (panel.selling[:, k].astype(np.float64), panel.store_periods[:, k].astype(np.float64)),
        }
        if whole is not None:
            measures["share"] = (revenue.sum(axis=1), total[0, :, :, whole].sum(axis=1))
        of = (item.level, item.key)
        rows += [_ratio(*of, name, ratio, arms) for name, ratio in measures.items()]
        grown = np.array([_trend(series, panel.frequency) for series in revenue])
        each = tuple(_trend(revenue[at].sum(axis=0), panel.frequency) for at in arms)
        rows.append(_row(item.level, item.key, "trend", each, grown))
    if design.assignment == "regions":
        rows.append(_row(None, None, "stores", tuple(float(stores[at].mean()) for at in arms), stores))
    for column, values in kinds.items():
        if len(values) <= MOST_VALUES:
            rows += [_ratio(None, None, f"{column} = {v}", (has, stores), arms) for v, has in sorted(values.items())]
    return tuple(row for row in rows if np.isfinite(row.test) and np.isfinite(row.control))


def indexed(panel: Panel, design: Design, span: Span) -> list[dict[str, Any]]:
    """Revenue of both arms by period, index 100 = the arm's mean over the span: promoted set, its brands, categories.

    Columns level, item, week (first day), test, control. Items that an arm does not sell in the span are left out.
    """
    promoted = {s for item in panel.items if item.promoted for s in item.members}
    rows: list[dict[str, Any]] = []
    for k, item in enumerate(panel.items):
        if not item.row or item.level == "sku" or not promoted & set(item.members):
            continue
        arms = [panel.total[0, panel.at(arm), span.slice, k].sum(axis=0) for arm in (design.test, design.control)]
        if min(float(arm.sum()) for arm in arms) <= 0:
            continue
        test, control = (100.0 * arm / arm.mean() for arm in arms)
        weeks = panel.periods[span.slice]
        rows += [
            {
                "level": item.level,
                "item": item.key,
                "week": weeks[t],
                "test": float(test[t]),
                "control": float(control[t]),
            }
            for t in range(len(weeks))
        ]
    return rows


def _ratio(
    level: str | None, item: str | None, measure: str, parts: tuple[Floats, Floats], arms: tuple[Ints, Ints]
) -> Balance:
    above, below = parts
    each = tuple(_over(above[at].sum(), below[at].sum()) for at in arms)
    by_unit = np.array([_over(a, b) for a, b in zip(above, below, strict=True)])
    return _row(level, item, measure, each, by_unit)


def _row(level: str | None, item: str | None, measure: str, each: tuple[float, ...], by_unit: Floats) -> Balance:
    known = by_unit[np.isfinite(by_unit)]
    spread = float(known.std(ddof=1)) if len(known) > 2 else 0.0
    apart = (each[0] - each[1]) / spread if spread > 1e-12 * float(np.abs(known).max(initial=1.0)) else None
    return Balance(level, item, measure, each[0], each[1], apart)


def _over(above: float, below: float) -> float:
    return float(above) / float(below) if below > 0 else np.nan


def _trend(sales: Floats, frequency: Frequency) -> float:
    """Growth per year, a ratio: least squares line through log sales; NaN with a period without sales."""
    if len(sales) < 3 or not (sales > 0).all():
        return np.nan
    time = np.arange(len(sales)) - 0.5 * (len(sales) - 1)
    return float(np.expm1(PER_YEAR[frequency] * (time @ np.log(sales)) / (time @ time)))
