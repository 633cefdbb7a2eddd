"""The figures of the report, for notebooks: `lift.plot.weekly(result)` returns matplotlib axes."""

from lift.report.figures import benchmarks, cumulative, forest, hero, roi, source_of_volume, weekly

__all__ = ["benchmarks", "cumulative", "forest", "hero", "roi", "source_of_volume", "weekly"]
