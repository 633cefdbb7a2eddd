"""Several test groups against one control: doses, campaigns of their own, and starts in different weeks."""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import lift
from lift.core.errors import StudyError
from lift.report.blocks import Drawing
from lift.report.html import render
from lift.report.outline import report
from lift.study import config

HIGH, LOW, LATE = 0.60, 0.15, 2


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Two regions with a high dose and one with a low one, which starts two weeks late, in the quietest of markets."""
    place = tmp_path_factory.mktemp("cells")
    quiet = {"category_shock": 0.01, "brand_shock": 0.01, "sku_shock": 0.01, "week_noise": 0.05, "trend_spread": 0.0}
    calm = {"regional_promotions": 0.0, "store_changes": 0.0, "delisted": 0.0, "out_of_stock": 0.0, "units": 60.0}
    size: dict[str, Any] = {"regions": 7, "stores_per_region": 3, "weeks": 48, "campaign_weeks": 6, "after_weeks": 3}
    sim = lift.simulate(
        seed=4, **size, **quiet, **calm, categories=1, brands=2, skus=3, test_regions=3, uplift=0.0, campaign=False
    )
    sim.write(place)
    sales, stores = sim.sales.copy(), sim.stores.set_index("store_id")["region"]
    test, start = _test(place), _campaign(place)["start"]
    during = pd.to_datetime(sales["week"]).dt.date.between(start, start + timedelta(weeks=6, days=-1))
    late = pd.to_datetime(sales["week"]).dt.date >= start + timedelta(weeks=LATE)
    region, promoted = sales["store_id"].map(stores), sales["sku"].isin(_campaign(place)["skus"])
    factor = np.where(
        region.isin(test[:2]) & during, 1 + HIGH, np.where((region == test[2]) & during & late, 1 + LOW, 1.0)
    )
    for column in ("units", "revenue"):
        sales[column] = sales[column] * np.where(promoted, factor, 1.0)
    sales.assign(week=pd.to_datetime(sales["week"]).dt.date).to_parquet(place / "sales.parquet")
    return place


def _content(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "study.toml").read_text(encoding="utf-8"))


def _test(folder: Path) -> list[str]:
    return _content(folder)["regions"]["test"]


def _campaign(folder: Path) -> dict[str, Any]:
    return _content(folder)["campaign"]


def _celled(folder: Path, **late: Any) -> dict[str, Any]:
    content, test = _content(folder), _test(folder)
    del content["regions"]["test"]
    del content["campaign"]["spend"]
    high = {"name": "high", "test": test[:2], "spend": 600.0}
    return {**content, "cells": [high, {"name": "low <b>", "test": test[2:], "spend": 100.0, **late}]}


def _row(frame: pd.DataFrame, **where: Any) -> pd.Series:
    chosen = frame[np.logical_and.reduce([frame[name] == value for name, value in where.items()])]
    assert len(chosen) == 1
    return chosen.iloc[0]


MAIN = {"level": "promoted", "window": "campaign", "metric": "revenue"}


@pytest.fixture(scope="module")
def doses(folder) -> lift.Result:
    return lift.run(lift.Study.from_dict(_celled(folder), folder))


def test_each_cell_is_a_design_of_its_own(folder, doses) -> None:
    """A cell's rows are those of a study of its units alone, the other cell's excluded."""
    test, content = _test(folder), _content(folder)
    alone = {**content, "regions": {**content["regions"], "test": test[:2], "exclude": test[2:]}}
    study = lift.run(lift.Study.from_dict(alone, folder))
    cells = doses.tables["cells"]
    for level, item in (("promoted", "promoted"), ("category", study.effects["item"].iloc[-1])):
        for metric in ("revenue", "units"):
            cell = _row(cells, cell="high", level=level, item=item, window="total", metric=metric)
            own = _row(study.effects, level=level, item=item, window="total", metric=metric)
            for name in ("observed", "expected", "uplift_low", "uplift_high", "p_value", "verdict"):
                assert cell[name] == own[name], (level, metric, name)
    assert set(doses.document["design"]["test"]) == set(test)
    assert not set(test) & {c["unit"] for c in doses.document["design"]["control"]}


def test_doses_are_told_apart(doses) -> None:
    cells, pairs = doses.tables["cells"], doses.tables["cell_pairs"]
    high = _row(cells, cell="high", **MAIN)
    assert high["uplift_low"] < HIGH < high["uplift_high"]
    assert (high["verdict"], high["per_euro"], high["spend"]) == ("proven", high["incremental"] / 600.0, 600.0)
    pair = _row(pairs, cell="high", against="low <b>", **MAIN)
    assert (pair["verdict"], pair["p_holm"]) == ("higher", pair["p_value"])
    low = _row(cells, cell="low <b>", **MAIN)
    assert pair["relative"] == pytest.approx((1 + high["uplift"]) / (1 + low["uplift"]) - 1)
    assert pair["relative_low"] < pair["direct"] < pair["relative_high"]
    assert 0.0 < pair["correlation"] < 0.9
    low_mean = LOW * (6 - LATE) / 6
    assert pair["relative_low"] < (1 + HIGH) / (1 + low_mean) - 1 < pair["relative_high"]
    assert doses.roi.spend == 700.0


def test_the_report_has_a_section_on_cells(doses) -> None:
    page = render(doses, "de")
    section = page[page.index('id="cells"') : page.index('id="time"')]
    for words in ("Wirkung je Zelle", "ROI je Zelle", "high gegen low &lt;b&gt;", "höher"):
        assert words in section


def test_cells_are_drawn_with_their_numbers(doses) -> None:
    drawn = {t.get_text() for t in lift.plot.cells(doses, language="en").texts}
    (section,) = [s for s in report(doses, "en").sections if s.key == "cells"]
    (figure,) = [b for b in section.blocks if isinstance(b, Drawing)]
    assert figure.chart.labels == ("high", "low <b>")
    for at, cell in enumerate(figure.chart.labels):
        row = _row(doses.tables["cells"], cell=cell, **MAIN)
        (series,) = figure.chart.series
        ends = [series.values[at], series.low[at], series.high[at]]
        assert ends == row[["uplift", "uplift_low", "uplift_high"]].tolist()
        assert {cell, figure.chart.words[at]} <= drawn
        assert figure.chart.words[at].startswith(f"+{100 * row['uplift']:.1f}%")


def test_a_cell_with_a_start_of_its_own_is_measured_from_there(folder, doses) -> None:
    """From its own start the low dose shows in full; all cells together add up, and the control is never treated."""
    start = _campaign(folder)["start"] + timedelta(weeks=LATE)
    found = lift.run(lift.Study.from_dict(_celled(folder, start=start), folder))
    cells = found.tables["cells"]
    high, low, whole = (_row(cells, cell=name, **MAIN) for name in ("high", "low <b>", "(all cells)"))
    assert high["expected"] == _row(doses.tables["cells"], cell="high", **MAIN)["expected"]
    assert low["uplift_low"] < LOW < low["uplift_high"]
    assert low["uplift"] > _row(doses.tables["cells"], cell="low <b>", **MAIN)["uplift"]
    for name in ("observed", "expected", "incremental"):
        assert whole[name] == pytest.approx(high[name] + low[name], rel=1e-9)
    width = [r["uplift_high"] - r["uplift_low"] for r in (high, low, whole)]
    assert width[2] < max(width[:2])
    pair = _row(found.tables["cell_pairs"], cell="high", **MAIN)
    assert np.isnan(pair["direct"])
    assert pair["verdict"] == "higher"
    (said,) = [f for f in found.document["findings"] if f["check"] == "cells"]
    assert said["verdict"] == "warn"
    assert "All cells" in render(found, "en")


def test_starts_by_region_are_cohorts(folder) -> None:
    content, test = _content(folder), _test(folder)
    start: date = content["campaign"]["start"]
    content["campaign"]["starts"] = {test[2]: start + timedelta(weeks=LATE)}
    cells = config.from_dict(content, folder).cells
    assert [(c.name, c.test, c.start) for c in cells] == [
        (str(start), tuple(test[:2]), start), (str(start + timedelta(weeks=2)), (test[2],), start + timedelta(weeks=2)),
    ]  # fmt: skip
    content["campaign"]["starts"] = dict.fromkeys(test, start)
    assert config.from_dict(content, folder).cells == ()


A, B = {"name": "a", "test": ["X"]}, {"name": "b", "test": ["Y"]}
OUT = {"first": "2023-01-09", "last": "2023-01-20", "reason": "TV"}
BAD: list[tuple[dict[str, Any], str]] = [
    ({"cells": [A]}, "one table [[cells]]"),
    ({"cells": [A, {**B, "name": "a"}]}, "names a more than once"),
    ({"cells": [A, {**B, "test": ["X"]}]}, "X stands in more than one cell"),
    ({"cells": [A, {"name": "b"}]}, "[[cells]] 2 has no test units"),
    ({"cells": [A, {"test": ["Y"]}]}, "[[cells]] 2: name is missing"),
    ({"cells": [{**A, "spent": 3.0}, B]}, "unknown key 'spent' (did you mean 'spend'?)"),
    ({"cells": [{**A, "spend": 3.0}, B]}, "spend stands in 1 of 2 cells"),
    ({"cells": [{**A, "start": "2020-01-01"}, B]}, "outside [campaign]"),
    ({"cells": [{**A, "skus": ["0"]}, B]}, "[campaign] skus lacks: 0"),
    ({"cells": [A, {**B, "test": ["Z"]}]}, "name different test units; leave test out"),
    ({"cells": A}, "is not a list of tables"),
    ({"exclude_periods": [{**OUT, "last": "2023-01-02"}]}, "lies before first"),
    ({"exclude_periods": [{**OUT, "last": "2090-01-02"}]}, "does not lie before [campaign] start"),
    ({"exclude_periods": [{**OUT, "reason": None}]}, "[[exclude_periods]] 1: reason is missing"),
]


@pytest.mark.parametrize(("change", "words"), BAD, ids=[words for _, words in BAD])
def test_what_repeated_tables_may_not_say(folder, change, words) -> None:
    content = _content(folder)
    content["regions"] = {"test": ["X", "Y"]}
    with pytest.raises(StudyError) as error:
        config.from_dict({**content, **change}, folder)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("starts", "words"),
    [({"Ulm": "2024-04-01"}, "names Ulm, not under"), ({"X": "2001-04-01"}, "X = 2001-04-01 lies outside [campaign]")],
)
def test_what_starts_may_not_say(folder, starts, words) -> None:
    content = _content(folder)
    content["regions"], content["campaign"]["starts"] = {"test": ["X", "Y"]}, starts
    with pytest.raises(StudyError) as error:
        config.from_dict(content, folder)
    assert words in str(error.value)
