"""What stands at the end: the glossary of the terms used, and the lists of SKUs, regions and stores."""

from lift.report.blocks import Block, Facts, Names, Section
from lift.report.glossary import entry, report_terms
from lift.report.names import clean
from lift.report.source import Source

_MOST_NAMES = 400


def glossary_section(source: Source) -> Section:
    """The terms that this report uses; those of ROI only where there is one."""
    terms = [entry(term) for term in report_terms(roi=source.headline is not None)]
    pairs = tuple((term.label(source.language), term.told(source.language)) for term in terms)
    return Section("glossary", source.say("section.glossary"), (Facts(pairs),))


def lists(source: Source) -> Section:
    """Promoted SKUs and the units of every arm."""
    design = source.design
    control = [f"{clean(c['unit'])} ({source.numbers.percent(float(c['weight']))})" for c in design["control"]]
    arms: list[tuple[str, list[str]]] = [
        ("lists.skus", [clean(sku) for sku in design.get("promoted") or ()]),
        ("lists.test", [clean(unit) for unit in design["test"]]),
        ("lists.control", control),
        ("lists.unused", [clean(unit) for unit in design.get("unused") or ()]),
        ("lists.excluded", [clean(unit) for unit in design.get("excluded") or ()]),
    ]
    blocks: list[Block] = []
    for key, names in arms:
        if names:
            shown = tuple(names[:_MOST_NAMES])
            more = (
                (source.say("lists.more", n=source.numbers.number(len(names) - len(shown))),)
                if len(names) > len(shown)
                else ()
            )
            blocks.append(Names(source.say(key, n=source.numbers.number(len(names))), (*shown, *more)))
    return Section("lists", source.say("section.lists"), tuple(blocks))
