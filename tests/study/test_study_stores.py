"""Lists of stores in a file: what cannot be read as one is said."""

from pathlib import Path

import pandas as pd
import pytest

from lift.core.errors import StudyError
from lift.study.stores import from_file


def test_a_parquet_file_is_named_as_one(tmp_path: Path) -> None:
    pd.DataFrame({"store_id": ["1"]}).to_parquet(tmp_path / "stores.parquet")
    with pytest.raises(StudyError, match=r"stores\.parquet is a Parquet file; write the ids as text or CSV"):
        from_file(tmp_path / "stores.parquet")


def test_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "stores.txt").write_bytes("1\nKöln\n".encode("latin-1"))
    with pytest.raises(StudyError, match="byte 0xf6 in line 2 is not UTF-8; save it as UTF-8"):
        from_file(tmp_path / "stores.txt")
