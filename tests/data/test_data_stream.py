"""Rows that are added up as they stream by say the same as the engine's own group-by, to the last bit."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from data_tables import Tables, panel, study
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lift.core.errors import DataError
from lift.core.spec import ExcludedSpec, RegionSpec, StudySpec
from lift.data import Source, open_source, opened, read_detail, read_main, stream, sums
from lift.data.engines import embedded

LONG = {"start": date(2025, 9, 1), "end": date(2025, 10, 12)}
"""The campaign of a panel of 130 weeks, whose periods take three words."""
UNITS: Mapping[str, Mapping[str, str]] = {
    "regions": {"R0": "R0", "R1": "R1", "R2": "R2"}, "together": {"R0": "a", "R1": "b", "R2": "b"},
    "some": {"R0": "a", "R2": "b"},
}  # fmt: skip


def everything(spec: StudySpec, regions: Mapping[str, str], *, streamed: bool) -> list[bytes]:
    """All that reading finds, as bytes; `regions` are the units of the regions that take part."""
    with pytest.MonkeyPatch.context() as patch:
        if not streamed:
            patch.setattr(opened, "has_room", lambda _scope: False)
        with open_source(spec) as source:
            assert (source.regional is not None) is streamed
            unit_of = units(source, regions)
            found = [np.asarray(getattr(source.totals, name)) for name in ("revenue", "units")]
            for there in (source.totals.there, source.store_totals):
                found += [there.store.astype("U"), there.sku.astype("U"), there.rows, there.seen, there.sold]
            for one in (read_main(source, unit_of), read_detail(source, unit_of)):
                found += [one.total, one.listed, one.weight, one.selling, one.store_periods]
            return [part.tobytes() for part in found]


def units(source: Source, regions: Mapping[str, str]) -> dict[str, str]:
    region_of = dict(zip(source.stores["store_id"], source.stores["region"], strict=True))
    return {store: regions[region] for store, region in region_of.items() if region in regions}


def with_a_silent_store(tables: Tables) -> Tables:
    silent = pd.DataFrame({"store_id": ["silent"], "region": ["R0"]})
    return replace(tables, stores=pd.concat([tables.stores, silent], ignore_index=True))


@pytest.mark.parametrize("shape", UNITS)
@pytest.mark.parametrize("periods", [40, 130])
def test_both_ways_find_the_same(tmp_path: Path, shape: str, periods: int) -> None:
    spec = study(with_a_silent_store(panel(3, periods)).write(tmp_path), campaign=LONG if periods > 40 else None)
    assert everything(spec, UNITS[shape], streamed=True) == everything(spec, UNITS[shape], streamed=False)


def test_both_ways_leave_out_the_same(tmp_path: Path) -> None:
    spec = study(
        panel(4).write(tmp_path), regions=RegionSpec(test=("R0",), control=("R1",), exclude=("R2", "s4")),
        exclude_periods=(ExcludedSpec(date(2024, 3, 4), date(2024, 3, 17), "strike"),),
    )  # fmt: skip
    regions = {"R0": "R0", "R1": "R1"}
    with open_source(spec) as source:
        unit_of = {store: unit for store, unit in units(source, regions).items() if store != "s4"}
        streamed = read_main(source, unit_of)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opened, "has_room", lambda _scope: False)
        with open_source(spec) as source:
            plain = read_main(source, unit_of)
    for name in ("total", "listed", "weight"):
        np.testing.assert_array_equal(getattr(streamed, name), getattr(plain, name))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), density=st.floats(0.2, 1.0), faint=st.booleans())
def test_whatever_the_panel(tmp_path_factory: pytest.TempPathFactory, seed: int, density: float, faint: bool) -> None:
    tables = panel(seed, density=density)
    if faint:  # rows that round to no cent and no thousandth are no sales, though they are rows
        tables.sales.loc[tables.sales.index[::7], ["units", "revenue"]] = 0.0001
    spec = study(tables.write(tmp_path_factory.mktemp("panel")))
    assert everything(spec, UNITS["regions"], streamed=True) == everything(spec, UNITS["regions"], streamed=False)


@pytest.mark.parametrize("copies", [2, 3, 5])
def test_copies_are_refused(tmp_path: Path, copies: int) -> None:
    tables = panel(5)
    row = tables.sales.iloc[[100]]
    spec = study(replace(tables, sales=pd.concat([tables.sales, *[row] * (copies - 1)])).write(tmp_path))
    with pytest.raises(DataError, match=rf"{copies - 1} duplicate rows? in 1 store-SKU pair"):
        open_source(spec)


def test_whole_regions_take_no_second_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the rows were looked at again")

    monkeypatch.setattr(sums, "_sum_units", refuse)
    spec = study(panel(6).write(tmp_path))
    with open_source(spec) as source:
        assert read_main(source, units(source, UNITS["regions"])).total.sum() > 0
        part = {store: unit for store, unit in units(source, UNITS["regions"]).items() if store != "s5"}
        with pytest.raises(AssertionError):
            read_main(source, part)


def test_what_has_no_room_is_left_to_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = study(panel(7).write(tmp_path))
    monkeypatch.setattr(stream, "MOST_SUMS", 100)
    with open_source(spec) as source:
        assert source.regional is None
    monkeypatch.setattr(stream, "MOST_PAIRS", 100)
    monkeypatch.setattr(opened, "look", lambda *_: pytest.fail("there is no room"))
    with open_source(spec) as source:
        assert len(source.totals) > 0


def test_progress_tells_the_share_of_rows(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    with open_source(study(panel(8).write(tmp_path)), progress=lambda step, share: told.append((step, share))):
        shares = [share for step, share in told if step == "store and SKU totals"]
    assert shares[0] == opened.LOOK[0]
    assert shares[-1] == pytest.approx(opened.LOOK[1])
    assert [share for _, share in told] == sorted(share for _, share in told)


@pytest.mark.parametrize("kind", [OSError, pa.ArrowInvalid])
@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Invalid Error: don't know what type", r"sales: cannot be read: Invalid Error: don't know what type"),
        ("Out of Memory Error: failed to pin block", r"sales: not enough memory to read it; give a higher --memory"),
    ],
)
def test_what_breaks_in_the_middle_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[Exception], said: str, meant: str
) -> None:
    spec = study(panel(9).write(tmp_path))
    broken_stream(monkeypatch, kind(said))
    with pytest.raises(DataError, match=meant):
        open_source(spec)


@pytest.mark.parametrize("error", [RuntimeError("Query interrupted"), OSError("INTERRUPT Error: Interrupted!")])
def test_an_interrupted_query_is_an_interruption(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    spec = study(panel(9).write(tmp_path))
    broken_stream(monkeypatch, error)
    with pytest.raises(KeyboardInterrupt):
        open_source(spec)


def broken_stream(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let what DuckDB hands over break after the first piece."""
    whole = embedded.pieces

    def broken(rows: Any) -> Iterator[pa.RecordBatch]:
        yield next(iter(whole(rows)))
        raise error

    monkeypatch.setattr(embedded, "pieces", broken)
