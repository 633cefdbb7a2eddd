"""The report on many studies: the same blocks as that on one, set as a page, a PDF or a workbook."""

from collections.abc import Callable, Mapping

from lift.core.portfolio import Portfolio
from lift.report.benchmarks import roi_benchmarks
from lift.report.blocks import Block, Bullets, Drawing, Facts, Report, Section, Text, Tile, Tiles
from lift.report.figures.chart_portfolio import roi_chart, uplift_chart
from lift.report.figures.portfolio import (
    currency,
    portfolio,
    portfolio_roi,
    portfolio_size,
    roi_rows,
    uplift_rows,
)
from lift.report.numerals import Language, Numbers
from lift.report.portfolio import (
    basis_words,
    level,
    moderator_table,
    norm_table,
    portfolio_sentences,
    roi_table,
    study_table,
)
from lift.report.words import text


def portfolio_report(found: Portfolio, language: Language) -> Report:
    """Everything a report says about a portfolio, in one language."""
    numbers = Numbers(language, currency(found))
    days = [*(m.start for m in found.members), *(m.end for m in found.members)]
    facts = (
        (text("portfolio.fact.studies", language), str(len(found.members) + len(found.left_out))),
        (text("portfolio.fact.pooled", language), str(len(found.members))),
        (text("portfolio.fact.span", language), numbers.interval(numbers.day(min(days)), numbers.day(max(days)))),
    )
    return Report(
        language, text("portfolio.page", language, n=len(found.members)), "", text("portfolio.title", language),
        Facts(facts), _sections(found, language, numbers), text("page.contents", language),
        text("page.skip", language), text("page.data", language),
        text("column.interval", language, level=level(found, numbers)), text("portfolio.footer", language),
    )  # fmt: skip


def portfolio_html(found: Portfolio, language: Language) -> bytes:
    """As one offline HTML file."""
    from lift.report.html import page  # noqa: PLC0415 - what a format needs loads only to render it

    return page(portfolio_report(found, language)).encode("utf-8")


def portfolio_pdf(found: Portfolio, language: Language) -> bytes:
    """As a tagged PDF."""
    from lift.report.pdf import document  # noqa: PLC0415

    return document(portfolio_report(found, language))


def portfolio_xlsx(found: Portfolio, language: Language) -> bytes:
    """As a workbook with native charts."""
    from lift.report.xlsx.workbook import of_report  # noqa: PLC0415

    return of_report(portfolio_report(found, language), Numbers(language, currency(found)))


PORTFOLIO_FORMATS: Mapping[str, Callable[[Portfolio, Language], bytes]] = {
    "html": portfolio_html, "pdf": portfolio_pdf, "xlsx": portfolio_xlsx,
}  # fmt: skip
"""Every format of this report by its file ending."""


def _sections(found: Portfolio, language: Language, numbers: Numbers) -> tuple[Section, ...]:
    rows, desc = len(uplift_rows(found)), text("portfolio.figure.desc", language, level=level(found, numbers))
    forest = Drawing(
        "portfolio", text("portfolio.figure.title", language), desc,
        lambda ax: portfolio(found, ax=ax, language=language), portfolio_size(rows + 2),
        chart=uplift_chart(found, language),
    )  # fmt: skip
    glance = (Bullets(portfolio_sentences(found, language)), Tiles(tuple(_tiles(found, numbers))), forest)
    sections = [
        Section("glance", text("portfolio.title", language), glance),
        Section("studies", text("portfolio.section.studies", language),
                (Text(text("portfolio.studies_intro", language)), study_table(found, language))),
    ]  # fmt: skip
    if found.roi is not None:
        sections.append(Section("roi", text("portfolio.section.roi", language), _roi(found, language, numbers)))
    varies: tuple[Block, ...] = (Text(text("portfolio.moderators_intro", language)), moderator_table(found, language))
    norms: tuple[Block, ...] = (Text(text("portfolio.norms_intro", language)), norm_table(found, language))
    return (
        *sections, Section("varies", text("portfolio.moderators", language), varies),
        Section("norms", text("portfolio.norms", language), norms),
        Section("method", text("portfolio.section.method", language),
                (Bullets(tuple(text(f"portfolio.method.{i}", language) for i in range(1, 7))),)),
    )  # fmt: skip


def _roi(found: Portfolio, language: Language, numbers: Numbers) -> tuple[Block, ...]:
    norms = roi_benchmarks()
    figure = Drawing(
        "portfolio-roi", text("portfolio.figure.roi", language, symbol=numbers.symbol),
        text("portfolio.figure.roi_desc", language, level=level(found, numbers)),
        lambda ax: portfolio_roi(found, norms, ax=ax, language=language),
        portfolio_size(len(roi_rows(found)) + len(norms) + 1), chart=roi_chart(found, language),
    )  # fmt: skip
    basis = text("portfolio.roi.basis", language, basis=basis_words(found, language),
                 window=text(f"portfolio.window.{found.roi.window}" if found.roi else "", language))  # fmt: skip
    return Text(basis), roi_table(found, language), figure


def _tiles(found: Portfolio, numbers: Numbers) -> list[Tile]:
    language, out = numbers.language, list[Tile]()
    if (mean := found.mean) is not None:
        count = text("portfolio.tile.count", language, n=mean.studies)
        ends = numbers.interval(numbers.percent(mean.low), numbers.percent(mean.high))
        title, note = (text(f"portfolio.tile.mean{end}", language) for end in ("", "_note"))
        out.append(Tile("mean", title, numbers.percent(mean.mean, sign=True), ends, count, "", note))
        if mean.next_low is not None and mean.next_high is not None:
            title, note = (text(f"portfolio.tile.next{end}", language) for end in ("", "_note"))
            ends = numbers.span(mean.next_low, mean.next_high)
            out.append(Tile("next", title, ends, "", count, "", note))
    if (roi := found.roi) is not None:
        ends = "" if roi.low is None else numbers.interval(numbers.roi(roi.low), numbers.roi(roi.high))
        count = text("portfolio.tile.count", language, n=roi.studies)
        title = text("portfolio.tile.roi", language, symbol=numbers.symbol)
        out.append(
            Tile("roi", title, numbers.roi(roi.median), ends, count, "", text("portfolio.tile.roi_note", language))
        )
    return out
