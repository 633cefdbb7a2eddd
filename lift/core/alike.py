"""Names that a reader takes for one: they differ in blanks, capitals or in how their letters are composed."""

import unicodedata
from collections.abc import Iterable


def folded(name: str) -> str:
    """Return the name without what the eye does not see: NFKC, no capitals, single blanks, none at the ends."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def alike(names: Iterable[str]) -> list[tuple[str, ...]]:
    """Return groups of different names that fold to the same, each sorted, in order of their first."""
    groups: dict[str, set[str]] = {}
    for name in names:
        groups.setdefault(folded(name), set()).add(name)
    return sorted(tuple(sorted(group)) for group in groups.values() if len(group) > 1)


def pairs(groups: Iterable[tuple[str, ...]]) -> list[str]:
    """Return each group in words: "'Koeln' and 'Koeln '"."""
    return [" and ".join(map(repr, group)) for group in groups]
