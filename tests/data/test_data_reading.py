"""Whatever way the same rows are stored, they give the same panel, bit by bit."""

import decimal
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from data_tables import Tables, panel, study

from lift.core.errors import DataError
from lift.core.panel import Panel
from lift.core.spec import StudySpec
from lift.data import open_source, read_detail, read_main
from lift.data.files import find_files

WHOLE = panel(1)
NUMBERED = replace(
    WHOLE,
    sales=WHOLE.sales.assign(store_id=WHOLE.sales["store_id"].str[1:]),
    stores=WHOLE.stores.assign(store_id=WHOLE.stores["store_id"].str[1:]),
)


def read(spec: StudySpec, **limits: Any) -> tuple[Panel, Panel]:
    with open_source(spec, **limits) as source:
        unit_of = dict(zip(source.stores["store_id"], source.stores["region"], strict=True))
        return read_main(source, unit_of), read_detail(source, unit_of)


def assert_identical(one: tuple[Panel, Panel], two: tuple[Panel, Panel]) -> None:
    for left, right in zip(one, two, strict=True):
        assert (left.units, left.region, left.items, left.windows) == (
            right.units, right.region, right.items, right.windows,
        )  # fmt: skip
        for name in ("periods", "stores", "listed", "weight", "total", "selling", "store_periods"):
            np.testing.assert_array_equal(getattr(left, name), getattr(right, name), err_msg=name)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[Panel, Panel]:
    """The panel of WHOLE, stored plainly; store ids do not show in it, so NUMBERED gives the same."""
    return read(study(WHOLE.write(tmp_path_factory.mktemp("plain"))))


def arrow(folder: Path, table: str, column: str, kind: pa.DataType) -> None:
    """Store one column of a table as another Arrow type."""
    path = folder / f"{table}.parquet"
    found = pq.read_table(path)
    at = found.schema.get_field_index(column)
    pq.write_table(found.set_column(at, column, found[column].cast(kind)), path)


ID_TYPES = {
    "large_string": pa.large_string(),
    "string": pa.string(),
    "int64": pa.int64(),
    "int8": pa.int8(),
    "uint32": pa.uint32(),
    "dictionary": pa.dictionary(pa.int32(), pa.string()),
}


@pytest.mark.parametrize(
    ("sales", "master"), [*((kind, "string") for kind in ID_TYPES), ("large_string", "int64"), ("int64", "int64")]
)
def test_every_type_of_id(tmp_path: Path, plain: tuple[Panel, Panel], sales: str, master: str) -> None:
    NUMBERED.write(tmp_path)
    for column in ("store_id", "sku"):
        arrow(tmp_path, "sales", column, ID_TYPES[sales])
    arrow(tmp_path, "stores", "store_id", ID_TYPES[master])
    arrow(tmp_path, "products", "sku", ID_TYPES[master])
    assert_identical(read(study(tmp_path)), plain)


@pytest.mark.parametrize(
    "kind",
    [pa.date32(), pa.date64(), pa.timestamp("s"), pa.timestamp("ms"), pa.timestamp("us"), pa.timestamp("ns"),
     pa.timestamp("us", tz="UTC")],
    ids=str,
)  # fmt: skip
def test_every_type_of_date(tmp_path: Path, plain: tuple[Panel, Panel], kind: pa.DataType) -> None:
    WHOLE.write(tmp_path)
    arrow(tmp_path, "sales", "week", pa.date32())
    arrow(tmp_path, "sales", "week", kind)
    assert_identical(read(study(tmp_path)), plain)


@pytest.mark.parametrize("day", [2147483647, -2147483647])
def test_a_day_that_never_comes(tmp_path: Path, day: int) -> None:
    WHOLE.write(tmp_path)
    table = pq.read_table(tmp_path / "sales.parquet")
    days = pa.array([day, *table["week"].cast(pa.int32()).to_pylist()[1:]], pa.int32()).cast(pa.date32())
    pq.write_table(table.set_column(table.column_names.index("week"), "week", days), tmp_path / "sales.parquet")
    with pytest.raises(DataError, match=r"sales: 1 of [\d,]+ rows has a date in week that is no day \(infinity\)"):
        open_source(study(tmp_path))


def test_numbers_as_decimals_and_small_floats(tmp_path: Path, plain: tuple[Panel, Panel]) -> None:
    exact = [decimal.Decimal(f"{value:.2f}") for value in WHOLE.sales["revenue"]]
    small = WHOLE.sales.assign(revenue=exact, units=WHOLE.sales["units"].astype("float32"))
    assert_identical(read(study(replace(WHOLE, sales=small).write(tmp_path))), plain)


def test_whole_numbers(tmp_path: Path) -> None:
    whole = WHOLE.sales.assign(units=WHOLE.sales["units"].round(), revenue=WHOLE.sales["revenue"].round())
    one = read(study(replace(WHOLE, sales=whole).write(tmp_path / "a")))
    as_int = whole.assign(units=whole["units"].astype("int16"), revenue=whole["revenue"].astype("uint8"))
    assert_identical(read(study(replace(WHOLE, sales=as_int).write(tmp_path / "b"))), one)


def split(folder: Path, parts: int, shuffle: bool) -> str:
    """Write the sales as several files in a folder, rows shuffled over them."""
    frame = WHOLE.sales.sample(frac=1, random_state=3) if shuffle else WHOLE.sales
    (folder / "sales").mkdir()
    for part in range(parts):
        frame.iloc[part::parts].to_parquet(folder / "sales" / f"{'zyxwvu'[part]}.parquet")
    return str(folder / "sales")


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("shuffle", [False, True])
def test_file_order_and_threads_change_nothing(
    tmp_path: Path, plain: tuple[Panel, Panel], threads: int, shuffle: bool
) -> None:
    WHOLE.write(tmp_path)
    spec = study(tmp_path, data={"sales": split(tmp_path, 6, shuffle)})
    assert_identical(read(spec, threads=threads, memory="512MB"), plain)


def nested(folder: Path) -> str:
    """Sales in nested folders, beside files that are none of the table."""
    (folder / "sales" / "2024" / "q1").mkdir(parents=True)
    WHOLE.sales.iloc[:100].to_parquet(folder / "sales" / "2024" / "q1" / "a.PARQUET")
    WHOLE.sales.iloc[100:].to_parquet(folder / "sales" / "b.pq")
    (folder / "sales" / "_SUCCESS").write_text("")
    (folder / "sales" / ".hidden.parquet").write_text("no")
    (folder / "sales" / "_tmp").mkdir()
    WHOLE.sales.to_parquet(folder / "sales" / "_tmp" / "c.parquet")
    return str(folder / "sales")


def globbed(folder: Path) -> str:
    for year, rows in (("a", slice(0, 100)), ("b", slice(100, None))):
        (folder / year).mkdir()
        WHOLE.sales.iloc[rows].to_parquet(folder / year / f"sales_{year}.parquet")
    return str(folder / "*" / "sales_?.parquet")


def odd_names(folder: Path) -> str:
    odd = folder / "it's [2024] 100% *odd*; ä"
    odd.mkdir()
    WHOLE.sales.to_parquet(odd / "sales?.parquet")
    return str(odd / "sales?.parquet")


def by_store(folder: Path) -> str:
    for store, rows in WHOLE.sales.groupby("store_id"):
        (folder / "sales" / f"store_id={store}").mkdir(parents=True)
        rows.drop(columns="store_id").to_parquet(folder / "sales" / f"store_id={store}" / "part-0.parquet")
    return str(folder / "sales")


def by_week(folder: Path) -> str:
    for week, rows in WHOLE.sales.groupby("week"):
        (folder / "sales" / f"week={week}").mkdir(parents=True)
        rows.drop(columns="week").to_parquet(folder / "sales" / f"week={week}" / "part-0.parquet")
    return str(folder / "sales" / "week=*")


@pytest.mark.parametrize("store", [nested, globbed, odd_names, by_store, by_week])
def test_folders_globs_and_partitions(tmp_path: Path, plain: tuple[Panel, Panel], store: Callable[[Path], str]) -> None:
    WHOLE.write(tmp_path)
    assert_identical(read(study(tmp_path, data={"sales": store(tmp_path)})), plain)


def test_partition_values_stay_text(tmp_path: Path) -> None:
    """A leading zero, a blank and an umlaut survive; nothing is taken for a number."""
    names = {"R0": "007", "R1": "Bad Söden", "R2": "1e5"}
    frame = WHOLE.sales.merge(WHOLE.stores, on="store_id")
    WHOLE.write(tmp_path)
    for region, rows in frame.groupby("region"):
        place = tmp_path / "sales" / f"region={names[region].replace(' ', '%20')}"
        place.mkdir(parents=True)
        rows.drop(columns="region").to_parquet(place / "part.parquet")
    with open_source(study(tmp_path, data={"sales": str(tmp_path / "sales"), "stores": None})) as source:
        assert sorted(set(source.stores["region"])) == ["007", "1e5", "Bad Söden"]


def test_renamed_columns(tmp_path: Path, plain: tuple[Panel, Panel]) -> None:
    names = {"store_id": "store_num", "week": "wk end", "sku": 'up"c', "revenue": "dollars", "region": "Bundesland"}
    renamed = Tables(*(frame.rename(columns=names) for frame in (WHOLE.sales, WHOLE.stores, WHOLE.products)))
    assert_identical(read(study(renamed.write(tmp_path), data={"columns": names})), plain)


def test_a_rename_counts_only_where_the_name_is(tmp_path: Path, plain: tuple[Panel, Panel]) -> None:
    renamed = replace(WHOLE, sales=WHOLE.sales.rename(columns={"store_id": "store_num"}))
    spec = study(renamed.write(tmp_path), data={"columns": {"store_id": "store_num"}})
    assert_identical(read(spec), plain)


def test_one_table_alone(tmp_path: Path, plain: tuple[Panel, Panel]) -> None:
    wide = WHOLE.sales.merge(WHOLE.stores, on="store_id").merge(WHOLE.products, on="sku")
    wide.to_parquet(tmp_path / "sales.parquet")
    assert_identical(read(study(tmp_path, data={"stores": None, "products": None})), plain)


def test_extra_columns_and_attributes(tmp_path: Path, plain: tuple[Panel, Panel]) -> None:
    rich = Tables(
        WHOLE.sales.assign(promo=True, region="not this one", price=np.nan),
        WHOLE.stores.assign(size_m2=range(9), format=None),
        WHOLE.products.assign(description=np.nan),
    )
    spec = study(rich.write(tmp_path))
    assert_identical(read(spec), plain)
    with open_source(spec) as source:
        assert source.stores["size_m2"].tolist() == list(range(9))


def test_week_label_last(tmp_path: Path, plain: tuple[Panel, Panel]) -> None:
    late = WHOLE.sales.assign(week=pd.to_datetime(WHOLE.sales["week"]) + pd.Timedelta(days=6))
    spec = study(replace(WHOLE, sales=late).write(tmp_path), data={"week_label": "last"})
    assert_identical(read(spec), plain)


def test_daily_data(tmp_path: Path, plain: tuple[Panel, Panel]) -> None:
    """Seven weeks of data read as if each week were a day."""
    day = [date(2024, 1, 1) + (week - date(2024, 1, 1)) / 7 for week in WHOLE.sales["week"]]
    spec = study(
        replace(WHOLE, sales=WHOLE.sales.assign(week=day)).write(tmp_path),
        data={"frequency": "day"},
        campaign={"start": date(2024, 1, 29), "end": date(2024, 2, 3), "after_weeks": 0, "after_periods": 4},
    )
    found = read(spec)
    np.testing.assert_array_equal(found[0].total, plain[0].total)
    # Four weeks without a sale mean delisted, four days do not: by the day, more store-periods count as listed.
    assert found[0].store_periods.sum() > plain[0].store_periods.sum()


def test_periods_beyond_one_word(tmp_path: Path) -> None:
    """More than 62 periods: the flags of a store and SKU take several words."""
    tables = panel(3, periods=140, stores=4)
    spec = study(
        tables.write(tmp_path),
        campaign={"start": date(2026, 3, 2), "end": date(2026, 4, 5), "pre_weeks": 70},
    )
    with open_source(spec) as source:
        found = read_main(source, {s: s for s in source.stores["store_id"]})
        assert source.totals.there.sold.shape[1] == 3
    k = found.item("sku", "20") if any(i.key == "20" for i in found.items) else found.item("brand", "Luna")
    rows = tables.sales[tables.sales["sku"].isin(["20", "21"]) & (tables.sales["revenue"] > 0)]
    first = np.datetime64(date(2024, 1, 1)) + 7 * found.windows.pre.start
    last = np.datetime64(date(2026, 3, 2))
    inside = rows[(pd.to_datetime(rows["week"]) >= first) & (pd.to_datetime(rows["week"]) < last)]
    sold = inside.groupby("store_id")["week"].nunique()
    assert found.selling[:, k].tolist() == [sold.get(unit, 0) for unit in found.units]


def test_fingerprint_knows_content_not_paths(tmp_path: Path) -> None:
    WHOLE.write(tmp_path / "a")
    (tmp_path / "b").mkdir()
    for i, part in enumerate((WHOLE.sales.iloc[:90], WHOLE.sales.iloc[90:])):
        part.to_parquet(tmp_path / "b" / f"{i}.parquet")
        (tmp_path / "c").mkdir(exist_ok=True)
        part.to_parquet(tmp_path / "c" / f"{1 - i}.parquet")
    marks = {name: find_files("sales", str(tmp_path / name)).fingerprint for name in ("b", "c")}
    assert marks["b"] == marks["c"]
    changed = WHOLE.sales.iloc[90:].copy()
    changed.iloc[-1, changed.columns.get_loc("units")] += 1
    changed.to_parquet(tmp_path / "c" / "0.parquet")
    assert find_files("sales", str(tmp_path / "c")).fingerprint != marks["b"]
    with open_source(study(tmp_path / "a")) as source:
        assert set(source.fingerprint) == {"sales", "stores", "products"}
        assert all(len(mark) == 64 for mark in source.fingerprint.values())


def test_partition_values_are_content(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name / f"region={name}").mkdir(parents=True)
        WHOLE.sales.to_parquet(tmp_path / name / f"region={name}" / "x.parquet")
    one, two = (find_files("sales", str(tmp_path / name)) for name in ("a", "b"))
    assert one.fingerprint != two.fingerprint
    assert one.partitions == ("region",)


def test_progress_and_closing(tmp_path: Path) -> None:
    seen: list[float] = []
    source = open_source(study(WHOLE.write(tmp_path)), progress=lambda step, share: seen.append(share))
    spill = Path(source.engine.spill)
    assert spill.is_dir()
    source.close()
    source.close()
    assert not spill.exists()
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0.0, 1.0)


def test_daily_data_of_many_words(tmp_path: Path) -> None:
    """Nine words of periods, every day with a row: no count overflows, and a single copied row is still seen."""
    days = np.arange("2024-01-01", "2025-06-01", dtype="datetime64[D]")
    rows = [(f"s{store}", day, sku, 2.0, 3.5) for store in range(3) for sku in ("10", "20") for day in days]
    sales = pd.DataFrame(rows, columns=["store_id", "week", "sku", "units", "revenue"])
    campaign = {"start": date(2025, 3, 3), "end": date(2025, 4, 6), "pre_periods": None, "skus": ("10",)}
    spec = study(replace(WHOLE, sales=sales).write(tmp_path), data={"frequency": "day"}, campaign=campaign)
    with open_source(spec) as source:
        found = read_main(source, {s: s for s in source.stores["store_id"]})
    assert (found.selling[:, :2] == 364).all()
    assert len(found.windows.after) == 28
    replace(WHOLE, sales=pd.concat([sales, sales.iloc[[300]]])).write(tmp_path)
    with pytest.raises(DataError, match="1 duplicate row in 1 store-SKU pair "):
        open_source(spec)
