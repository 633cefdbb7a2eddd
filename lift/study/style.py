"""[report] of a study -> `Style`: the files that it names, read and checked before anything is measured."""

from lift.core.spec import ReportSpec
from lift.report.look.style import HOUSE, Style
from lift.study.texts import load_texts
from lift.study.theme import load_theme


def style_of(asked: ReportSpec) -> Style:
    """How reports of a study are to be set. Raises `StudyError` for a theme or texts that cannot be used."""
    theme = HOUSE.theme if asked.theme is None else load_theme(asked.theme)
    texts = HOUSE.texts if asked.texts is None else load_texts(asked.texts)
    return Style(theme, texts, asked.pseudonyms)
