"""Font files of one's own for the PDF: their name and which characters they hold."""

from io import BytesIO

from matplotlib.ft2font import FT2Font

from lift.core.errors import StudyError


def family(content: bytes, name: str = "font") -> str:
    """The family name of a font file. Raises `StudyError` when it is no TrueType or OpenType font."""
    try:
        found = FT2Font(BytesIO(content)).family_name
    except (RuntimeError, ValueError, OSError):
        found = ""
    if not found:
        raise StudyError(f"{name} cannot be read as a font; the PDF takes .ttf and .otf")
    return found


def characters(content: bytes) -> frozenset[int]:
    """The code points that a font file has a picture for."""
    return frozenset(FT2Font(BytesIO(content)).get_charmap())
