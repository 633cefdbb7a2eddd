"""A SKU and the one that replaced it are one item: the same numbers as if it had kept its id."""

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from data_tables import FIRST, Tables, panel, study

import lift
from lift.core.errors import DataError, LiftError, StudyError
from lift.core.spec import StudySpec
from lift.data import survey
from lift.study import Study

WHOLE = panel(1)
SWITCH = pd.Timestamp(FIRST + 7 * 10).date()


def replaced(tables: Tables, week: object = SWITCH) -> Tables:
    """The panel in which SKU 10 had another id until some week."""
    sales = tables.sales.copy()
    sales.loc[(sales["sku"] == "10") & (sales["week"] < week), "sku"] = "10-old"
    return replace(tables, sales=sales, products=tables.products)


def spec(folder: Path, tables: Tables, **columns: object) -> StudySpec:
    tables.write(folder)
    if not columns:
        return study(folder)
    pd.DataFrame(columns).to_parquet(folder / "successors.parquet")
    return study(folder, data={"successors": str(folder / "successors.parquet")})


def test_the_chained_panel_reads_as_if_the_id_had_stayed(tmp_path: Path) -> None:
    before = survey(spec(tmp_path / "a", WHOLE))
    after = survey(spec(tmp_path / "b", replaced(WHOLE), sku=["10-old"], successor=["10"]))
    for name, table in before.tables.items():
        left, right = (t[t["fact"] != "rows"] if name == "overview" else t for t in (table, after.tables[name]))
        pd.testing.assert_frame_equal(left, right)
    moved = int((replaced(WHOLE).sales["sku"] == "10-old").sum())
    (found,) = (f for f in after.findings if f.check == "replaced SKUs")
    assert found.message["en"] == f"1 SKU was replaced (10-old → 10): {moved} rows count as of what replaced it."
    assert found.verdict == "pass"


def test_both_sold_in_one_period_are_added(tmp_path: Path) -> None:
    sales = WHOLE.sales
    half = sales[sales["sku"] == "10"].assign(units=lambda t: t["units"] / 2, revenue=lambda t: t["revenue"] / 2)
    both = pd.concat([sales[sales["sku"] != "10"], half, half.assign(sku="10-old")])
    after = survey(spec(tmp_path / "b", replace(WHOLE, sales=both), sku=["10-old"], successor=["10"]))
    before = survey(spec(tmp_path / "a", WHOLE))
    pd.testing.assert_frame_equal(before.tables["brands"], after.tables["brands"], atol=0.5)
    assert after.tables["overview"]["value"][2:].tolist()[0] == before.tables["overview"]["value"][2]


def test_a_date_ends_the_replacement(tmp_path: Path) -> None:
    """Rows of the old SKU from the date on stay its own, so its products row is needed."""
    old = pd.DataFrame({"sku": ["10-old"], "brand": ["Sol"], "category": ["Sauces"]})
    tables = replace(replaced(WHOLE), products=pd.concat([WHOLE.products, old]))
    early = pd.Timestamp(FIRST + 7 * 5).date()
    found = survey(spec(tmp_path, tables, **{"sku": ["10-old"], "successor": ["10"], "from": [early]}))
    (finding,) = (f for f in found.findings if f.check == "replaced SKUs")
    rows = tables.sales[(tables.sales["sku"] == "10-old") & (tables.sales["week"] < early)]
    assert f": {len(rows)} rows count" in finding.message["en"]
    assert found.tables["overview"].set_index("fact")["value"]["SKUs"] == len(tables.products)


def test_a_chain_ends_at_its_last_sku(tmp_path: Path) -> None:
    sales = replaced(WHOLE).sales
    sales.loc[(sales["sku"] == "10-old") & (sales["week"] < pd.Timestamp(FIRST + 7 * 4).date()), "sku"] = "10-oldest"
    tables = replace(WHOLE, sales=sales)
    after = survey(spec(tmp_path / "b", tables, sku=["10-old", "10-oldest"], successor=["10", "10-old"]))
    before = survey(spec(tmp_path / "a", WHOLE))
    pd.testing.assert_frame_equal(before.tables["brands"], after.tables["brands"])


@pytest.mark.parametrize(
    ("columns", "error", "words"),
    [
        ({"sku": ["10"], "successor": ["10"]}, DataError, "SKU 10 comes back to itself"),
        ({"sku": ["11", "12"], "successor": ["12", "11"]}, DataError, "comes back to itself"),
        ({"sku": ["11", "11"], "successor": ["12", "20"]}, DataError, "1 sku occur more than once: 11"),
        ({"sku": ["11"], "successor": [""]}, DataError, "1 SKU has no successor: 11"),
        ({"sku": ["11"], "heir": ["12"]}, DataError, "successors: no column 'successor'"),
        ({"sku": ["10"], "successor": ["12"]}, StudyError, "names 1 SKU that another replaced.*10 by 12"),
    ],
)
def test_a_table_that_says_nothing_clear(
    columns: dict[str, list[str]], error: type[LiftError], words: str, tmp_path: Path
) -> None:
    with pytest.raises(error, match=words):
        survey(spec(tmp_path, WHOLE, **columns))


def test_copies_are_refused_not_added(tmp_path: Path) -> None:
    tables = replaced(WHOLE)
    twice = replace(tables, sales=pd.concat([tables.sales, tables.sales[tables.sales["sku"] == "10-old"].head(3)]))
    with pytest.raises(DataError, match="3 duplicate rows of SKUs in the table successors"):
        survey(spec(tmp_path, twice, sku=["10-old"], successor=["10"]))


def test_a_planted_campaign_is_measured_alike() -> None:
    """A promoted SKU that had another id until the middle of the history: every effect is the same number."""
    made = lift.simulate(seed=3, regions=5, stores_per_region=2, weeks=60, categories=1, brands=2, skus=2)
    with tempfile.TemporaryDirectory() as folder:
        plain = Study.load(made.write(Path(folder) / "plain"))
        promoted = plain.spec.campaign.skus[0]
        before = lift.run(plain)
        chained = Study.load(made.write(Path(folder) / "chained"))
        file = Path(chained.spec.data.sales)
        sales = pd.read_parquet(file)
        middle = np.sort(sales["week"].unique())[30]
        sales.loc[(sales["sku"] == promoted) & (sales["week"] < middle), "sku"] = "before"
        sales.to_parquet(file)
        pd.DataFrame({"sku": ["before"], "successor": [promoted]}).to_parquet(file.with_name("successors.parquet"))
        data = replace(chained.spec.data, successors=str(file.with_name("successors.parquet")))
        after = lift.run(replace(chained, spec=replace(chained.spec, data=data)))
    pd.testing.assert_frame_equal(before.effects, after.effects)
