"""The figures of the report, for notebooks: `lift.plot.weekly(result)` returns matplotlib axes."""

from lift.report.figures import (
    balance,
    benchmarks,
    calibration,
    cells,
    cumulative,
    forest,
    hero,
    indexed,
    leave_one_out,
    methods,
    placebos,
    power,
    power_curve,
    roi,
    source_of_volume,
    weekly,
)  # fmt: skip

__all__ = [
    "balance", "benchmarks", "calibration", "cells", "cumulative", "forest", "hero", "indexed", "leave_one_out",
    "methods", "placebos", "power", "power_curve", "roi", "source_of_volume", "weekly",
]  # fmt: skip
