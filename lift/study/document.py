"""From what was measured to the result: rows, verdict, money and provenance, each read once from one law."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import numpy as np
import pandas as pd

from lift.core.design import Design
from lift.core.finding import Finding
from lift.core.panel import Panel, Span
from lift.core.spec import ExcludedSpec, StudySpec
from lift.core.words import EFFECT_COLUMNS, INTERIM, METRICS, WEEKLY_COLUMNS, RowVerdict
from lift.data import LeftOut
from lift.inference.account import Account
from lift.inference.effects import Counts, effect_rows
from lift.inference.lasting import lasting_rows
from lift.inference.pooled import pooled_rows
from lift.inference.sample import Comparison
from lift.inference.volume import market_share, sets, source_of_volume
from lift.inference.weekly import weekly_rows
from lift.money import chances, money, roi_rows, rollout, scenarios
from lift.money.activity import measured_rows
from lift.report.words import verdict_sentence
from lift.store import Result
from lift.study.activity import Acted
from lift.study.stronger import stronger


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """All that the maths has found of one study, before it is written down."""

    main: Comparison
    accounts: tuple[Account, ...]
    findings: tuple[Finding, ...]
    promoted: tuple[str, ...]
    launch: tuple[str, ...]
    fingerprint: Mapping[str, str]
    started: datetime
    tables: Mapping[str, pd.DataFrame]
    until: np.datetime64
    """The last day of the data, which may lie behind the windows."""
    left_out: tuple[LeftOut, ...] = ()
    activity: Acted = field(default_factory=Acted)
    cells: tuple[Mapping[str, Any], ...] = ()


def compose(spec: StudySpec, measured: Measured) -> Result:
    """The result of a study. Numbers always stay.

    A failed check makes every row invalid, a look before the campaign is over makes it incomplete; the ROI is then
    empty: the spend of a whole campaign is not set against a part of its sales.
    """
    panel, confidence = measured.main.panel, spec.measure.confidence
    counts = _counts(panel, measured.main.design)
    rows = effect_rows(measured.accounts, frozenset(measured.promoted), confidence, counts)
    failed = [f for f in measured.findings if f.verdict == "fail"]
    early = [f for f in measured.findings if f.check == INTERIM]
    instead = overruled(measured.findings)
    if instead:
        rows = [{**row, "verdict": instead} for row in rows]
    brands = _promoted_brands(panel)
    valid = [] if instead else rows
    roi = roi_rows(valid, spec.campaign, spec.data.revenue_basis, brands)
    nested = sets(panel.items)
    before = _before(panel, measured.main.design)
    document = {
        "schema": 1,
        "study": _study(spec),
        "design": _design(panel, measured, counts),
        "verdict": _verdict(spec, measured, rows, failed or early),
        "not_measured": _not_measured(measured),
        "roi": roi,
        "money": {
            **money(valid, spec.campaign, spec.data.revenue_basis, brands, spec.regions.coverage),
            "chances": chances(valid, spec.campaign, spec.data.revenue_basis, brands),
            "rollout": rollout(valid, spec.campaign, spec.data.revenue_basis, brands, spec.rollout),
            "scenarios": scenarios(valid, spec.campaign, spec.data.revenue_basis, brands, spec.scenarios),
        },
        "source_of_volume": [r for a in measured.accounts for r in source_of_volume(a, nested, confidence)],
        "market_share": [
            r for i, a in enumerate(measured.accounts) for r in market_share(a, panel.items, before[i], confidence)
        ],
        "stronger": stronger(valid, roi, counts.units_test, len(panel.units)),
        "findings": [asdict(finding) for finding in measured.findings],
        "activity": dict(spec.campaign.activity) | ({"tier": measured.activity.tier} if measured.activity.tier else {}),
        "cells": [dict(cell) for cell in measured.cells],
    }
    effects = pd.DataFrame([{c: row[c] for c in EFFECT_COLUMNS} for row in rows], columns=list(EFFECT_COLUMNS))
    paths = [r for a in measured.accounts for r in weekly_rows(a, panel.periods, panel.windows, confidence)]
    weekly = pd.DataFrame(paths, columns=list(WEEKLY_COLUMNS))
    joint = {a.metric: a.joint for a in measured.accounts}
    tables = {**measured.tables, **_pooled(measured, confidence), **_lasting(measured, confidence)}
    if told := measured_rows(valid, measured.activity.in_test, brands):
        tables["activity_measured"] = pd.DataFrame(told)
    if measured.activity.dose is not None:
        document["dose"] = dict(measured.activity.dose)
    if early and "methods" in tables:
        tables["methods"] = tables["methods"].assign(verdict="incomplete")
    return Result(document, effects, weekly, tables, _manifest(spec, measured), joint)


def overruled(findings: Sequence[Finding]) -> RowVerdict | None:
    """The verdict that stands in for that of every row; None when the rows speak for themselves."""
    if any(f.verdict == "fail" for f in findings):
        return "invalid"
    return "incomplete" if any(f.check == INTERIM for f in findings) else None


def _counts(panel: Panel, design: Design) -> Counts:
    test, control = panel.at(design.test), panel.at(design.control)
    return Counts(
        len(design.test), len(design.control), int(panel.stores[test].sum()), int(panel.stores[control].sum())
    )


def _promoted_brands(panel: Panel) -> list[str]:
    return sorted({str(item.parent) for item in panel.items if item.level == "sku" and item.promoted})


def _pooled(measured: Measured, confidence: float) -> dict[str, pd.DataFrame]:
    """The table of the promoted SKUs' pooled uplifts; no table where there are too few to pool."""
    items = measured.main.panel.items
    rows = [row for account in measured.accounts for row in pooled_rows(account, items, confidence)]
    return {"pooled": pd.DataFrame(rows)} if rows else {}


def _lasting(measured: Measured, confidence: float) -> dict[str, pd.DataFrame]:
    """The table of what was left after the campaign; no table without an after window."""
    periods = len(measured.main.panel.windows.after)
    rows = [row for account in measured.accounts for row in lasting_rows(account, confidence, periods)]
    return {"lasting": pd.DataFrame(rows)} if rows else {}


def _before(panel: Panel, design: Design) -> list[dict[tuple[str, str], float]]:
    """Per metric, sales of the test units before the campaign by (level, item)."""
    test, pre = panel.at(design.test), panel.windows.pre.slice
    sums = panel.total[:, test, pre].sum(axis=(1, 2))
    return [{(i.level, i.key): float(sums[m, k]) for k, i in enumerate(panel.items)} for m in range(len(METRICS))]


def _study(spec: StudySpec) -> dict[str, Any]:
    campaign = asdict(spec.campaign)
    for key in ("activity", "posts"):
        campaign.pop(key)
    campaign |= {"start": spec.campaign.start.isoformat(), "end": spec.campaign.end.isoformat()}
    campaign["starts"] = {unit: day.isoformat() for unit, day in spec.campaign.starts.items()}
    return {
        "name": spec.name, "client": spec.client, "language": spec.language, "currency": spec.currency,
        "frequency": spec.data.frequency, "absent": spec.data.absent, "revenue_basis": spec.data.revenue_basis,
        "confidence": spec.measure.confidence, "seed": spec.measure.seed, "method": spec.measure.method,
        "inference": spec.measure.inference, "coverage": spec.regions.coverage, "campaign": campaign,
    }  # fmt: skip


def _design(panel: Panel, measured: Measured, counts: Counts) -> dict[str, Any]:
    design, windows = measured.main.design, panel.windows
    return {
        "assignment": design.assignment, "declared": design.declared, "test": list(design.test),
        "control": [{"unit": u, "weight": w} for u, w in zip(design.control, design.weights, strict=True)],
        "unused": list(design.unused), "excluded": list(design.excluded),
        "windows": {
            "pre": _span(panel, windows.pre), "campaign": _span(panel, windows.campaign),
            "after": _span(panel, windows.after) if len(windows.after) else None, "clipped": windows.clipped,
            "missing": windows.missing, "until": str(measured.until.astype("datetime64[D]")),
            "excluded": [{**_plain(out.stretch), "periods": out.periods} for out in measured.left_out],
        },
        "promoted": list(measured.promoted), "launch": list(measured.launch), "chosen": design.chosen,
        "evidence": design.evidence, "fingerprint": design.fingerprint,
        "stores_test": counts.stores_test, "stores_control": counts.stores_control,
    }  # fmt: skip


def _plain(stretch: ExcludedSpec) -> dict[str, Any]:
    return {**asdict(stretch), "first": stretch.first.isoformat(), "last": stretch.last.isoformat()}


def _span(panel: Panel, span: Span) -> dict[str, Any]:
    """First and last day of a window: the last day of its last period."""
    last = panel.periods[span.stop - 1]
    if panel.frequency == "week":
        last = last + np.timedelta64(6, "D")
    elif panel.frequency == "month":
        last = (last.astype("datetime64[M]") + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    return {"first": str(panel.periods[span.start]), "last": str(last), "periods": len(span)}


def _verdict(spec: StudySpec, measured: Measured, rows: list[dict[str, Any]], why: list[Finding]) -> dict[str, Any]:
    row = next(r for r in rows if (r["level"], r["window"], r["metric"]) == ("promoted", "campaign", "revenue"))
    sentence = verdict_sentence(
        row, measured.promoted, brand=spec.campaign.brand, assignment=measured.main.design.assignment,
        currency=spec.currency,
    )  # fmt: skip
    return {
        "status": row["verdict"], "level": "promoted", "item": row["item"], "window": "campaign", "metric": "revenue",
        "sentence": sentence, "reasons": [{"check": f.check, "message": dict(f.message)} for f in why],
    }  # fmt: skip


def _not_measured(measured: Measured) -> list[dict[str, Any]]:
    """Refused items once each, revenue's reason first."""
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    for account in measured.accounts:
        for refusal in account.not_measured:
            seen.setdefault((refusal.level, refusal.item), asdict(refusal))
    return [seen[key] for key in sorted(seen)]


def _manifest(spec: StudySpec, measured: Measured) -> dict[str, Any]:
    packages = ("liftstudy", "numpy", "scipy", "pandas", "pyarrow", "duckdb", "ibis-framework", "matplotlib")
    paths = {"sales": spec.data.sales, "stores": spec.data.stores, "products": spec.data.products}
    paths |= {"successors": spec.data.successors, "activity": spec.campaign.posts.table}
    now = datetime.now(UTC)
    return {
        "inputs": {name: {"path": paths[name], "sha256": print_} for name, print_ in measured.fingerprint.items()},
        "study": spec.text, "engine": spec.data.engine, "seed": spec.measure.seed,
        "versions": {name: version(name) for name in packages},
        "times": {"started": measured.started.isoformat(), "seconds": (now - measured.started).total_seconds()},
    }  # fmt: skip
