"""What a report may see of a result: the content of a result folder, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd


class ResultView(Protocol):
    """The result folder as objects; `lift.store.Result` is one."""

    @property
    def document(self) -> Mapping[str, Any]:
        """result.json as nested plain values."""
        ...

    @property
    def effects(self) -> pd.DataFrame:
        """One row per level, item, window and metric; columns `EFFECT_COLUMNS`."""
        ...

    @property
    def weekly(self) -> pd.DataFrame:
        """One row per item, metric and period; columns `WEEKLY_COLUMNS`."""
        ...

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Further tables by file stem."""
        ...


@dataclass(frozen=True, slots=True)
class View:
    """A result as a report is to see it: names replaced, or another result laid beside it."""

    document: Mapping[str, Any]
    effects: pd.DataFrame
    weekly: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
