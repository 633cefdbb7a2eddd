"""Two data sets that everybody measures himself against, as series of one item."""

from importlib.resources import files
from pathlib import Path

import pandas as pd

from lift.estimators.series import Series


def proposition_99() -> tuple[Series, list[str]]:
    """Packs of cigarettes a head: California against 38 states, 19 years before, 12 from 1989 on; the states' names."""
    packs = pd.read_csv(Path(__file__).parent / "california_prop99.csv", index_col="Year")
    return series(packs, ["California"], before=19)


def geolift_walkthrough() -> tuple[Series, list[str]]:
    """Daily sales of Chicago and Portland against 38 cities, 90 days before, 15 behind; the cities' names."""
    rows = pd.read_csv(str(files("causal_marketing") / "datasets" / "geolift_test.csv"))
    wide = rows.pivot_table(index="date", columns="location", values="Y", aggfunc="sum")
    return series(wide, ["chicago", "portland"], before=90)


def series(wide: pd.DataFrame, test: list[str], before: int) -> tuple[Series, list[str]]:
    control = wide.drop(columns=test)
    found = Series(
        wide[test].mean(axis=1).to_numpy(float)[:, None], control.to_numpy(float).T[:, :, None], before, len(test)
    )
    return found, list(control.columns)
