"""A result in a notebook cell: the verdict and a compact table of effects, all text escaped."""

from html import escape

from lift.core.view import ResultView
from lift.core.words import WINDOWS
from lift.report.source import Row, Source, read

_CELL = "padding:.2em .8em;text-align:"


def result_html(result: ResultView, language: str | None = None) -> str:
    """HTML of the verdict's sentence and the revenue rows of the promoted items and the category."""
    source = read(result, language)
    sentence = source.document["verdict"]["sentence"][source.language]
    heads = ("column.item", "column.window", "column.revenue", "column.uplift", "", "column.result")
    words = [source.say("column.interval", level=source.confidence) if not key else source.say(key) for key in heads]
    head = "".join(f'<th scope="col" style="{_CELL}left">{escape(word)}</th>' for word in words)
    body = "".join(f"<tr>{''.join(_cells(source, row))}</tr>" for row in _rows(source))
    return (
        f"<div><p><strong>{escape(source.word('verdict', source.status))}.</strong> {escape(str(sentence))}</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _rows(source: Source) -> list[Row]:
    shown = [row for row in source.shown("campaign")[0] if source.is_promoted(row) or row["level"] == "category"]
    found = (source.row(row["level"], window, "revenue", row["item"]) for row in shown for window in WINDOWS)
    return [row for row in found if row is not None]


def _cells(source: Source, row: Row) -> list[str]:
    numbers = source.numbers
    ends = [numbers.percent(row[end]) for end in ("uplift_low", "uplift_high")]
    words = (
        source.label(row),
        source.word("window", row["window"]),
        numbers.money(row["incremental"], 0, sign=True),
        numbers.percent(row["uplift"], sign=True),
        numbers.interval(*ends) if row["uplift_low"] is not None else "–",
        source.word("verdict", row["verdict"]),
    )
    sides = ("left", "left", "right", "right", "right", "left")
    return [f'<td style="{_CELL}{side}">{escape(word)}</td>' for word, side in zip(words, sides, strict=True)]
