"""The agency's look as one frozen value: logo, two colours, fonts, footer, disclaimer. Renderers only read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from lift.report.look.contrast import TEXT, WHITE, contrast, darker, green, mixed

PRIMARY, ACCENT = "#003f6b", "#e69f00"


@dataclass(frozen=True, slots=True)
class Logo:
    """A checked picture: its kind, its bytes, width and height in its own units, and what it shows in words."""

    kind: Literal["png", "jpeg", "svg"]
    content: bytes
    width: float
    height: float
    words: str


@dataclass(frozen=True, slots=True)
class Theme:
    """What theme.toml says, already checked; an empty value means the report's own.

    `primary` stands behind the cover and in headings and links, `accent` marks the campaign in figures. `footer` and
    `disclaimer` are texts by language. `page_fonts` is the font stack of the HTML, `office_font` the font of slides and
    sheets, `print_fonts` the font files of the PDF.
    """

    primary: str = PRIMARY
    accent: str = ACCENT
    agency: str = ""
    footer: Mapping[str, str] = field(default_factory=dict[str, str])
    disclaimer: Mapping[str, str] = field(default_factory=dict[str, str])
    page_fonts: tuple[str, ...] = ()
    office_font: str = ""
    print_fonts: tuple[bytes, ...] = ()
    logo: Logo | None = None

    @property
    def test(self) -> str:
        """The colour of the test region in figures: the primary one, unless it is green, which says proven."""
        return PRIMARY if green(self.primary) else self.primary

    @property
    def effect(self) -> str:
        """The colour of the effect in figures: the accent, unless it is green."""
        return ACCENT if green(self.accent) else self.accent

    @property
    def effect_ink(self) -> str:
        """The effect as a line or an edge: dark enough to be read as text."""
        return "#8a4b00" if self.effect == ACCENT else darker(self.effect, 6.0)

    @property
    def effect_ground(self) -> str:
        """The effect as the ground behind the weeks of the campaign."""
        return "#fdf3dc" if self.effect == ACCENT else mixed(self.effect, WHITE, 0.87)

    @property
    def effect_soft(self) -> str:
        """The effect, paler: what was left after the campaign."""
        return "#f3cf80" if self.effect == ACCENT else mixed(self.effect, WHITE, 0.5)

    @property
    def cover_soft(self) -> str:
        """Small print on the cover."""
        soft = "#d6e4ef" if self.primary == PRIMARY else mixed(WHITE, self.primary, 0.15)
        return soft if contrast(soft, self.primary) >= TEXT else WHITE

    @property
    def plain(self) -> bool:
        """Whether the colours are the report's own."""
        return (self.primary, self.accent) == (PRIMARY, ACCENT)


PLAIN = Theme()
"""The report's own look."""
