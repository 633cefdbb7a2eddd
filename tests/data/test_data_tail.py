"""Very many SKUs: the thinnest have no row, their sales stay in their brand's rest and in every sum."""

from pathlib import Path

import numpy as np
import pytest
from data_tables import panel, study

from lift.data import Source, open_source, read_detail, tail, tail_note
from lift.data.tail import detail_of

UNITS = {f"s{i}": f"R{i % 3}" for i in range(9)}


@pytest.fixture
def source(tmp_path: Path) -> Source:
    with open_source(study(panel(1).write(tmp_path)), threads=1) as found:
        return found


def test_few_skus_are_all_items(source: Source) -> None:
    assert detail_of(source)[0] == source.details
    assert tail_note(source) == ()


def test_the_thinnest_are_one_item_a_brand_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_source(study(panel(1).write(tmp_path)), threads=1) as source:
        whole = read_detail(source, UNITS)
        count = len(source.details)
        monkeypatch.setattr(tail, "MOST_SKUS", 3)
        cut = read_detail(source, UNITS)
        (found,) = tail_note(source)
    kept = [item for item in cut.items if item.row]
    assert len(kept) == 3
    assert {item.key for item in cut.items if not item.row} == {"(rest)"}
    assert (found.verdict, found.value) == ("warn", count - 3)
    assert f"{count - 3} SKUs beside the promoted ones" in found.message["en"]
    np.testing.assert_allclose(cut.total.sum(axis=3), whole.total.sum(axis=3))
    at = {item.key: k for k, item in enumerate(whole.items)}
    sold = whole.selling.sum(axis=0)
    thinnest = min(sold[at[item.key]] for item in kept)
    for k, item in enumerate(cut.items):
        if item.row:
            np.testing.assert_array_equal(cut.listed[..., k], whole.listed[..., at[item.key]])
    assert all(sold[k] <= thinnest for key, k in at.items() if key not in {i.key for i in kept})
