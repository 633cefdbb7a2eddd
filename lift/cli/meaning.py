"""`lift explain`: a term of the reports, or a key of the study file."""

from lift.core.errors import StudyError
from lift.report.glossary import explain
from lift.study.keys import explained


def meaning(word: str, language: str) -> str:
    """What a term, column, check, method or key of the study file means.

    Raises `StudyError` with the nearest terms when there is neither.
    """
    try:
        return explain(word, language)
    except StudyError:
        key = explained(word)
        if key is None:
            raise
        return key
