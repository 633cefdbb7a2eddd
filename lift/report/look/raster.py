"""A logo as pixels, for formats that take no SVG."""

from functools import lru_cache

from lift.report.look.theme import Logo

_HEIGHT = 360
"""Pixels of a rastered drawing's height."""
_SOURCE = """#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image(bytes(json(bytes(sys.inputs.logo))), format: "svg", height: 100pt)"""


@lru_cache(maxsize=4)
def pixels(logo: Logo) -> bytes:
    """The bytes of a PNG or JPEG: the logo's own, or its drawing rastered; the same each time."""
    if logo.kind != "svg":
        return logo.content
    import json  # noqa: PLC0415 - only drawings need what follows

    import typst  # noqa: PLC0415

    return typst.compile(
        _SOURCE.encode("utf-8"), format="png", ppi=72.0 * _HEIGHT / 100,
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[]),
        sys_inputs={"logo": json.dumps(list(logo.content))},
    )  # fmt: skip
