"""A result in a notebook: the verdict and the main rows as a small table."""

from collections.abc import Mapping
from html import escape
from typing import Any

_HEADS = {
    "en": ("Level", "Item", "Window", "Expected", "Incremental", "Uplift", "Interval", "Verdict"),
    "de": ("Ebene", "Artikel", "Zeitraum", "Erwartet", "Zusätzlich", "Uplift", "Intervall", "Urteil"),
}
_MOST_ROWS = 40


def card(document: Mapping[str, Any]) -> str:
    """Return HTML of the verdict's sentence and the effects in revenue, every text from the data escaped."""
    study, verdict = document.get("study") or {}, document.get("verdict") or {}
    language = "de" if study.get("language") == "de" else "en"
    sentence = (verdict.get("sentence") or {}).get(language) or verdict.get("status") or ""
    revenue = [row for row in document.get("effects") or [] if row["metric"] == "revenue"]
    head = "".join(f"<th>{escape(name)}</th>" for name in _HEADS[language])
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in _cells(row))}</tr>" for row in revenue[:_MOST_ROWS]
    )
    more = f"<p>+ {len(revenue) - _MOST_ROWS}</p>" if len(revenue) > _MOST_ROWS else ""
    title = escape(str(study.get("name") or ""))
    return (
        f"<div><p><strong>{title}</strong></p><p>{escape(str(sentence))}</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}</div>"
    )


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        str(row["level"]),
        str(row["item"]),
        str(row["window"]),
        _money(row["expected"]),
        _money(row["incremental"]),
        _ratio(row["uplift"]),
        f"{_ratio(row['uplift_low'])} … {_ratio(row['uplift_high'])}",
        str(row["verdict"]),
    )


def _money(value: float | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


def _ratio(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:+.1f} %"
