"""rows -> Panel: reading, validating, aggregating."""

from lift.data.panels import read_detail, read_main
from lift.data.source import Source, open_source
from lift.data.survey import Survey, survey

__all__ = ["Source", "Survey", "open_source", "read_detail", "read_main", "survey"]
