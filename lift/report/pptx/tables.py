"""Native tables: columns as wide as their words, as many rows as fit, the rest named and left to the workbook."""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches, Pt

from lift.report.blocks import Cell, Table
from lift.report.pptx.box import Box, lines, width_of
from lift.report.pptx.texts import TONES, plain

_PLAIN_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_PAD = 0.16
_RIGHT = ' algn="r"'
_MARGINS = f'marL="{Inches(0.04)}" marR="{Inches(_PAD - 0.04)}" marT="{Inches(0.025)}" marB="{Inches(0.025)}"'
_LINE, _WORD, _SAFE = 1.15, 1.35, 0.94
"""How much wider than usual a line and a single word may come out, and the share of its room that a line may fill."""
_MOST = 420
_EMPTY = "\N{NO-BREAK SPACE}"
"""Stands in empty cells, which would otherwise be as high as the template's letters."""


def rows_that_fit(table: Table, box: Box, size: float) -> int:
    """How many rows of a table fit into a box beneath its head, one at least."""
    widths = _widths(table, box.width, size)
    left, count = box.height - sum(_height(row, widths, size) for row in _head(table)), 0
    for row in table.rows:
        left -= _height(row, widths, size)
        if left < 0:
            break
        count += 1
    return max(count, 1)


def height(table: Table, width: float, size: float) -> float:
    """The height in inches of a table with all its rows."""
    widths = _widths(table, width, size)
    return sum(_height(row, widths, size) for row in (*_head(table), *table.rows))


def place(shapes: Any, table: Table, box: Box, size: float) -> float:
    """Put a table into a box; return its height in inches."""
    widths, heads = _widths(table, box.width, size), _head(table)
    rows = (*heads, *table.rows)
    tall = [Inches(_height(row, widths, size)) for row in rows]
    frame = shapes.add_table(1, len(widths), Inches(box.left), Inches(box.top), Inches(sum(widths)), sum(tall))
    frame.name = plain(table.caption)[:120]
    frame.element.nvGraphicFramePr.cNvPr.set("descr", plain(f"{table.caption}. {table.note}".strip(" .")))
    grid = frame.element.graphic.graphicData.tbl
    grid.tblPr.set("bandRow", "0")
    grid.tblPr.set("firstRow", str(len(heads)))
    grid.tblPr.find(qn("a:tableStyleId")).text = _PLAIN_STYLE
    for at, width in enumerate(widths):
        frame.table.columns[at].width = Inches(width)
    right = [numeric for _, numeric in table.heads]
    grid.remove(grid.tr_lst[0])
    grid.extend(_rows(rows, tall, right, size, len(heads)))
    return sum(tall) / Inches(1)


def _head(table: Table) -> tuple[tuple[Cell, ...], ...]:
    """The row of the column heads; none where they are all empty."""
    row = tuple(Cell(words) for words, _ in table.heads)
    return (row,) if any(cell.text for cell in row) else ()


def _rows(
    rows: Sequence[Sequence[Cell]], tall: Sequence[int], right: Sequence[bool], size: float, heads: int
) -> list[Any]:
    """The rows as elements, written as text at once: python-pptx sets a cell property by property."""
    told = "".join(
        f'<a:tr h="{high}">'
        + "".join(_cell(cell, size, head=at < heads, right=right[column]) for column, cell in enumerate(row))
        + "</a:tr>"
        for at, (row, high) in enumerate(zip(rows, tall, strict=True))
    )
    return list(parse_xml(f"<a:tbl {nsdecls('a')}>{told}</a:tbl>"))


def _cell(cell: Cell, size: float, *, head: bool, right: bool) -> str:
    words = escape(plain(shown(cell.text) or _EMPTY))
    bold = int(head or cell.kind == "verdict")
    tone = TONES.get(cell.tone)
    colour = f'<a:solidFill><a:srgbClr val="{tone}"/></a:solidFill>' if tone else ""
    width, paint = (12700, "") if head else (6350, '<a:lumMod val="25000"/><a:lumOff val="75000"/>')
    text = f'<a:r><a:rPr sz="{Pt(size).centipoints}" b="{bold}">{colour}</a:rPr><a:t>{words}</a:t></a:r>'
    border = f'<a:lnB w="{width}"><a:solidFill><a:schemeClr val="tx1">{paint}</a:schemeClr></a:solidFill></a:lnB>'
    paragraph = f'<a:pPr{_RIGHT if right else ""}><a:spcAft><a:spcPts val="0"/></a:spcAft></a:pPr>{text}'
    return (
        f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/><a:p>{paragraph}</a:p></a:txBody>"
        f'<a:tcPr {_MARGINS} anchor="{"b" if head else "t"}">{border}</a:tcPr></a:tc>'
    )


def shown(text: str) -> str:
    """A cell's text, cut where it is endless."""
    return text if len(text) <= _MOST else text[: _MOST - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"


def _widths(table: Table, width: float, size: float) -> list[float]:
    """Column widths: as wide as the longest words where there is room, else the wordy columns wrap."""
    columns = range(len(table.heads))
    least = [max(width_of(word, size) for word in _words(table, at)) * _WORD + _PAD for at in columns]
    longest = [max(width_of(shown(words), size) for words in _longest(table, at)) * _LINE + _PAD for at in columns]
    natural = [max(pair) for pair in zip(longest, least, strict=True)]
    if sum(natural) <= width:
        return [n * min(width / sum(natural), 1.35) for n in natural]
    firm = [min(n, max(low, width / len(natural))) for n, low in zip(natural, least, strict=True)]
    spare = width - sum(firm)
    if spare < 0:
        return [f * width / sum(firm) for f in firm]
    wanting = [n - f for n, f in zip(natural, firm, strict=True)]
    return [f + spare * w / (sum(wanting) or 1.0) for f, w in zip(firm, wanting, strict=True)]


def _longest(table: Table, at: int) -> Sequence[str]:
    """The texts that a column should show on one line: its cells, half of its head, and each word of it."""
    head = table.heads[at][0]
    longest = max(head.split(" "), key=len) + " "  # heads are bold and so a letter wider
    return [head[: max(len(head) // 2 + 4, 8)], longest, *(_room(row[at]) for row in table.rows)]


def _room(cell: Cell) -> str:
    """A cell's text, longer by what bold letters are wider."""
    words = shown(cell.text)
    return words + "n" * (len(words) // 6) if cell.kind == "verdict" else words


def _words(table: Table, at: int) -> list[str]:
    words = [word for text in _longest(table, at) for word in shown(text).split(" ")]
    return [word[:24] for word in words] or [""]


def _height(row: Sequence[Cell], widths: Sequence[float], size: float) -> float:
    most = max(lines(_room(cell), (width - _PAD) * _SAFE, size) for cell, width in zip(row, widths, strict=True))
    return most * size * 1.2 / 72 + 0.07
