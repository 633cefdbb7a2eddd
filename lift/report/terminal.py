"""The result on a terminal: the verdict first, then what it rests on, in as many columns as there are."""

from collections.abc import Iterator
from io import StringIO

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lift.core.view import ResultView
from lift.core.words import WINDOWS
from lift.report.names import clean, short
from lift.report.source import Row, Source, read
from lift.report.tiles import tiles

_STYLES = {
    "proven": "bold green",
    "directional": "bold cyan",
    "inconclusive": "bold",
    "negative": "bold yellow",
    "incomplete": "bold",
    "invalid": "bold red",
    "warn": "yellow",
    "fail": "bold red",
}
_MOST_ROWS = 12


def summary(result: ResultView, width: int = 100, language: str | None = None, *, color: bool = False) -> str:
    """The result as text of at most `width` columns, with terminal colours where `color` says so."""
    target = StringIO()
    console = Console(
        file=target,
        width=max(width, 60),
        force_terminal=color,
        color_system="standard" if color else None,
        highlight=False,
        legacy_windows=False,
    )
    console.print(renderable(result, language, console.width))
    return "\n".join(line.rstrip() for line in target.getvalue().splitlines()) + "\n"


def renderable(result: ResultView, language: str | None = None, width: int = 100) -> RenderableType:
    """The same as a rich renderable, for a console of your own with so many columns."""
    return Group(*_parts(read(result, language), width))


def _parts(source: Source, width: int) -> Iterator[RenderableType]:
    verdict = source.document["verdict"]
    word = Text(f" {source.word('verdict', source.status)} ", style=f"{_STYLES[source.status]} reverse")
    yield Text.assemble(word, "  ", (short(clean(source.study["name"]), 60), "bold"))
    yield Text(clean(verdict["sentence"][source.language]))
    yield Text("")
    if source.valid:
        yield _tiles(source)
        yield Text("")
    yield _effects(source, width)
    yield from _remarks(source)
    yield from _checks(source)


def _tiles(source: Source) -> Table:
    """Uplift, incremental revenue, ROI and after-effect, one a line, with interval and status."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    for side in ("left", "right", "left", "left"):
        grid.add_column(justify=side, no_wrap=True)
    for tile in tiles(source):
        grid.add_row(
            Text(source.say(f"terminal.{tile.key}", symbol=source.numbers.symbol)),
            Text(tile.value, style="bold"),
            Text(f"({tile.interval})" if tile.interval else ""),
            Text(tile.status, style=_STYLES.get(tile.tone, "")),
        )
    return grid


def _effects(source: Source, width: int) -> Table:
    """Revenue against expectation by level and window; names give way when the terminal is narrow."""
    rows = _rows(source)
    lines = [_line(source, row) for row in rows]
    heads = (
        source.say("terminal.gain"),
        "Uplift",
        source.say("column.interval", level=source.confidence),
        source.say("column.result"),
    )
    shown = heads if source.valid else heads[:3]
    widths = [max(cell_len(text) for text in column) for column in zip(shown, *lines, strict=True)]
    room = max(12, width - sum(widths) - 2 * len(widths))
    table = Table(
        title=source.say("terminal.effects"), title_justify="left", title_style="bold", box=None, pad_edge=False,
        padding=(0, 2, 0, 0), header_style="dim",
    )  # fmt: skip
    table.add_column("", no_wrap=True)
    for head, least, side in zip(shown, widths, ("right", "right", "right", "left"), strict=False):
        table.add_column(head, justify=side, no_wrap=True, min_width=least)
    for row, line in zip(rows, lines, strict=True):
        style = _STYLES.get(row["verdict"], "")
        cells = [
            Text(line[0]),
            Text(line[1], style="bold"),
            Text(line[2]),
            *(Text(word, style=style) for word in line[3:]),
        ]
        table.add_row(Text(short(_name(source, row), room), style="bold" if row["level"] == "promoted" else ""), *cells)
    return table


def _line(source: Source, row: Row) -> tuple[str, ...]:
    numbers = source.numbers
    interval = "–" if row["uplift_low"] is None else numbers.span(row["uplift_low"], row["uplift_high"])
    line = (numbers.money(row["incremental"], 0, sign=True), numbers.percent(row["uplift"], sign=True), interval)
    return (*line, source.word("verdict", row["verdict"])) if source.valid else line


def _name(source: Source, row: Row) -> str:
    if row["window"] != WINDOWS[0]:
        return f"  {source.say('terminal.total') if row['window'] == 'total' else source.word('window', row['window'])}"
    label = source.label(row)
    return label if row["level"] == "promoted" else f"{source.word('level', row['level'])} {label}"


def _rows(source: Source) -> list[Row]:
    """The promoted set, its brands and categories with all windows, then its SKUs, a dozen at most."""
    wanted = [r for r in source.shown("campaign")[0] if source.is_promoted(r) or r["level"] == "category"]
    skus = [r for r in wanted if r["level"] == "sku"][:_MOST_ROWS]
    out: list[Row] = []
    for row in (*(r for r in wanted if r["level"] != "sku"), *skus):
        windows = WINDOWS if row["level"] != "sku" else WINDOWS[:1]
        found = (source.row(row["level"], window, "revenue", row["item"]) for window in windows)
        out += [entry for entry in found if entry is not None]
    return out


def _remarks(source: Source) -> Iterator[RenderableType]:
    """What the table leaves out, and how strong the design is."""
    words = [source.say("terminal.evidence", evidence=source.word("evidence", source.design.get("evidence") or "–"))]
    detectable = (source.main() or {}).get("detectable")
    if detectable is not None and source.valid:
        words.append(f"{source.say('column.detectable')} {source.numbers.percent(detectable)}")
    refused = len({(e["level"], e["item"]) for e in source.document.get("not_measured") or []})
    if refused:
        key = "terminal.not_measured_one" if refused == 1 else "terminal.not_measured"
        words.append(source.say(key, n=source.numbers.number(refused)))
    yield Text("")
    yield Text(" · ".join(words), style="dim")


def _checks(source: Source) -> Iterator[RenderableType]:
    """The findings that failed or warn, each with what to do; one line when all passed."""
    found = list(source.document.get("findings") or [])
    told = sorted((f for f in found if f["verdict"] != "pass"), key=lambda f: f["verdict"] != "fail")
    if found and not told:
        yield Text(source.say("terminal.all_passed", n=len(found)))
    if not told:
        return
    yield Text("")
    yield Text(source.say("terminal.checks"), style="bold")
    for finding in told:
        mark = source.word("check.verdict", finding["verdict"])
        message, advice = (clean((finding.get(k) or {}).get(source.language) or "") for k in ("message", "advice"))
        words = Text.assemble((f"{mark}: ", _STYLES[finding["verdict"]]), message)
        if advice.strip("–"):
            words.append(f" {advice}", style="dim")
        yield Padding(words, (0, 0, 0, 2))
