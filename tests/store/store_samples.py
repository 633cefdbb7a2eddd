"""A small result, for the tests of the store."""

import pandas as pd

from lift.core.words import EFFECT_COLUMNS, WEEKLY_COLUMNS
from lift.store import Result

TEXTS = {"level", "item", "parent", "window", "metric", "verdict", "method"}


def effects_row(**values: object) -> dict[str, object]:
    row: dict[str, object] = {
        "level": "promoted", "item": "promoted", "parent": None, "window": "campaign", "metric": "revenue",
        "observed": 1120.0, "expected": 1000.0,
        "incremental": 120.0, "incremental_low": 70.1, "incremental_high": 169.9,
        "uplift": 0.12, "uplift_low": 0.0701, "uplift_high": 1 / 6, "p_value": 0.001, "q_value": None,
        "confidence": 0.9, "verdict": "proven", "detectable": 0.08, "method": "did/noise-model",
        "units_test": 1, "units_control": 9, "stores_test": 8, "stores_control": 80,
    }  # fmt: skip
    return {name: {**row, **values}[name] for name in EFFECT_COLUMNS}


def weekly_row(week: str = "2025-03-03", **values: object) -> dict[str, object]:
    row: dict[str, object] = {
        "level": "promoted", "item": "promoted", "metric": "revenue", "week": pd.Timestamp(week), "window": "campaign",
        "observed": 140.0, "expected": 125.0, "expected_low": 100.0, "expected_high": 150.0,
    }  # fmt: skip
    return {name: {**row, **values}[name] for name in WEEKLY_COLUMNS}


def roi_row(**values: object) -> dict[str, object]:
    return {
        "level": "brand", "item": "Salsa Sol", "basis": "revenue", "window": "total", "incremental": 120.0,
        "spend": 40.0, "per_euro": 3.0, "low": 1.7, "high": 4.2, "break_even": 1.0, "chance_above_break_even": 0.99,
        "profit_roi": None, "status": "earned", "headline": True, **values,
    }  # fmt: skip


def sample(name: str = "Salsa", **document: object) -> Result:
    return Result(
        document={
            "study": {"name": name, "language": "en"},
            "verdict": {"status": "proven", "sentence": {"en": f"{name} sold more.", "de": f"{name} verkaufte mehr."}},
            "roi": [roi_row()],
            "findings": [{"check": "history", "verdict": "pass", "value": 52.0, "limit": 8.0, "level": None}],
            **document,
        },
        effects=pd.DataFrame([effects_row(), effects_row(item="=1+1", level="sku", parent="promoted")]),
        weekly=pd.DataFrame([weekly_row(), weekly_row("2025-03-10")]),
        tables={"placebos": pd.DataFrame({"unit": ["Kiel", None], "uplift": [0.1, None]})},
        manifest={"versions": {"lift": "0.1.0"}, "seed": 1},
    )
