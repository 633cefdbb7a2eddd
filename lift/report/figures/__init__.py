"""The figures of the report, each on matplotlib axes: `weekly(result)` draws on axes of its own and returns them.

Hand in `ax` to draw into a figure of yours. Axes made here need no pyplot; in a notebook they show themselves.
"""

from lift.report.figures.balance import balance, indexed
from lift.report.figures.calibration import calibration
from lift.report.figures.cells import cells
from lift.report.figures.course import cumulative, hero, weekly
from lift.report.figures.doubts import leave_one_out, methods, placebos
from lift.report.figures.forest import forest
from lift.report.figures.money import benchmarks, roi, source_of_volume
from lift.report.figures.power import power, power_curve
from lift.report.figures.svg import markup

__all__ = [
    "balance", "benchmarks", "calibration", "cells", "cumulative", "forest", "hero", "indexed", "leave_one_out",
    "markup", "methods", "placebos", "power", "power_curve", "roi", "source_of_volume", "weekly",
]  # fmt: skip
