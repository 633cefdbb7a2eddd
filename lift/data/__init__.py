"""rows -> Panel: reading, validating, aggregating."""

from lift.data.imprint import imprint
from lift.data.panels import read_detail, read_main
from lift.data.planned import Ahead, ahead
from lift.data.source import Source, open_source
from lift.data.survey import Survey, survey

__all__ = [
    "Ahead", "Source", "Survey", "ahead", "imprint", "open_source", "read_detail", "read_main", "survey",
]  # fmt: skip
