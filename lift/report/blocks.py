"""The report as one frozen value: sections of sentences, tables and figures, in one language, ready to be set.

Every format (HTML, PDF, slides, sheets) renders this value and adds nothing to it. Text is plain text: escaping is
the renderer's duty. A cell keeps the numbers behind its text, so that a sheet can hold the numbers themselves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from lift.report.look.theme import PLAIN, Theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Tone = Literal["", "proven", "directional", "inconclusive", "negative", "invalid", "warn", "fail", "pass", "money"]
Kind = Literal["text", "name", "number", "verdict"]
Unit = Literal["number", "percent", "points", "money", "return"]
"""What the number of a cell is: a plain one, a ratio told as per cent or in points, money, or return per unit of it."""
Role = Literal["test", "expected", "before", "campaign", "after", "effect", "own", "other"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, the number or the ends of the interval behind it, and for verdicts the tone it is set in."""

    text: str
    value: float | None = None
    kind: Kind = "text"
    tone: Tone = ""
    unit: Unit = "number"
    ends: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption, column heads (text, is it numeric?) and rows; the first column heads its row."""

    caption: str
    heads: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    kind: ClassVar[str] = "table"


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart: a value for each label and the ends of its interval; None where there is none.

    `low` and `high` are empty when no value of the series has an interval.
    """

    name: str
    role: Role
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """The numbers of a figure, for formats that draw it themselves as a chart that can be edited.

    `lines` and `columns` run over periods; `intervals` is one row a label with a point and its interval; `waterfall`
    is one row a label, the first the whole and the others parts that add up to it. `groups` names the window or the
    level of each label, `words` says each row's value as printed, `tones` its verdict; each is empty where it has no
    meaning. `reference` is the value that means no gain (break-even) with its words. Shares are ratios, 0.123 for
    12.3 %.
    """

    kind: Literal["lines", "columns", "intervals", "waterfall"]
    unit: Literal["index", "money", "share", "roi"]
    axis: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    groups: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    tones: tuple[Tone, ...] = ()
    reference: tuple[float, str] | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure: how to draw it on matplotlib axes, its size in inches, what it shows in words, and its data.

    `data` is the table under the figure, `chart` the same figure as numbers, `others` that of other items, by name.
    """

    key: str
    title: str
    description: str
    draw: Callable[["Axes"], object]
    size: tuple[float, float]
    data: Table | None = None
    chart: Chart | None = None
    others: tuple[tuple[str, Chart], ...] = ()
    kind: ClassVar[str] = "drawing"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `lead` sets it larger."""

    text: str
    lead: bool = False
    kind: ClassVar[str] = "text"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    text: str
    kind: ClassVar[str] = "heading"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of sentences."""

    items: tuple[str, ...]
    kind: ClassVar[str] = "bullets"


@dataclass(frozen=True, slots=True)
class Banner:
    """The verdict: its word, its tone, its sentence and what follows from it."""

    word: str
    tone: Tone
    sentence: str
    advice_title: str
    advice: str
    kind: ClassVar[str] = "banner"


@dataclass(frozen=True, slots=True)
class Tile:
    """One number of the first page: key, title, value, interval, status in words, and what it is counted in."""

    key: str
    title: str
    value: str
    interval: str
    status: str
    tone: Tone
    note: str


@dataclass(frozen=True, slots=True)
class Tiles:
    """The tiles of the first page, side by side."""

    tiles: tuple[Tile, ...]
    kind: ClassVar[str] = "tiles"


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a term and what it is: cover, disclosure sheet, glossary."""

    pairs: tuple[tuple[str, str], ...]
    kind: ClassVar[str] = "facts"


@dataclass(frozen=True, slots=True)
class Names:
    """A list of names behind a summary line, such as the stores of an arm."""

    summary: str
    names: tuple[str, ...]
    kind: ClassVar[str] = "names"


Block = Table | Drawing | Text | Heading | Bullets | Banner | Tiles | Facts | Names


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the report with its heading and anchor."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report: cover facts first, then sections in reading order.

    `imprint` and `disclaimer` are the agency's standing texts, "" where it has none; `theme` is its look.
    """

    language: Literal["de", "en"]
    title: str
    client: str
    kicker: str
    cover: Facts
    sections: tuple[Section, ...]
    contents: str
    skip: str
    data_label: str
    interval_label: str
    footer: str
    imprint: str = ""
    disclaimer: str = ""
    pick_label: str = ""
    theme: Theme = PLAIN
