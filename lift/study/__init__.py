"""study.toml and the whole chain."""

from lift.study.chain import match as match
from lift.study.chain import run as run
from lift.study.study import Study as Study

__all__ = ["Study", "match", "run"]
