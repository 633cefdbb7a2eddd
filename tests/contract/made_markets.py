"""Small markets made with numpy: stores, SKUs and periods, turned into the panels that the chain reads from data.

A SKU's sales add up to its brand's and its category's by construction. Which stores list an item is decided by the rule
`absent = "listed"` in its plain words: from the first sale on, but not in runs of more than four empty weeks; behind
the pre window as at its end, as long as the store is open.
"""

from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
import pandas as pd

from lift.core.design import Design
from lift.core.panel import Item, Panel, Span, Windows
from lift.core.spec import CampaignSpec, DataSpec, RegionSpec, StudySpec
from lift.data.items import detail_items, plant
from lift.design.build import blocks
from lift.inference.effects import Counts, effect_rows
from lift.inference.levels import account
from lift.inference.sample import Comparison

FIRST = np.datetime64("2024-01-01")


@dataclass(frozen=True)
class Market:
    """`sales` [S, T, K] in pieces by store, period and SKU; `price` [K]; stores know their region and arm."""

    skus: tuple[str, ...]
    brand: tuple[str, ...]
    category: tuple[str, ...]
    promoted: tuple[str, ...]
    region: tuple[str, ...]
    arm: tuple[str, ...]
    windows: Windows
    sales: np.ndarray = field(repr=False)
    price: np.ndarray = field(repr=False)
    assignment: str = "regions"

    @property
    def stores(self) -> tuple[str, ...]:
        return tuple(f"s{i:03d}" for i in range(len(self.region)))

    @property
    def unit(self) -> tuple[str, ...]:
        return self.region if self.assignment == "regions" else self.stores

    def units(self, arm: str) -> tuple[str, ...]:
        return tuple(sorted({u for u, a in zip(self.unit, self.arm, strict=True) if a == arm}))

    def with_sales(self, sales: np.ndarray) -> "Market":
        return replace(self, sales=sales)

    def times(self, factor: float, *, arm: str = "test", skus: tuple[str, ...] | None = None, span: Span | None = None):
        """Sales of some SKUs (all) in one arm times a factor, in the campaign or another span."""
        sales = self.sales.copy()
        stores = np.array([a == arm for a in self.arm])
        at = np.array([skus is None or s in skus for s in self.skus])
        sales[np.ix_(stores, np.arange(*(_ends(span or self.windows.campaign))), at)] *= factor
        return self.with_sales(sales)


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.stop


def windows(pre: int = 20, campaign: int = 4, after: int = 0, history: int = 0) -> Windows:
    ends = np.cumsum([0, history, pre, campaign, after]).tolist()
    spans = [Span(a, b) for a, b in pairwise(ends)]
    return Windows(*spans)


SMALL = {"Food": {"Sol": 3, "Luna": 2}}
"""SKUs by brand by category."""


def market(
    seed: int = 1,
    *,
    layout=None,
    promoted: int | tuple[str, ...] = 2,
    test: int = 1,
    control: int = 3,
    unused: int = 0,
    stores: int = 2,
    span: Windows | None = None,
    assignment: str = "regions",
    noise: float = 0.05,
    regional: float = 0.02,
    rho: float = 0.5,
    rate: float = 200.0,
) -> Market:
    """A market of log-normal sales: `noise` by store, SKU and period, `regional` AR(rho) by region, season for all.

    `promoted`: SKU names, or how many of the first brand's SKUs.
    """
    rng = np.random.default_rng(seed)
    span = span or windows()
    rows = [
        (f"{brand}-{i + 1}", brand, category)
        for category, brands in (layout or SMALL).items()
        for brand, count in brands.items()
        for i in range(count)
    ]
    skus, brand, category = (tuple(column) for column in zip(*rows, strict=True))
    chosen = tuple(skus[:promoted]) if isinstance(promoted, int) else promoted
    arms = [("test", test), ("control", control), ("unused", unused)]
    region, arm = [], []
    for name, count in arms:
        for r in range(count):
            region += [f"{name} {r + 1:02d}"] * stores
            arm += [name] * stores
    S, T, K = len(region), span.after.stop, len(skus)
    number = {name: i for i, name in enumerate(dict.fromkeys(region))}
    at = np.array([number[name] for name in region])
    shock = ar(rng, len(number), T, K, rho) * regional
    level = rate * np.exp(0.4 * rng.standard_normal((S, 1, 1)) + 0.4 * rng.standard_normal((1, 1, K)))
    season = 0.1 * np.sin(np.arange(T) / 8.0)[None, :, None] + 0.05 * rng.standard_normal((1, T, 1))
    sales = level * np.exp(season + shock[at] + noise * rng.standard_normal((S, T, K)))
    price = np.round(1.0 + 2.0 * rng.random(K), 2)
    return Market(skus, brand, category, chosen, tuple(region), tuple(arm), span, sales, price, assignment)


def ar(rng: np.random.Generator, regions: int, periods: int, items: int, rho: float) -> np.ndarray:
    """AR(1) of unit variance [R, T, K], half of it shared by all items."""
    e = np.sqrt(0.5) * (rng.standard_normal((regions, periods, items)) + rng.standard_normal((regions, periods, 1)))
    out = np.empty_like(e)
    out[:, 0] = e[:, 0]
    for t in range(1, periods):
        out[:, t] = rho * out[:, t - 1] + np.sqrt(1.0 - rho**2) * e[:, t]
    return out


def compare(m: Market) -> tuple[Comparison, Comparison]:
    """The comparison of the main tree and that of the other SKUs, as the chain reads them."""
    products = pd.DataFrame({"sku": m.skus, "brand": m.brand, "category": m.category})
    tree = plant(products, m.promoted, m.promoted)
    skus_of = {
        segment: [i for i, sku in enumerate(m.skus) if tree.segment_of.get(sku) == segment] for segment in tree.segments
    }
    members = [[i for segment in item.members for i in skus_of[segment]] for item in tree.items]
    main = panel(m, tree.items, members, m.unit)
    design = design_of(m, main)
    details = detail_items(products, tree, m.promoted)
    at = [[m.skus.index(item.key)] for item in details]
    if m.assignment == "regions":
        return Comparison(main, design), Comparison(panel(m, details, at, m.unit), design)
    block_of, blocked = blocks(design, main)
    unit = tuple(block_of.get(store, "") for store in m.stores)
    return Comparison(main, design), Comparison(panel(m, details, at, unit), blocked)


def design_of(m: Market, main: Panel) -> Design:
    control = m.units("control")
    before = main.sales[:, main.windows.pre.slice].sum(axis=(1, 2))
    weight = before[main.at(control)]
    total = weight.sum()
    weights = tuple((weight / total).tolist()) if total > 0 else (1.0 / len(control),) * len(control)
    return Design(m.assignment, m.units("test"), control, weights, m.units("unused"))


def panel(m: Market, items: tuple[Item, ...], members: list[list[int]], unit: tuple[str, ...]) -> Panel:
    """Stores summed to units; those of the unit "" are left out."""
    at = np.flatnonzero([u != "" for u in unit])
    names = tuple(sorted({unit[i] for i in at}))
    of = np.array([names.index(unit[i]) for i in at])
    region = tuple(" + ".join(sorted({m.region[i] for i in at if unit[i] == name})) for name in names)
    pieces = m.sales[at]
    both = np.stack([pieces * m.price, pieces])  # [2, S, T, K]
    T = pieces.shape[1]
    shape = (2, len(names), T, len(items))
    listed, weight, total = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    selling, store_periods = (np.zeros((len(names), len(items)), dtype=np.int64) for _ in range(2))
    pre, post = m.windows.pre.slice, np.arange(T) >= m.windows.pre.stop
    closed = np.array([in_long_run(row) for row in ~(pieces > 0).any(axis=2)])
    for k, inside in enumerate(members):
        sums = both[..., inside].sum(axis=3)  # [2, S, T]
        sold = (pieces[..., inside] > 0).any(axis=2)
        lists, at_end = listing(sold, m.windows.pre.stop)
        lists &= ~closed
        count = lists[:, pre].sum(axis=1)
        eligible = np.zeros(len(at), dtype=bool)
        for metric in range(2):
            before = sums[metric][:, pre].sum(axis=1)
            own = (count >= min(8, len(m.windows.pre))) & (before > 0)
            eligible |= own
            mean = np.where(own, before / np.maximum(count, 1), 0.0)
            compared = sums[metric] * own[:, None] * (at_end[:, None] | ~post[None])
            for row, u in enumerate(of):
                total[metric, u, :, k] += sums[metric, row]
                listed[metric, u, :, k] += compared[row]
                weight[metric, u, :, k] += mean[row] * lists[row]
        np.add.at(selling[:, k], of, (sold & lists)[:, pre].sum(axis=1) * eligible)
        np.add.at(store_periods[:, k], of, count * eligible)
    periods = FIRST + 7 * np.arange(T).astype("timedelta64[D]")
    return Panel(
        periods=periods, windows=m.windows, frequency="week", units=names, region=region,
        stores=np.bincount(of, minlength=len(names)), items=items, listed=listed, weight=weight, total=total,
        selling=selling, store_periods=store_periods,
    )  # fmt: skip


def in_long_run(empty: np.ndarray, most: int = 4) -> np.ndarray:
    """Which periods lie in a run of more than `most` empty ones."""
    out = np.zeros(len(empty), dtype=bool)
    begin = 0
    for t in range(len(empty) + 1):
        if t == len(empty) or not empty[t]:
            out[begin:t] = t - begin > most
            begin = t + 1
    return out


def listing(sold: np.ndarray, stop: int) -> tuple[np.ndarray, np.ndarray]:
    """When each store lists an item [S, T], and whether it does at the end of the pre window [S]."""
    lists = np.zeros_like(sold)
    for s, row in enumerate(sold):
        lists[s, :stop] = np.maximum.accumulate(row[:stop]) & ~in_long_run(~row[:stop])
        lists[s, stop:] = lists[s, stop - 1]
    return lists, lists[:, stop - 1].copy()


COUNTS = Counts(1, 1, 1, 1)


def accounts(estimator, m: Market, method: str = "did/noise-model"):
    """Both metrics measured."""
    main, detail = compare(m)
    return main, [account(estimator, main, detail, metric, method) for metric in ("revenue", "units")]


def rows_of(estimator, m: Market, confidence: float = 0.90):
    """Rows of the effects table."""
    _, both = accounts(estimator, m)
    return effect_rows(both, frozenset(m.promoted), confidence, COUNTS)


def the(rows, level: str, item: str, window: str = "campaign", metric: str = "revenue"):
    """The one row of these names."""
    (row,) = [r for r in rows if (r["level"], r["item"], r["window"], r["metric"]) == (level, item, window, metric)]
    return row


def study(m: Market, confidence: float = 0.90) -> StudySpec:
    """A study that asks for this market."""
    first, last = m.windows.campaign.start, m.windows.campaign.stop
    day = FIRST + 7 * np.array([first, last]).astype("timedelta64[D]")
    return StudySpec(
        "made", DataSpec("nowhere"), CampaignSpec(day[0].item(), (day[1] - 1).item(), skus=m.promoted),
        RegionSpec(test=m.units("test")),
    )  # fmt: skip
