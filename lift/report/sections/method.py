"""The method in plain words, the evidence class, and the disclosure sheet of the German industry."""

from lift.report.blocks import Facts, Heading, Section, Text
from lift.report.names import clean, enumeration
from lift.report.sections.cover import arm, window_range
from lift.report.sections.glance import evidence
from lift.report.source import Source
from lift.report.words import catalogue


def method(source: Source, institute: str = "") -> Section:
    """How it was measured and what a reader must know to judge it; `institute`: who measured, where that is known."""
    plain = (
        source.say("method.idea"),
        source.say(f"method.unit.{source.assignment}"),
        *(_named(source, part, name) for part, name in method_names(source)),
        source.say("method.verdicts", level=source.confidence),
        source.say("method.limit"),
    )
    return Section(
        "method",
        source.say("section.method"),
        (
            Heading(source.say("method.plain")),
            *(Text(paragraph) for paragraph in plain),
            Heading(source.say("method.evidence")),
            Text(evidence(source)),
            Heading(source.say("method.sheet")),
            sheet(source, institute),
        ),
    )


def method_names(source: Source) -> list[tuple[str, str]]:
    """Estimator, inference and adjustment that were in fact used, from the rows."""
    row = source.main() or {}
    estimator, _, rest = str(row.get("method") or source.study["method"]).partition("/")
    inference, _, adjustment = rest.partition("/")
    pairs = [
        ("estimator", estimator), ("inference", inference or str(source.study["inference"])), ("adjustment", adjustment)
    ]  # fmt: skip
    return [(part, name) for part, name in pairs if name]


def _named(source: Source, part: str, name: str) -> str:
    key = f"method.{part}.{name}"
    return source.say(key) if key in catalogue() else source.say(f"method.{part}.other", name=clean(name))


def sheet(source: Source, institute: str = "") -> Facts:
    """The disclosure sheet: what the industry asks every study to state."""
    study, design = source.study, source.design
    main = source.main() or {}
    found = dict.fromkeys(clean(r["item"]) for r in source.document["effects"] if r["level"] == "category")
    basis = source.say(f"roi.basis_value.{study.get('revenue_basis') or 'unknown'}")
    windows = {name: window_range(source, name) for name in ("pre", "campaign", "after")}
    number = source.numbers.number
    sizes = {
        "test_units": number(len(design["test"])),
        "control_units": number(len(design["control"])),
        "test_stores": number(design.get("stores_test") or main.get("stores_test")),
        "control_stores": number(design.get("stores_control") or main.get("stores_control")),
    }
    names = " / ".join(clean(name) for _, name in method_names(source))
    level = source.numbers.share(float(study["confidence"]))
    values = {
        "title": clean(study["name"]),
        "year": str(study["campaign"]["start"])[:4],
        "client": clean(study.get("client") or "–"),
        "institute": clean(institute) if institute else source.say("sheet.institute_value"),
        "aim": source.say("sheet.aim_value"),
        "kpis": source.say("sheet.kpis_value" if source.valid else "sheet.kpis_invalid"),
        "concept": source.say(
            f"sheet.concept_value.{source.assignment}", test=arm(source, "test"), control=arm(source, "control")
        ),
        "method": names,
        "population": source.say(
            "sheet.population_value", n=len(found), categories=enumeration(list(found), source.language)
        ),
        "collection": source.say(f"sheet.collection_value.{source.numbers.frequency}", basis=basis),
        "field": source.say("sheet.field_value", **windows),
        "sizes": source.say("sheet.sizes_value", **sizes),
        "selection": source.word("sheet.selection_value", design.get("chosen") or "named"),
        "weighting": source.say("sheet.weighting_value"),
        "analysis": source.say("sheet.analysis_value", method=names, level=level, seed=study["seed"]),
    }
    return Facts(tuple((source.say(f"sheet.{key}"), value) for key, value in values.items()))
