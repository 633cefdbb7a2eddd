"""A logo as it may stand in a report: a picture that can be read, is small, and asks for nothing from elsewhere."""

import re
from io import BytesIO
from xml.etree import ElementTree as ET

from PIL import Image

from lift.core.errors import StudyError
from lift.report.look.theme import Logo

MOST_BYTES = 300_000
MOST_PIXELS = 4_000
_SVG = "{http://www.w3.org/2000/svg}"
_ACTIVE = {"script", "foreignObject", "iframe", "animate", "set"}
"""Elements of SVG that run, or carry pages of their own."""
_ELSEWHERE = re.compile(r"url\(\s*['\"]?(?!#)|@import|javascript:", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([0-9.]+)\s*(?:px|pt|mm|cm|in)?\s*$")


def logo(content: bytes, name: str, words: str) -> Logo:
    """Check a picture and take its size. Raises `StudyError`: too large, not readable, not PNG, JPEG or SVG, active."""
    if len(content) > MOST_BYTES:
        raise StudyError(
            f"{name} has {len(content):,} bytes; a logo may have {MOST_BYTES:,}, since it stands in every report: "
            "save it smaller"
        )
    if name.lower().endswith(".svg"):
        return _drawing(content, name, words)
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as picture:
            kind, (width, height) = "png" if picture.format == "PNG" else "jpeg", picture.size
            if max(width, height) <= MOST_PIXELS:
                picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise StudyError(f"{name} cannot be read as a picture; a logo is a .png, .jpg or .svg") from None
    if max(width, height) > MOST_PIXELS:
        raise StudyError(f"{name} has {width:,} x {height:,} pixels; a logo may have {MOST_PIXELS:,} a side")
    return Logo(kind, content, float(width), float(height), words)


def _drawing(content: bytes, name: str, words: str) -> Logo:
    if b"<!ENTITY" in content:
        raise StudyError(f"{name} defines entities; save it as plain SVG without them")
    try:
        root = ET.fromstring(content)  # noqa: S314 - entities are refused above, and the parser loads nothing
    except ET.ParseError as error:
        raise StudyError(f"{name} is not SVG: {error}") from None
    if root.tag != f"{_SVG}svg":
        raise StudyError(f"{name} is not SVG: its first element is not svg")
    for element in root.iter():
        _refuse(element, name)
    width, height = _size(root)
    if not (width > 0 and height > 0):
        raise StudyError(f"{name} says neither its size nor a viewBox; save it with one of them")
    return Logo("svg", content, width, height, words)


def _refuse(element: ET.Element, name: str) -> None:
    """Raise `StudyError` for what runs or loads from elsewhere."""
    tag = str(element.tag).rsplit("}", 1)[-1]
    links = [value for key, value in element.attrib.items() if key.rsplit("}", 1)[-1] in {"href", "src"}]
    loaded = any(not value.startswith(("#", "data:image/png", "data:image/jpeg")) for value in links)
    active = tag in _ACTIVE or any(key.lower().startswith("on") for key in element.attrib)
    if active or loaded or _ELSEWHERE.search(" ".join((element.text or "", *element.attrib.values()))):
        raise StudyError(f"{name}: <{tag}> runs or loads something from elsewhere; save the logo as plain SVG")


def _size(root: ET.Element) -> tuple[float, float]:
    box = (root.get("viewBox") or "").replace(",", " ").split()
    try:
        if len(box) == 4:
            return float(box[2]), float(box[3])
    except ValueError:
        return 0.0, 0.0
    found = [_LENGTH.match(root.get(side) or "") for side in ("width", "height")]
    return (float(found[0][1]), float(found[1][1])) if found[0] and found[1] else (0.0, 0.0)
