"""The result folder: written whole or not at all, and read back."""

from lift.store.result import Headline as Headline
from lift.store.result import Result as Result
from lift.store.result import put_report as put_report
from lift.store.result import refuse as refuse

__all__ = ["Headline", "Result", "put_report", "refuse"]
