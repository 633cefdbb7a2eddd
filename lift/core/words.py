"""The words of the field, once: levels, windows, metrics, verdicts and column names."""

from typing import Literal

Level = Literal["sku", "promoted", "brand", "category"]
Window = Literal["campaign", "after", "total"]
Metric = Literal["revenue", "units"]
Assignment = Literal["regions", "stores"]
Frequency = Literal["day", "week", "month"]
Absent = Literal["zero", "missing", "listed"]
Arm = Literal["test", "control", "unused"]
RowVerdict = Literal["proven", "directional", "inconclusive", "negative", "incomplete", "invalid"]
CheckVerdict = Literal["pass", "warn", "fail"]
RoiStatus = Literal["earned", "not_earned", "open"]

LEVELS: tuple[Level, ...] = ("sku", "promoted", "brand", "category")
WINDOWS: tuple[Window, ...] = ("campaign", "after", "total")
METRICS: tuple[Metric, ...] = ("revenue", "units")

PROMOTED = "promoted"
"""The item name of the promoted set ("product basis")."""
PROMOTED_BRANDS = "(promoted brands)"
"""The item name of the sum over several promoted brands."""
REST = "(rest)"
"""The item name of the SKUs of a brand that cannot be measured one by one."""
LAUNCH = "launch"
"""In [campaign] includes: the listing of new SKUs was part of the campaign."""
BRAND_SEPARATOR = " / "
"""A brand in two categories is two items, "brand / category"."""

SALES_COLUMNS = ("store_id", "week", "sku", "units", "revenue")
STORE_COLUMNS = ("store_id", "region")
PRODUCT_COLUMNS = ("sku", "brand", "category")

EFFECT_COLUMNS = (
    "level", "item", "parent", "window", "metric",
    "observed", "expected", "incremental", "incremental_low", "incremental_high",
    "uplift", "uplift_low", "uplift_high", "p_value", "q_value", "confidence", "verdict", "detectable", "method",
    "units_test", "units_control", "stores_test", "stores_control",
)  # fmt: skip
WEEKLY_COLUMNS = (
    "level", "item", "metric", "week", "window", "observed", "expected", "expected_low", "expected_high",
)  # fmt: skip

METHOD_COLUMNS = (
    "method", "role", "uplift", "uplift_low", "uplift_high", "p_value", "verdict", "false_positive_share",
)  # fmt: skip

PLACEBO_COLUMNS = ("kind", "unit", "week", "uplift", "uplift_low", "uplift_high")
LEFT_OUT_COLUMNS = ("unit", "arm", "uplift", "uplift_low", "uplift_high")

ADJUSTED = "adjusted"
"""Behind estimator and inference in the name of a method: sales were adjusted for price and promotion."""
ALL_CELLS = "(all cells)"
"""The name of the sum over all cells."""
CELL_COLUMNS = (
    "cell", "level", "item", "window", "metric",
    "observed", "expected", "incremental", "incremental_low", "incremental_high",
    "uplift", "uplift_low", "uplift_high", "p_value", "confidence", "verdict", "detectable", "method",
    "spend", "per_euro", "per_euro_low", "per_euro_high", "roi_status",
)  # fmt: skip
PAIR_COLUMNS = (
    "cell", "against", "level", "item", "window", "metric", "relative", "relative_low", "relative_high",
    "p_value", "p_holm", "confidence", "verdict", "correlation", "direct",
)  # fmt: skip

INTERIM = "interim look"
"""The check that says that the data ends before the campaign does: every row is then "incomplete"."""
DIRECTIONAL_P = 0.20
"""A positive uplift with a p-value below this is a tendency ("directional"): 80 % yes, 90 % no."""
MIN_HISTORY = 8
"""Fewer pre-periods than this cannot tell noise from drift: an error for series estimators."""
YEAR_WEEKS = 52
"""History from which slow drift can be told from the campaign; less is warned about."""
MIN_SELLING_SHARE = 0.70
"""An item is measured only when at least this share of its pre store-periods has sales, in both arms."""
MAX_ZERO_RUN: dict[Frequency, int] = {"day": 28, "week": 4, "month": 1}
"""A run of more zero periods than this (four weeks) means: the store does not list the item, or is closed."""
MIN_LISTED = 8
"""A store enters an item's comparison with at least this many listed periods before the campaign."""


def adjusted_method(method: str) -> bool:
    """Whether a method's name ("did/noise-model/adjusted") says that sales were adjusted for price and promotion."""
    return method.endswith(f"/{ADJUSTED}")


def unadjusted(method: str) -> str:
    """The name of a method without what it says of the sales it was given."""
    return method.removesuffix(f"/{ADJUSTED}")


NAME_KINDS = ("regions", "stores", "creators", "skus", "brands")
"""Kinds of names that a report can replace by pseudonyms."""
USUAL_NAME_KINDS = NAME_KINDS[:3]
"""Those that it does replace, where nothing else is said."""
