"""Every figure a report prints, and every figure that the result behind it allows it to print."""

import json
import re
from datetime import date
from html import unescape
from importlib.resources import files
from io import BytesIO

import numpy as np
import pandas as pd
from openpyxl import load_workbook
from pptx import Presentation
from pypdf import PdfReader

from lift.report.benchmarks import roi_benchmarks
from lift.report.numerals import Numbers

FIGURE = {"de": re.compile(r"\d+(?:\.\d{3})*(?:,\d+)?"), "en": re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")}
SCAFFOLD = re.compile("Kampagne|Nachher|Vorher|Campaign|After|Before|Beschriftung|Labels?|Break-even|0$", re.IGNORECASE)
"""Series of a slide's chart that hold no finding: grounds of windows, places of labels, reference lines."""
TEXTS = "".join(
    (files("lift.report") / name).read_text(encoding="utf-8")
    for name in ("words.toml", "glossary.toml", "benchmarks.toml")
)


def figures(text: str, language: str) -> set[str]:
    """The figures of a text as written."""
    return set(FIGURE[language].findall(text.replace("\u200b", "")))


def in_html(page: str, language: str) -> tuple[set[str], set[str]]:
    """The figures of a page, and those of its drawings (whose axes hold round numbers besides)."""
    body = re.sub(r"(?s)<(style|script).*?</\1>", "", page)
    drawn = re.findall(r"(?s)<svg.*?</svg>", body)
    words = unescape(re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<svg.*?</svg>", " ", body)))
    return figures(words, language), figures(unescape(re.sub(r"<[^>]*>", " ", " ".join(drawn))), language)


def in_pdf(content: bytes, language: str) -> set[str]:
    """The figures of a PDF but for page numbers."""
    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    last = {str(n) for n in range(1, len(pages) + 1)}
    return figures("\n".join(pages), language) - last


def in_slides(content: bytes, language: str) -> tuple[set[str], list[float]]:
    """The figures of all words of slides and notes but for slide numbers, and the numbers of all charts."""
    words, values = [], []
    for slide in Presentation(BytesIO(content)).slides:
        words.append(slide.notes_slide.notes_text_frame.text)
        for shape in slide.shapes:
            if shape.has_text_frame and not (shape.is_placeholder and "SLIDE_NUMBER" in str(shape.placeholder_format)):
                words.append(shape.text_frame.text)
            if shape.has_table:
                words += [cell.text for row in shape.table.rows for cell in row.cells]
            if shape.has_chart:
                for plot in shape.chart.plots:
                    values += [(series.name, v) for series in plot.series for v in series.values if v is not None]
    return figures("\n".join(words), language), [v for name, v in values if not SCAFFOLD.match(name)]


def in_sheets(content: bytes, language: str) -> tuple[set[str], list[float]]:
    """The figures of all words of a workbook, and its numbers."""
    sheets = load_workbook(BytesIO(content)).worksheets
    cells = [c.value for sheet in sheets for row in sheet.iter_rows() for c in row if c.value is not None]
    values = [float(v) for v in cells if isinstance(v, int | float)]
    return figures("\n".join(str(v) for v in cells if isinstance(v, str)), language), values


class Allowed:
    """What a result lets a report print: its numbers, what is told to follow from them, its names and dates."""

    def __init__(self, result, language: str) -> None:
        self.language = language
        published = [benchmark.value for benchmark in roi_benchmarks()]
        numbers = np.array([*walk(result.document), *tables(result), *derived(result), *published], dtype=float)
        self.values = np.unique(np.abs(numbers[np.isfinite(numbers)]))
        write = Numbers(language, result.document["study"]["currency"])
        days = [*result.weekly["week"], *dates(result.document)]
        dated = " ".join(f"{write.day(d)} {write.period(d, year=True)} {str(d)[:10]}" for d in days)
        document = json.dumps(result.document, ensure_ascii=False, default=str)
        counts = " ".join(str(n) for n in range(len(result.document["effects"]) + 1))
        print_ = str(result.document["design"]["fingerprint"])[:12]
        self.words = figures(f"{strings(document)} {dated} {TEXTS} {counts} {print_}", language)

    def text(self, figure: str) -> bool:
        """Whether a figure as written is a number of the result, rounded as it is written, or in its words."""
        if figure in self.words:
            return True
        mark = "," if self.language == "de" else "."
        digits = len(figure.partition(mark)[2])
        value = float(figure.replace("." if mark == "," else ",", "").replace(mark, "."))
        half = 0.5000001 * 10.0**-digits
        return any(self._near(value / scale, half / scale) for scale in (1, 100))

    def number(self, value: float) -> bool:
        """Whether a number is one of the result, to ten digits."""
        return self._near(abs(value), 1e-10 * max(abs(value), 1e-3)) or value == int(value) <= 400

    def _near(self, value: float, within: float) -> bool:
        at = np.searchsorted(self.values, [value - within, value + within])
        return bool(at[1] > at[0])


def walk(value) -> list[float]:
    """Every number of a document."""
    if isinstance(value, dict):
        return [n for inner in value.values() for n in walk(inner)]
    if isinstance(value, list | tuple):
        return [float(len(value)), *(n for inner in value for n in walk(inner))]
    return [float(value)] if isinstance(value, int | float) and not isinstance(value, bool) else []


def strings(document: str) -> str:
    """The texts of a document as JSON."""
    return " ".join(re.findall(r'"((?:[^"\\]|\\.)*)"', document))


def dates(value) -> list[date]:
    """Every date that stands in a document."""
    return [date.fromisoformat(d) for d in re.findall(r"\d{4}-\d{2}-\d{2}", json.dumps(value, default=str))]


def tables(result) -> list[float]:
    """Every number of the tables of a result folder."""
    frames = [result.effects, result.weekly, *result.tables.values()]
    return [n for f in frames for n in f.select_dtypes("number").to_numpy(dtype=float).ravel().tolist()]


def derived(result) -> list[float]:
    """Differences, running sums and index of every weekly series; the money chain; what a unit of spend bought."""
    out: list[float] = []
    for _, frame in result.weekly.groupby(["level", "item", "metric"]):
        o, e, low, high = (
            frame[c].to_numpy(dtype=float) for c in ("observed", "expected", "expected_low", "expected_high")
        )
        since = (frame["window"] != "pre").to_numpy()
        before = o[~since].mean() / 100 if (~since).any() else 0.0
        out += [*(e - low), *(high - e), *(o - e), *(o - low), *(o - high), *np.cumsum((o - e)[since])]
        if before > 0:
            index = [series / before for series in (o, e, low, high)]
            during = (frame["window"] == "campaign").to_numpy()
            out += [
                *np.concatenate(index),
                *(index[3] - index[2]),
                *(index[3] - index[1]),
                *(index[1] - index[2]),
                *(i[during].mean() for i in index),
            ]
    document, head = result.document, next((e for e in result.document["roi"] if e.get("headline")), None)
    spend, amount = document["study"]["campaign"].get("spend") or {}, head and head["incremental"]
    parts = pd.DataFrame(document["source_of_volume"])
    for _, rows in parts[parts["item"].isna() & (parts["part"] != "promoted")].groupby(["metric", "window"]):
        out += np.cumsum(rows["value"].to_numpy(dtype=float)).tolist()
    for step in ((document["money"] or {}).get("chain") or []) if head else ():
        amount = amount * step["factor"]
        out.append(amount)
    rows = [*document["effects"], *document["roi"], *document["source_of_volume"]]
    for row in rows:
        for at in ("incremental", "uplift", "per_euro", "value"):
            ends = [row.get(f"{at}_{end}", row.get(end)) for end in ("low", "high")]
            out += [row[at] - end for end in ends if end is not None and row.get(at) is not None]
    for key in ("methods", "placebos", "leave_one_out"):
        if (frame := result.tables.get(key)) is not None:
            point, low, high = (frame[c].to_numpy(dtype=float) for c in ("uplift", "uplift_low", "uplift_high"))
            out += [*(point - low), *(high - point)]
    if head:
        per = [
            head["spend"] / r[k]
            for r in document["effects"]
            for k in ("incremental", "incremental_low", "incremental_high")
            if r[k]
        ]
        out += [*per, *(1000 * c for c in ((document["money"] or {}).get("cost_per") or {}).values() if c)]
    out += list(pd.Series(spend.get("items") or {}, dtype=float))
    return out
