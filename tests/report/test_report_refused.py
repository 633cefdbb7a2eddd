"""Which SKUs have no result of their own, and why: counted, in plain words, promoted ones first."""

from dataclasses import replace

import pytest
from report_samples import make

from lift.report.blocks import Bullets, Text
from lift.report.sections.levels import refused
from lift.report.source import read

REASONS = ("too_thin", "empty_periods", "launch", "not_listed", "no_variance", "parent")


def given(entries, language="en"):
    result = make(language=language)
    return read(replace(result, document={**result.document, "not_measured": entries}), language)


def entry(item, reason="too_thin", value=0.62, limit=0.7):
    return {"level": "sku", "item": item, "reason": reason, "value": value, "limit": limit}


def test_promoted_skus_come_first_and_are_named_so() -> None:
    _, intro, lines = refused(given([*(entry(f"6{i:04d}") for i in range(40)), entry("4002", "not_listed")]))
    assert isinstance(intro, Text)
    assert "41" in intro.text
    assert isinstance(lines, Bullets)
    assert lines.items[0].startswith("4002 (promoted): one of the arms did not sell it regularly")
    assert lines.items[1].startswith("60000: sold too thinly: 62% of the store-periods")
    assert "16" in lines.items[-1]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("code", REASONS)
def test_every_reason_is_a_sentence(code, language) -> None:
    *_, lines = refused(given([entry("60001", code)], language))
    assert isinstance(lines, Bullets)
    (line,) = lines.items
    assert len(line) > 40
    assert "_" not in line
    assert "{" not in line


def test_a_sku_refused_in_both_metrics_is_one() -> None:
    *_, lines = refused(given([entry("60001"), entry("60001", "not_listed")]))
    assert isinstance(lines, Bullets)
    assert len(lines.items) == 1


def test_nothing_refused_nothing_said() -> None:
    assert refused(given([])) == []
