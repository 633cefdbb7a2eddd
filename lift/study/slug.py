"""The name of a study as the name of a folder."""

import re
import unicodedata

_DEVICES = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³])\Z")
_MOST_BYTES = 100


def slug(name: str) -> str:
    """Return a folder name that is safe on every file system: "Salsa, spring 2025" -> "salsa-spring-2025".

    Letters, digits and combining marks of any script stay, in lower case and composed form (NFKC); everything else,
    path separators and dots included, becomes one hyphen. At most 100 bytes; names that Windows keeps for devices
    get "-study", and a name without any letter or digit is "study".
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).lower())
    kept = "".join(letter if unicodedata.category(letter)[0] in "LNM" else "-" for letter in folded)
    short = "-".join(part for part in kept.split("-") if part)
    while len(short.encode("utf-8")) > _MOST_BYTES:
        short = short[:-1]
    short = short.strip("-")
    if not any(letter.isalnum() for letter in short):
        return "study"
    return f"{short}-study" if _DEVICES.match(short) else short
