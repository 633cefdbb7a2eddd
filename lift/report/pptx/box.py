"""Rectangles on a slide in inches, and how much of one a text needs."""

from dataclasses import dataclass
from math import ceil

_EM = 0.55
"""Mean width of a letter in ems, of a wide sans: words then also fit where another font stands in for a missing one."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in inches."""

    left: float
    top: float
    width: float
    height: float

    def top_part(self, height: float) -> "Box":
        """The upper part of this height."""
        return Box(self.left, self.top, self.width, height)

    def below(self, height: float, gap: float = 0.12) -> "Box":
        """What is left beneath an upper part of this height."""
        used = height + gap if height else 0.0
        return Box(self.left, self.top + used, self.width, max(self.height - used, 0.1))

    def columns(self, shares: tuple[float, ...], gap: float = 0.3) -> tuple["Box", ...]:
        """Side by side in these shares of the width."""
        room = self.width - gap * (len(shares) - 1)
        out: list[Box] = []
        left = self.left
        for share in shares:
            out.append(Box(left, self.top, room * share, self.height))
            left += room * share + gap
        return tuple(out)


def width_of(text: str, size: float) -> float:
    """The width in inches of a text on one line at a size in points."""
    return len(text) * size * _EM / 72


def lines(text: str, width: float, size: float) -> int:
    """How many lines a text takes in a width; a word longer than that is broken."""
    return sum(max(1, ceil(width_of(part, size) * 1.03 / max(width, 0.1))) for part in text.split("\n"))


def height_of(text: str, width: float, size: float) -> float:
    """The height in inches of a paragraph."""
    return lines(text, width, size) * size * 1.2 / 72
