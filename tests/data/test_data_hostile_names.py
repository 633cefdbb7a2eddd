"""Names of columns and files that mean something to an engine are names and nothing else."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from data_tables import panel, study

from lift.core.errors import DataError
from lift.data import survey
from lift.data.engine import connect

WHOLE = panel(1)
HOSTILE = ["a'b", 'a"b', "a; drop table sales", "a[1]", "a*", "a{b,c}", "漢 ä", "a%20b", "$HOME", "a\\b", "a=b"]


def rows(folder: Path, **data: object) -> int:
    found = survey(study(folder, data=dict(data)))
    assert found.problem is None
    return found.tables["overview"]["value"][0]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_folder_may_be_called_anything(name: str, tmp_path: Path) -> None:
    assert rows(WHOLE.write(tmp_path / name)) == len(WHOLE.sales)


@pytest.mark.parametrize("name", [*HOSTILE, "select", "a.b", "a\nb", "UNITS"])
def test_a_column_may_be_called_anything(name: str, tmp_path: Path) -> None:
    WHOLE.write(tmp_path)
    WHOLE.sales.rename(columns={"units": name}).to_parquet(tmp_path / "sales.parquet")
    assert rows(tmp_path, columns={"units": name}) == len(WHOLE.sales)


@pytest.mark.parametrize(("named", "beside"), [("s[1].parquet", "s1.parquet"), ("s?.parquet", "s2.parquet")])
def test_a_file_that_looks_like_a_pattern_is_read_itself(named: str, beside: str, tmp_path: Path) -> None:
    WHOLE.write(tmp_path)
    (tmp_path / "sales.parquet").rename(tmp_path / named)
    panel(2).sales.to_parquet(tmp_path / beside)
    assert rows(tmp_path, sales=str(tmp_path / named)) == len(WHOLE.sales)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["week", "Week"], "2 columns have names that differ in nothing but capitals: 'week' and 'Week'"),
        (["week", "week"], "1 name of a column occurs twice in a file: 'week'"),
        (["week", ""], "a column has no name"),
    ],
)
def test_columns_that_an_engine_cannot_tell_apart(names: list[str], words: str, tmp_path: Path) -> None:
    WHOLE.write(tmp_path)
    table = pa.Table.from_pandas(WHOLE.sales.assign(other=1), preserve_index=False)
    renamed = [{"week": names[0], "other": names[1]}.get(name, name) for name in table.column_names]
    pq.write_table(table.rename_columns(renamed), tmp_path / "sales.parquet")
    with pytest.raises(DataError, match=words):
        survey(study(tmp_path))


def test_the_engine_loads_nothing_from_outside() -> None:
    engine = connect("duckdb")
    try:
        settings = dict(
            engine.backend.raw_sql("select name, value from duckdb_settings() where name like 'auto%'").fetchall()
        )
        assert settings["autoinstall_known_extensions"] == settings["autoload_known_extensions"] == "false"
        loaded = (
            "select extension_name from duckdb_extensions() where loaded and not install_mode = 'STATICALLY_LINKED'"
        )
        assert engine.backend.raw_sql(loaded).fetchall() == []
        with pytest.raises(duckdb.Error, match="httpfs"):
            engine.backend.raw_sql("select * from read_parquet('https://127.0.0.1:9/sales.parquet')")
    finally:
        engine.close()
