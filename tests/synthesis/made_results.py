# ruff: noqa: E501
"""Results of studies that were never run, with the parts a portfolio reads, drawn from a law."""

import numpy as np
import pandas as pd

from lift.core.words import EFFECT_COLUMNS, WEEKLY_COLUMNS
from lift.store import Result

Z = {0.8: 1.2815515655446004, 0.9: 1.6448536269514722, 0.95: 1.959963984540054}


def made(
    name="Study", effect=0.1, sd=0.05, *, confidence=0.9, spend=1000.0, currency="EUR", basis="gross", spend_basis="net",
    category="Salsa", weeks=8, verdict="proven", tier=None, launch=False, after=True, expected=10_000.0, vat=True,
) -> Result:  # fmt: skip
    """A study whose log uplift is `effect` with noise `sd`, at every level and in every window."""
    reach = Z[confidence] * sd
    first = pd.Timestamp("2025-03-03")
    windows = ["campaign", "after", "total"] if after else ["campaign"]
    rows = []
    for level, item in (("promoted", "promoted"), ("brand", "Salsa Sol"), ("category", category)):
        for window in windows:
            sold = expected * np.exp(effect)
            row = dict.fromkeys(EFFECT_COLUMNS) | {
                "level": level, "item": item, "window": window, "metric": "revenue", "observed": sold,
                "expected": 0.0 if launch else expected, "incremental": sold - expected,
                "incremental_low": sold - expected * np.exp(reach), "incremental_high": sold - expected * np.exp(-reach),
                "uplift": None if launch else np.expm1(effect), "uplift_low": np.expm1(effect - reach),
                "uplift_high": np.expm1(effect + reach), "confidence": confidence, "verdict": verdict, "method": "did/x",
            }  # fmt: skip
            rows.append(row)
    entries = []
    if spend is not None and verdict not in {"invalid", "incomplete"}:
        factors = {"revenue": 1.0} | ({"net_revenue": 1 / 1.07 if basis == "gross" else 1.0} if vat else {})
        for window in windows:
            source = next(r for r in rows if r["level"] == "brand" and r["window"] == window)
            for kind, factor in factors.items():
                entries.append({
                    "level": "brand", "item": "Salsa Sol", "basis": kind, "window": window,
                    "incremental": source["incremental"] * factor, "spend": spend,
                    "per_euro": source["incremental"] * factor / spend,
                    "low": source["incremental_low"] * factor / spend, "high": source["incremental_high"] * factor / spend,
                    "headline": kind == "revenue" and window == windows[-1],
                })  # fmt: skip
    document = {
        "study": {
            "name": name, "language": "en", "currency": currency, "confidence": confidence, "revenue_basis": basis,
            "campaign": {
                "start": str(first.date()), "end": str((first + pd.Timedelta(days=7 * weeks - 1)).date()),
                "spend": None if spend is None else {"total": spend, "basis": spend_basis},
            },
        },
        "design": {"promoted": ["4001"]}, "verdict": {"status": verdict}, "roi": entries,
        "activity": {} if tier is None else {"tier": tier},
    }  # fmt: skip
    return Result(document, pd.DataFrame(rows), pd.DataFrame(columns=list(WEEKLY_COLUMNS)))


def portfolio_of(studies=12, *, tau=0.05, seed=1, **changes) -> list[Result]:
    """So many studies from one law, of other spend, length and noise each."""
    rng = np.random.default_rng(seed)
    return [
        made(
            f"Study {i + 1}", float(np.log(1.12) + tau * rng.standard_normal()), float(rng.uniform(0.03, 0.08)),
            **{"spend": float(rng.uniform(300, 1500)), "weeks": int(rng.integers(4, 13)), **changes},
        )
        for i in range(studies)
    ]  # fmt: skip
