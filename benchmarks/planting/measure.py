"""The tool's own numbers of one planted campaign, each beside what is true: one row a quantity, item and window."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from lift.core.panel import Item
from lift.core.spec import CampaignSpec, SpendSpec
from lift.core.words import METRICS, REST
from lift.estimators.protocol import Estimator
from lift.inference.account import Account
from lift.inference.effects import Counts, effect_rows
from lift.inference.lasting import lasting_rows
from lift.inference.levels import account
from lift.inference.sample import Comparison
from lift.inference.volume import market_share, sets, source_of_volume
from lift.money import roi_rows
from planting.planted import Planted

CONFIDENCE = 0.90
WINDOWS = ("campaign", "after", "total")
SPEND_SHARE = 0.05
"""Of what the promoted SKUs sell without the campaign: any number would do, ROI is the increment over it."""
_DAY = date(2024, 1, 1)
Row = dict[str, Any]
Truth = Mapping[tuple[str, str], tuple[np.ndarray, np.ndarray]]
"""By level and item: sales [2 metrics, 3 windows] without and with the campaign."""


def measured(planted: Planted, how: Estimator) -> list[Row]:
    """Every quantity of one campaign, with the truth: rows of quantity, group, metric, window, truth, value, low, high.

    `how`: the default estimator, which carries its own inference. A row that the tool refuses to measure has no value;
    the share of the campaign's effect that is left (`retention`) has rows only where the tool states it, open ends as
    infinity.
    """
    main, detail = planted.comparisons()
    accounts = [account(how, main, detail, metric, "") for metric in METRICS]
    truth = _truth(planted, (*main.panel.items, *detail.panel.items))
    own = {i.key for i in main.panel.items if i.level == "brand" and set(i.members) & _promoted(main)}
    rows = effect_rows(accounts, frozenset(planted.promoted), CONFIDENCE, Counts(1, 1, 1, 1))
    out = [*_effects(rows, truth, own, planted.promoted), *_roi(rows, truth, sorted(own))]
    for m, found in enumerate(accounts):
        out += [*_volume(found, main, truth, m), *_shares(found, main, truth, m)]
        out += _retention(found, truth, own, m, len(main.panel.windows.after))
    return out


def _truth(planted: Planted, items: Sequence[Item]) -> Truth:
    found: dict[tuple[str, str], tuple[np.ndarray, np.ndarray]] = {}
    for item in items:
        both = planted.truth(planted.skus_of(item))
        found[item.level, item.key] = tuple(np.c_[part, part.sum(axis=1)] for part in both)  # pyright: ignore[reportArgumentType]
    return found


def _promoted(main: Comparison) -> set[str]:
    return {s for item in main.panel.items if item.promoted for s in item.members}


def _row(quantity: str, group: str, metric: str, window: str, truth: float, found: Sequence[float | None]) -> Row:
    value, low, high = found
    return {
        "quantity": quantity, "group": group, "metric": metric, "window": window, "truth": truth, "value": value,
        "low": low, "high": high,
    }  # fmt: skip


def _at(metric: str, window: str) -> tuple[int, int]:
    return METRICS.index(metric), WINDOWS.index(window)


def _group(row: Mapping[str, Any], own: set[str], promoted: Sequence[str]) -> str:
    level = str(row["level"])
    if level == "sku":
        return "SKU, promoted" if row["item"] in promoted else "SKU, other"
    if level == "brand":
        return "brand" if row["item"] in own else "brand, other"
    return level


def _effects(rows: Sequence[Row], truth: Truth, own: set[str], promoted: Sequence[str]) -> Iterator[Row]:
    for row in rows:
        if row["item"] == REST:
            continue
        at = _at(row["metric"], row["window"])
        without, with_ = (part[at] for part in truth[row["level"], row["item"]])
        group, words = _group(row, own, promoted), (row["metric"], row["window"])
        gain = [row[f"incremental{end}"] for end in ("", "_low", "_high")]
        yield _row("incremental", group, *words, with_ - without, gain)
        if without > 0:
            uplift = [row[f"uplift{end}"] for end in ("", "_low", "_high")]
            yield _row("uplift", group, *words, with_ / without - 1.0, uplift)


def _roi(rows: Sequence[Row], truth: Truth, brands: Sequence[str]) -> Iterator[Row]:
    """Revenue and margin per euro of a spend that does not depend on the effect."""
    spend = SPEND_SHARE * float(truth["promoted", "promoted"][0][0, 2])
    campaign = CampaignSpec(
        start=_DAY, end=_DAY, vat=0.07, retail_margin=0.25, margin=0.32, spend=SpendSpec(spend, basis="net")
    )
    for entry in roi_rows(rows, campaign, "gross", brands):
        without, with_ = (part[_at("revenue", entry["window"])] for part in truth[entry["level"], entry["item"]])
        factor = {"revenue": 1.0, "margin": 0.75 * 0.32 / 1.07}.get(entry["basis"])
        if factor is not None:
            true = (with_ - without) * factor / spend
            found = [entry[name] for name in ("per_euro", "low", "high")]
            name = "ROI" if entry["basis"] == "revenue" else "margin per euro"
            yield _row(name, str(entry["level"]), "revenue", entry["window"], true, found)


def _volume(found: Account, main: Comparison, truth: Truth, m: int) -> Iterator[Row]:
    gain = {key: with_ - without for key, (without, with_) in truth.items()}
    nested = sets(main.panel.items)
    (category,) = (gain[key] for key in gain if key[0] == "category" and key[1] in _rows_of(main))
    (brand,) = (gain["brand", key] for key in nested.own)
    promoted = gain["promoted", "promoted"]
    parts = {"own_brand": promoted - brand, "competitors": brand - category, "category_growth": category}
    for row in source_of_volume(found, nested, CONFIDENCE):
        if row["part"] == "promoted" or row["item"] == REST:
            continue
        rival = row["item"] is not None
        true = -gain["brand", row["item"]] if rival else parts[row["part"]]
        group = "competitors, by brand" if rival else row["part"].replace("_", " ")
        at = WINDOWS.index(row["window"])
        ends = [row[name] for name in ("value", "low", "high")]
        yield _row("source of volume", group, found.metric, row["window"], float(true[m, at]), ends)


def _rows_of(main: Comparison) -> set[str]:
    return {i.key for i in main.panel.items if i.level == "category" and i.row}


def _shares(found: Account, main: Comparison, truth: Truth, m: int) -> Iterator[Row]:
    before = {(i.level, i.key): 1.0 for i in main.panel.items}
    for row in market_share(found, main.panel.items, before, CONFIDENCE):
        at = (m, WINDOWS.index(row["window"]))
        part, whole = truth[row["level"], row["item"]], truth["category", row["of"]]
        expected, observed = (float(part[i][at] / whole[i][at]) for i in (0, 1))
        words = (str(row["level"]), found.metric, row["window"])
        points = [row[name] for name in ("points", "points_low", "points_high")]
        relative = [row[name] for name in ("relative", "relative_low", "relative_high")]
        yield _row("market share, points", *words, observed - expected, points)
        yield _row("market share, relative", *words, observed / expected - 1.0, relative)


def _retention(found: Account, truth: Truth, own: set[str], m: int, periods: int) -> Iterator[Row]:
    for row in lasting_rows(found, CONFIDENCE, periods):
        if row["retention"] is None or (row["level"] == "brand" and row["item"] not in own):
            continue
        without, with_ = (part[m] for part in truth[row["level"], row["item"]])
        uplift = with_ / without - 1.0
        low, high = row["retention_low"], row["retention_high"]
        ends = [row["retention"], -np.inf if low is None else low, np.inf if high is None else high]
        yield _row("retention", str(row["level"]), found.metric, "after", float(uplift[1] / uplift[0]), ends)
