"""No design is possible: each case ends with exit code 1, names the rule that binds, and writes no lock."""

from pathlib import Path

import pandas as pd
import pytest
from command_line import run

import lift

REGIONS = ("Aachen", "Bremen", "Celle", "Detmold", "Erfurt")
WEEKS, START = 40, "2024-10-07"
"""All weeks lie before the campaign, which begins on the Monday behind them."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five regions of two stores around one place, every store of a format of its own."""
    folder = tmp_path_factory.mktemp("infeasible")
    made = lift.simulate(
        seed=2, regions=5, stores_per_region=2, weeks=WEEKS + 4, start=pd.Timestamp("2024-01-01").date(), categories=1,
        brands=2, skus=1, promoted=1, shared_brands=0, campaign=False, campaign_weeks=4, after_weeks=0, test_regions=1,
        units=400.0, week_noise=0.05, category_shock=0.01, brand_shock=0.01, sku_shock=0.01, regional_promotions=0.0,
        out_of_stock=0.0, store_changes=0.0, delisted=0.0,
    )  # fmt: skip
    own = dict(zip(made.stores["region"].drop_duplicates(), REGIONS, strict=True))
    stores = made.stores[["store_id", "region"]].assign(
        region=made.stores["region"].map(own), format=[f"format {i}" for i in range(10)],
        latitude=[50.0 + 0.01 * i for i in range(10)], longitude=8.0,
    )  # fmt: skip
    stores.to_parquet(folder / "stores.parquet")
    made.products.to_parquet(folder / "products.parquet")
    made.sales[made.sales["week"] < START].to_parquet(folder / "sales.parquet")
    made.sales[made.sales["week"].between("2024-08-26", "2024-10-06")].to_parquet(folder / "short.parquet")
    pairs = [f"{a},{b}" for a in REGIONS for b in REGIONS if a < b]
    (folder / "neighbours.csv").write_text("\n".join(["region,neighbour", *pairs]), encoding="utf-8")
    return folder


def study(folder: Path, rules: str, regions: str = 'test = "match"', sales: str = "sales.parquet") -> Path:
    sku = pd.read_parquet(folder / "products.parquet")["sku"].iloc[0]
    file = folder / "study.toml"
    file.write_text(
        f'[study]\nname = "x"\n[data]\nsales = "{sales}"\nstores = "stores.parquet"\nproducts = "products.parquet"\n'
        f'[campaign]\nstart = {START}\nend = 2024-11-03\nskus = ["{sku}"]\npre_weeks = 20\n'
        f"[regions]\n{regions}\n[match]\n{rules}\n",
        encoding="utf-8",
    )
    return file


STORES = 'assignment = "stores"\ntest = "match"'
CASES = {
    "no candidate for the test": ('never_test = ["Aachen", "Bremen", "Celle", "Detmold", "Erfurt"]', {}, "never_test"),
    "creators live in too few regions": ('may_test = ["Celle"]\ntest_units = 2', {}, "may_test names 1"),
    "no candidate for the control": (
        'never_control = ["Aachen", "Bremen", "Celle", "Detmold", "Erfurt"]',
        {},
        "only 0 of 5 units may be control",
    ),
    "all regions are test": ("test_units = 5", {}, "test_units = 5 and control_units = 1 need more than the 5 units"),
    "must-include beyond the maximum": (
        'must_test = ["Aachen", "Bremen"]\ntest_units = 1',
        {},
        "must_test names 2 units, test_units = 1",
    ),
    "must-control beyond the maximum": (
        'must_control = ["Aachen", "Bremen"]\ncontrol_units = 1',
        {},
        "must_control names 2 units, control_units = 1",
    ),
    "a name that is none": ('must_test = ["Achen"]', {}, "Aachen"),
    "an excluded region": (
        'must_test = ["Aachen"]',
        {"regions": 'test = "match"\nexclude = ["Aachen"]'},
        "must_test names Aachen, which [regions] exclude leaves out",
    ),
    "all neighbours": ('belt = "neighbours.csv"', {}, "What binds most is the belt"),
    "all within the belt": ("belt_km = 100", {}, "What binds most is the belt"),
    "too little history": ("test_units = 1", {"sales": "short.parquet"}, "too little history: 6 weeks"),
    "smallest share": ("min_share = 0.95", {}, "min_share = 0.95"),
    "largest share": ("max_share = 0.01", {}, "max_share = 0.01"),
    "spend": ("test_units = 3\nspend_per_unit = 10000\nbudget = 20000", {}, "budget = 20,000 does not pay for 3"),
    "no unit alike": ('same = ["format"]', {"regions": STORES}, "What binds most is same"),
    "a caliper that nobody meets": ("caliper = 0.0001", {"regions": STORES}, "within [match] caliper = 0.0001"),
    "a column that is none": ('same = ["formt"]', {}, "format"),
    "a method that needs more than one region": (
        "control_units = 1",
        {"regions": 'test = "match"\n[measure]\nmethod = "did-classic"'},
        "did-classic needs at least 2 units in each arm",
    ),
    "a named control in the belt": (
        'belt = "neighbours.csv"',
        {"regions": 'test = ["Aachen"]\ncontrol = ["Bremen"]'},
        "may not be control under [match] (belt",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_rule_that_binds_is_named(folder: Path, case: str) -> None:
    rules, given, words = CASES[case]
    done = run("match", str(study(folder, rules, **given)), "--quiet")
    told = " ".join(done.stderr.split())
    assert (done.returncode, done.stdout) == (1, ""), told
    assert words in told
    assert "Traceback" not in told
    assert not (folder / "design.lock").exists()


def test_without_such_rules_there_is_a_design(folder: Path, tmp_path: Path) -> None:
    """So that no case above fails for another reason."""
    for name in ("sales", "stores", "products"):
        (tmp_path / f"{name}.parquet").write_bytes((folder / f"{name}.parquet").read_bytes())
    for regions in ('test = "match"', STORES):
        done = run("match", str(study(tmp_path, "test_units = 1", regions)), "--quiet", "--replace")
        assert (done.returncode, done.stderr) == (0, "")
