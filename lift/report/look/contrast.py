"""Contrast of colours as WCAG 2.1 defines it: the ratio of relative luminances, from 1 to 21."""

WHITE, PAGE = "#ffffff", "#f5f7f9"
"""What colours stand on: the page, and the soft ground behind its navigation and banners."""
TEXT, GRAPHIC = 4.5, 3.0
"""The least contrast of text and of what a figure is read from (WCAG 2.1, 1.4.3 and 1.4.11)."""


def contrast(first: str, second: str) -> float:
    """The contrast of two colours such as "#003f6b": (lighter + 0.05) / (darker + 0.05) in relative luminance."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of an sRGB colour, 0 for black and 1 for white."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in channels(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def darker(colour: str, least: float, ground: str = WHITE) -> str:
    """The nearest shade of a colour, itself or darker, with at least this contrast against a light ground."""
    for share in range(256, -1, -1):
        shade = mixed(colour, "#000000", 1 - share / 256)
        if contrast(shade, ground) >= least:
            return shade
    return "#000000"


def mixed(colour: str, other: str, share: float) -> str:
    """A colour with this share of another one in it."""
    pairs = zip(channels(colour), channels(other), strict=True)
    return "#" + "".join(f"{int(a + (b - a) * share + 0.5):02x}" for a, b in pairs)


def green(colour: str) -> bool:
    """Whether a colour is taken for green, which says "proven" and nothing else."""
    red, middle, blue = channels(colour)
    return middle > 1.15 * red and middle > 1.15 * blue


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue from 0 to 255."""
    plain = colour.removeprefix("#")
    return int(plain[:2], 16), int(plain[2:4], 16), int(plain[4:6], 16)
