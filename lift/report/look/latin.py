"""Names in Latin letters where a font cannot show them: "辣酱" as "LaJiang", an emoji by its name, ":hot_pepper:"."""

import unicodedata
from itertools import groupby

from anyascii import anyascii


def latin(words: str, known: frozenset[int]) -> str:
    """The text with every run of characters outside `known` in Latin letters; U+FFFD for what has none."""
    shown = (
        "".join(run) if kept else _letters("".join(run))
        for kept, run in groupby(words, lambda char: ord(char) in known or unicodedata.category(char) == "Cf")
    )
    return "".join(shown)


def _letters(run: str) -> str:
    return anyascii(run).strip() or "\N{REPLACEMENT CHARACTER}"
