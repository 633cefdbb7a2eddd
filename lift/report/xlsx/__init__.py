"""The report as a workbook: a sheet a topic, numbers as numbers, native charts, and every row of the result."""

from lift.report.xlsx.workbook import of_result as of_result
from lift.report.xlsx.workbook import render as render

__all__ = ["of_result", "render"]
