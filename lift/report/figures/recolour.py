"""The theme's two colours in a figure that was drawn in the report's own."""

from collections.abc import Mapping
from typing import Any

from matplotlib.colors import to_hex, to_rgba, to_rgba_array
from matplotlib.figure import Figure

from lift.report.look.theme import PLAIN, Theme

_PLACES = ("color", "facecolor", "edgecolor", "markerfacecolor", "markeredgecolor")


def recolour(figure: Figure, theme: Theme) -> None:
    """Paint whatever has a colour of the campaign or the test region in the theme's; how opaque it is stays."""
    if theme.plain:
        return
    paints = {
        PLAIN.test: theme.test, PLAIN.effect: theme.effect, PLAIN.effect_ink: theme.effect_ink,
        PLAIN.effect_ground: theme.effect_ground,
    }  # fmt: skip
    for artist in figure.findobj():
        for place in _PLACES:
            get, put = getattr(artist, f"get_{place}", None), getattr(artist, f"set_{place}", None)
            if get is not None and put is not None and not (place == "color" and hasattr(artist, "set_facecolor")):
                _paint(get, put, paints)


def _paint(get: Any, put: Any, paints: Mapping[str, str]) -> None:
    """Put the new colours in the place of the old ones, where there are any."""
    found = get()
    if isinstance(found, str) and found in {"none", "auto"}:
        return
    old = to_rgba_array(found)
    new = [to_rgba(paints[to_hex(rgba)], alpha=rgba[3]) if to_hex(rgba) in paints else tuple(rgba) for rgba in old]
    if any(tuple(a) != b for a, b in zip(old, new, strict=True)):
        put(new[0] if isinstance(found, str | tuple) else new)
