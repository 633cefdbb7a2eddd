# ruff: noqa: E501
"""Made-up results for the report tests: the documents of whole studies, drawn from a seed, with consistent sums."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from lift.core.words import EFFECT_COLUMNS, WEEKLY_COLUMNS
from lift.report.words import verdict_sentence

HOSTILE = (
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "x" * 500,
    "Sal🌶️sa {curly} $a_1$ %s",
    "\u202eevil\u200f RTL \x07",
    '"><img src=x onerror=alert(1)>',
)
_SIZE = {  # uplift and standard error of the promoted set, by verdict
    "proven": (0.12, 0.030),
    "directional": (0.062, 0.044),
    "inconclusive": (0.021, 0.048),
    "negative": (-0.081, 0.032),
    "invalid": (0.12, 0.030),
}
_Z, _Z80 = 1.645, 1.2816
_WHY = {
    "de": "Keine Region folgt der Testregion.",
    "en": "No region tracks the test region.",
}


@dataclass(frozen=True)
class FakeResult:
    document: Mapping[str, Any]
    effects: pd.DataFrame
    weekly: pd.DataFrame
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def make(
    verdict="proven", *, language="de", spend=True, after=True, others=6, promoted=3, names=None, seed=1, currency="EUR",
    assignment="regions", launch=False, brand="Salsa Sol", margin=True, pre=52, tables=True, study="Salsa, Frühjahr 2025",
) -> FakeResult:  # fmt: skip
    """A result with `promoted` promoted SKUs of one brand and `others` SKUs of two other brands."""
    rng = np.random.default_rng(seed)
    uplift, se = _SIZE[verdict]
    start = date(2025, 3, 3)
    windows = ["pre"] * pre + ["campaign"] * 8 + (["after"] * 8 if after else [])
    weeks = [start + timedelta(weeks=i - pre) for i in range(len(windows))]
    skus = list(names or [f"40{i:02d}" for i in range(1, promoted + 1)])[:promoted]
    skus += [f"50{i:03d}" for i in range(1, others + 1)]
    brands = {sku: brand if i < promoted else ("Dip Royal", "Casa Verde")[i % 2] for i, sku in enumerate(skus)}
    season = 1 + 0.12 * np.sin(np.arange(len(weeks)) / 52 * 2 * np.pi) + 0.03 * rng.standard_normal(len(weeks))
    tree = _Tree(windows, weeks, verdict, se, launch)
    for i, sku in enumerate(skus):
        mine = i < promoted
        true = uplift if mine else (0.03 if brands[sku] == brand else -0.012)
        base = rng.uniform(900, 4_000) * season
        step = {"pre": 0.0, "campaign": true, "after": 0.35 * true}
        observed = base * np.array([1 + step[w] for w in windows]) * (1 + 0.02 * rng.standard_normal(len(weeks)))
        expected = base * (0.0 if launch and mine else 1.0)
        tree.leaf(
            sku, brands[sku], mine, observed * (np.array(windows) != "pre") if launch and mine else observed, expected
        )
    rows, weekly = tree.rows(brand)
    effects = pd.DataFrame(rows, columns=list(EFFECT_COLUMNS))
    effects["units_test"], effects["stores_test"] = (1, 21) if assignment == "regions" else (21, 21)
    effects["units_control"], effects["stores_control"] = (9, 180) if assignment == "regions" else (180, 180)
    rows = [{k: (None if v != v else v) for k, v in row.items()} for row in effects.astype(object).to_dict("records")]
    main = next(r for r in rows if (r["level"], r["window"], r["metric"]) == ("promoted", "campaign", "revenue"))
    test = ["Leipzig"] if assignment == "regions" else [f"S{i:03d}" for i in range(21)]
    control = ["Dresden", "Chemnitz", "Erfurt", "Jena", "Gera", "Zwickau", "Magdeburg", "Cottbus", "Potsdam"]
    if assignment == "stores":
        control = [f"S{i:03d}" for i in range(21, 201)]
    last = weeks[pre - 1 + 8]
    document = {
        "schema": 1,
        "study": {
            "name": study, "client": "Example Foods", "language": language, "currency": currency, "frequency": "week",
            "absent": "listed", "revenue_basis": "gross", "confidence": 0.9, "seed": 1, "method": "did",
            "inference": "noise-model",
            "campaign": {
                "start": start.isoformat(), "end": "2025-04-27", "skus": skus[:promoted], "brand": None,
                "launch": skus[:promoted] if launch else [], "vat": 0.07 if margin else None,
                "retail_margin": 0.25 if margin else None, "margin": 0.32 if margin else None,
                "spend": {"total": 48_000.0, "items": {"Honorare": 31_000.0, "Proben & Porto": 17_000.0}, "scope": "national",
                          "share_in_test": 0.12, "basis": "net"} if spend else None,
            },
        },
        "design": {
            "assignment": assignment, "declared": True, "test": test,
            "control": [{"unit": c, "weight": 1 / len(control)} for c in control], "unused": ["Rostock"], "excluded": ["Halle"],
            "windows": {
                "pre": {"first": weeks[0].isoformat(), "last": (start - timedelta(days=1)).isoformat(), "periods": pre},
                "campaign": {"first": start.isoformat(), "last": (last + timedelta(days=6)).isoformat(), "periods": 8},
                "after": {"first": weeks[pre + 8].isoformat(), "last": (weeks[-1] + timedelta(days=6)).isoformat(), "periods": 8} if after else None,
            },
            "promoted": skus[:promoted], "chosen": "lock" if verdict == "proven" else "named",
            "evidence": "strong" if verdict == "proven" else "model-based", "fingerprint": "0123456789abcdef" * 4,
            "stores_test": 21, "stores_control": 180,
        },
        "verdict": {
            "status": verdict, "level": "promoted", "item": "promoted", "window": "campaign", "metric": "revenue",
            "sentence": verdict_sentence(main, skus[:promoted], assignment=assignment, currency=currency),
            "reasons": [{"check": "control tracks test", "message": _WHY}] if verdict == "invalid" else [],
        },
        "effects": rows,
        "not_measured": [
            {"level": "sku", "item": "60001", "reason": "too_thin", "value": 0.62, "limit": 0.7},
            {"level": "sku", "item": "60002", "reason": "not_listed", "value": 0.0, "limit": 1.0},
        ],
        "roi": _roi(rows, brand, spend and verdict != "invalid", after, margin),
        "money": _money(rows, brand, after, spend and verdict != "invalid", margin),
        "source_of_volume": _volume(rows, brand, after), "market_share": _share(rows, brand),
        "stronger": [] if verdict == "invalid" else [
            {"why": "best", "units_test": 5, "uplift": 0.7 * main["detectable"], **_about(main)},
            {"why": "half", "units_test": None, "uplift": 0.5 * main["detectable"], **_about(main)},
            {"why": "measured", "units_test": 9, "uplift": abs(main["uplift"] or 0.1), **_about(main)},
        ],
        "findings": _findings(verdict), "activity": {"creators": 1_200, "impressions": 190_000},
    }  # fmt: skip
    extra = {}
    if tables:
        extra = _doubts(main, start, control)
    return FakeResult(document, effects, weekly, extra)


def _about(row):
    return {name: row[name] for name in ("level", "item", "window", "detectable")}


def _doubts(main, start, control):
    """What other methods say, placebos, and the result without each of two units."""

    def near(by, half):
        at = (0.1 if main["uplift"] is None else main["uplift"]) * by
        return {"uplift": at, "uplift_low": at - half, "uplift_high": at + half}

    own = near(1.0, 0.05) if main["uplift"] is None else {n: main[n] for n in ("uplift", "uplift_low", "uplift_high")}
    methods = [
        {"method": "did/noise-model", "role": "verdict", **own, "p_value": 0.004, "false_positive_share": 0.09},
        {"method": "did-classic/welch", "role": "comparison", **near(0.94, 0.06), "p_value": 0.031, "false_positive_share": 0.21},
        {"method": "sc/placebo-units", "role": "comparison", **near(1.1, 0.15), "p_value": 0.2, "false_positive_share": None},
    ]  # fmt: skip
    placebos = [
        {"kind": "period", "unit": None, "week": pd.Timestamp(start - timedelta(weeks=8)), **near(0.1, 0.07)},
        {"kind": "unit", "unit": control[0], "week": None, **near(-0.2, 0.08)},
    ]
    without = [
        {"unit": None, "arm": None, **own},
        {"unit": control[0], "arm": "control", **near(0.97, 0.08)},
        {"unit": control[1], "arm": "control", **near(1.2, 0.085)},
    ]
    tables = {
        "methods": [{**m, "verdict": main["verdict"]} for m in methods],
        "placebos": placebos,
        "leave_one_out": without,
    }
    return {key: pd.DataFrame(rows) for key, rows in tables.items()}


class _Tree:
    def __init__(self, windows, weeks, verdict, se, launch):
        self.windows, self.weeks, self.verdict, self.se, self.launch = np.array(windows), weeks, verdict, se, launch
        self.leaves = []

    def leaf(self, sku, brand, promoted, observed, expected):
        self.leaves.append((sku, brand, promoted, observed, expected))

    def rows(self, brand):
        rows, weekly = [], []
        for metric, price in (("revenue", 1.0), ("units", 2.49)):

            def group(level, item, parent, chosen, se, metric=metric, price=price):
                observed = sum(x[3] for x in chosen) / price
                expected = sum(x[4] for x in chosen) / price
                rows.extend(self._effects(level, item, parent, metric, observed, expected, se))
                weekly.extend(self._weekly(level, item, metric, observed, expected, se))

            for leaf in self.leaves:
                group("sku", leaf[0], leaf[1], [leaf], self.se * 1.6)
            group("promoted", "promoted", brand, [x for x in self.leaves if x[2]], self.se)
            for name in dict.fromkeys(x[1] for x in self.leaves):
                group("brand", name, "Salsas & Dips", [x for x in self.leaves if x[1] == name], self.se * 0.8)
            group("category", "Salsas & Dips", None, self.leaves, self.se * 0.6)
        return rows, pd.DataFrame(weekly, columns=list(WEEKLY_COLUMNS))

    def _effects(self, level, item, parent, metric, observed, expected, se):
        names = ["campaign"] + (["after", "total"] if (self.windows == "after").any() else [])
        for window in names:
            at = self.windows != "pre" if window == "total" else self.windows == window
            seen, due = float(observed[at].sum()), float(expected[at].sum())
            half = _Z * se * (due or seen * 0.5)
            gain = seen - due
            u = gain / due if due else None
            verdict = self._verdict(gain, half)
            yield {
                "level": level, "item": item, "parent": parent, "window": window, "metric": metric, "observed": seen,
                "expected": due, "incremental": gain, "incremental_low": gain - half, "incremental_high": gain + half,
                "uplift": u, "uplift_low": None if u is None else u - _Z * se, "uplift_high": None if u is None else u + _Z * se,
                "p_value": 0.01, "q_value": None, "confidence": 0.9, "verdict": verdict, "detectable": 2.49 * se,
                "method": "did/noise-model",
            }  # fmt: skip

    def _verdict(self, gain, half):
        if self.verdict == "invalid":
            return "invalid"
        if abs(gain) > half:
            return "proven" if gain > 0 else "negative"
        return "directional" if gain > half * _Z80 / _Z else "inconclusive"

    def _weekly(self, level, item, metric, observed, expected, se):
        for week, window, seen, due in zip(self.weeks, self.windows, observed, expected, strict=True):
            half = 2.2 * _Z * se * due
            yield (level, item, metric, pd.Timestamp(week), str(window), seen, due, due - half, due + half)


def _find(rows, level, item, window, metric):
    return next(r for r in rows if (r["level"], r["item"], r["window"], r["metric"]) == (level, item, window, metric))


def _roi(rows, brand, wanted, after, margin):
    out = []
    spend = 48_000 * 0.12
    for level, item in (("brand", brand), ("promoted", "promoted")) if wanted else ():
        for window in ("total", "campaign") if after else ("campaign",):
            row = _find(rows, level, item, window, "revenue")
            for basis, factor in (("revenue", 1.0), ("net_revenue", 0.7), ("margin", 0.224))[: 3 if margin else 1]:
                per, low, high = (
                    row[k] * factor / spend for k in ("incremental", "incremental_low", "incremental_high")
                )
                out.append({
                    "level": level, "item": item, "basis": basis, "window": window, "incremental": row["incremental"] * factor,
                    "spend": spend, "per_euro": per, "low": low, "high": high, "break_even": 1.0,
                    "chance_above_break_even": float(np.clip(0.5 + (per - 1) / (high - low), 0.001, 0.999)),
                    "profit_roi": per - 1 if basis == "margin" else None,
                    "status": "earned" if low >= 1 else ("not_earned" if high < 1 else "open"),
                    "headline": (level, basis, window) == ("brand", "revenue", "total" if after else "campaign"),
                })  # fmt: skip
    return out


def _money(rows, brand, after, spend, margin):
    if not spend:
        return {}
    window = "total" if after else "campaign"
    revenue, units = (_find(rows, "brand", brand, window, metric)["incremental"] for metric in ("revenue", "units"))
    steps = [("revenue", "Umsatz zu Ladenpreisen inkl. MwSt.", "Revenue at shelf prices incl. VAT", 1.0)]
    if margin:
        steps += [("net", "ohne MwSt.", "without VAT", 1 / 1.07), ("manufacturer", "ohne Handelsspanne", "without retail margin", 0.75),
                  ("margin", "Deckungsbeitrag", "contribution margin", 0.32)]  # fmt: skip
    paid = 48_000 * 0.12
    return {
        "spend": 48_000.0, "spend_in_test": paid, "scope": "national", "share_in_test": 0.12, "basis": "net",
        "chain": [{"step": s, "label": {"de": de, "en": en}, "factor": f} for s, de, en, f in steps],
        "break_even_margin": paid / revenue if revenue > 0 else None, "break_even_margin_base": "manufacturer" if margin else "revenue",
        "cost_per_incremental_unit": paid / units if units > 0 else None,
        "cost_per": {"creators": 40.0, "impressions": 48_000 / 190_000},
        "projection": {"coverage": 0.4, "incremental": revenue / 0.4, "per_euro": revenue / 0.4 / paid},
    }  # fmt: skip


def _volume(rows, brand, after):
    out = []
    for window in ("campaign", "total") if after else ("campaign",):
        for metric in ("revenue", "units"):
            whole = _find(rows, "promoted", "promoted", window, metric)
            p, half = whole["incremental"], whole["incremental_high"] - whole["incremental"]
            b = _find(rows, "brand", brand, window, metric)["incremental"]
            c = _find(rows, "category", "Salsas & Dips", window, metric)["incremental"]
            for part, value in (("promoted", p), ("own_brand", p - b), ("competitors", b - c), ("category_growth", c)):
                out.append({"metric": metric, "window": window, "part": part, "item": None, "value": value,
                            "low": value - half, "high": value + half, "share_of_gain": value / p})  # fmt: skip
    return out


def _share(rows, brand):
    out = []
    for metric in ("revenue", "units"):
        b, c = (
            _find(rows, "brand", brand, "campaign", metric),
            _find(rows, "category", "Salsas & Dips", "campaign", metric),
        )
        before, after = b["expected"] / c["expected"], b["observed"] / c["observed"]
        out.append({"level": "brand", "item": brand, "of": "Salsas & Dips", "metric": metric, "window": "campaign",
                    "before": before - 0.004, "expected": before, "observed": after, "points": after - before,
                    "points_low": after - before - 0.01, "points_high": after - before + 0.01, "points_since": after - before + 0.004,
                    "relative": after / before - 1 if before else None, "relative_low": None, "relative_high": None})  # fmt: skip
    return out


def _findings(verdict):
    def one(check, status, de, en, **more):
        return {"check": check, "verdict": status, "value": None, "limit": None, "message": {"de": de, "en": en},
                "advice": {"de": "", "en": ""}, "level": None, "item": None, **more}  # fmt: skip

    found = [
        one("control untreated", "pass", "In der Kontrolle lief keine Kampagne.", "No campaign ran in the control."),
        one("slow drift", "pass", "52 Wochen Vorperiode liegen vor.", "52 weeks of history are there.", value=52.0, limit=52.0),
        one("one region against one", "warn", "Nur eine Testregion.", "Only one test region.", value=1.0, limit=2.0,
            advice={"de": "Beim nächsten Mal mehrere Testregionen wählen.", "en": "Choose several test regions next time."}),
    ]  # fmt: skip
    if verdict == "invalid":
        found.append(one("control tracks test", "fail", _WHY["de"], _WHY["en"], value=0.31, limit=0.8,
                         advice={"de": "Mit lift match eine andere Kontrolle wählen.", "en": "Choose another control with lift match."}))  # fmt: skip
    return found
