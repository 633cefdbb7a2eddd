"""The report as one value: which sections a result has, in which order."""

from lift.core.view import ResultView
from lift.report.blocks import Report, Section
from lift.report.look.theme import PLAIN, Theme
from lift.report.names import clean
from lift.report.sections.activity import activity, has_activity
from lift.report.sections.campaign_cells import campaign_cells
from lift.report.sections.changes import changes
from lift.report.sections.compare import compare
from lift.report.sections.course import course
from lift.report.sections.cover import cover
from lift.report.sections.glance import glance
from lift.report.sections.levels import levels
from lift.report.sections.lists import glossary_section, lists
from lift.report.sections.method import method
from lift.report.sections.money import money
from lift.report.sections.trust import trust
from lift.report.sections.volume import volume
from lift.report.source import Source, read


def report(result: ResultView, language: str | None = None, theme: Theme = PLAIN) -> Report:
    """Everything a report says about a result, in one language, and nothing about how it is set.

    `theme` gives the agency's name and standing texts. An invalid test has no ROI and no benchmarks: its sections end
    with the numbers and why they cannot be used.
    """
    source = read(result, language)
    study, design = source.study, source.design
    return Report(
        language=source.language,
        title=source.say("page.title", name=clean(study["name"])),
        client=clean(study.get("client") or ""),
        kicker=source.say("page.kicker_stores" if source.assignment == "stores" else "page.kicker"),
        cover=cover(source),
        sections=_sections(source, result, theme),
        contents=source.say("page.contents"),
        skip=source.say("page.skip"),
        data_label=source.say("page.data"),
        interval_label=source.say("column.interval", level=source.confidence),
        pick_label=source.say("page.pick"),
        footer=source.say(
            "page.footer",
            fingerprint=str(design.get("fingerprint") or "–")[:12],
            seed=study["seed"],
            level=source.numbers.share(float(study["confidence"])),
        ),
        imprint=theme.footer.get(source.language, "") or theme.agency,
        disclaimer=theme.disclaimer.get(source.language, ""),
        theme=theme,
    )


def _sections(source: Source, result: ResultView, theme: Theme) -> tuple[Section, ...]:
    first = [glance(source, result)]
    if not source.valid:
        first.append(trust(source))
    if (moved := changes(source)) is not None:
        first.append(moved)
    first.append(levels(source, result))
    if (cells := campaign_cells(source)) is not None:
        first.append(cells)
    first += [course(source, result), volume(source, result)]
    if source.valid:
        first.append(money(source, result))
        if source.headline is not None:
            first.append(compare(source, result))
    if has_activity(source):
        first.append(activity(source))
    if source.valid:
        first.append(trust(source))
    return (*first, method(source, theme.agency), glossary_section(source), lists(source))
