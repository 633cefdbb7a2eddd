"""Entries of return on spend: which ones are told, and what each of them counts."""

from lift.report.names import item_label, short
from lift.report.source import Row, Source

MOST_ROI = 12


def roi_rows(source: Source) -> list[Row]:
    """The headline first, then the other definitions over its window, at most a dozen; none for an invalid test."""
    entries = [e for e in source.document.get("roi") or [] if e["per_euro"] is not None] if source.valid else []
    window = (source.headline or {}).get("window")
    order = {"brand": 0, "promoted": 1, "category": 2}
    chosen = [e for e in entries if window in {None, e["window"]}]
    return sorted(chosen, key=lambda e: (not e.get("headline"), order.get(str(e["level"]), 3)))[:MOST_ROI]


def basis_words(source: Source, entry: Row) -> str:
    """The price basis of an entry; revenue as measured says whether it includes value added tax."""
    measured = source.study.get("revenue_basis") if entry["basis"] == "revenue" else None
    return source.word("roi.basis", f"revenue_{measured}" if measured else entry["basis"])


def roi_label(source: Source, entry: Row) -> str:
    """What an entry counts: item, price basis, window."""
    item = short(item_label(str(entry["level"]), entry["item"], source.language), 28)
    basis, window = basis_words(source, entry), source.mid("window", entry["window"])
    return source.say("roi.definition_cell", item=item, basis=basis, window=window)
