"""rows -> Panel: reading, validating, aggregating."""

from lift.data.adjusted import adjusted
from lift.data.conditions import read_conditions
from lift.data.covariates import covariates_of
from lift.data.distribution import distribution
from lift.data.excluded import LeftOut
from lift.data.imprint import imprint
from lift.data.interim import interim
from lift.data.panels import read_detail, read_main
from lift.data.planned import Ahead, ahead
from lift.data.response import store_weeks
from lift.data.shared import Tables
from lift.data.source import Source, open_source
from lift.data.survey import Survey, survey
from lift.data.tail import tail_note

__all__ = [
    "Ahead", "LeftOut", "Source", "Survey", "Tables", "adjusted", "ahead", "covariates_of", "distribution", "imprint",
    "interim", "open_source", "read_conditions", "read_detail", "read_main", "store_weeks", "survey", "tail_note",
]  # fmt: skip
