"""The sample study: the one that `lift demo` runs and that sample_data/ holds."""

from pathlib import Path
from typing import Literal

from lift.simulation.draw import Simulation, simulate

SAMPLE_SEED = 1
SAMPLE_TEST_REGIONS = ("Leipzig", "Bremen", "Freiburg")
"""Three small regions spread over the country, named before any result was looked at."""


def sample_simulation() -> Simulation:
    """Return the sample's panel: 12 regions x 8 stores, 104 weeks, 2 categories x 4 brands x 4 SKUs."""
    return simulate(seed=SAMPLE_SEED, test_regions=SAMPLE_TEST_REGIONS)


def sample(folder: str | Path, *, language: Literal["en", "de"] = "en") -> Path:
    """Write the sample study into a folder and return the path of its study.toml; always the same bytes."""
    return sample_simulation().write(folder, suffix="_synthetic", language=language)
