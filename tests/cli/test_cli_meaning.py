"""`lift explain` knows every key of the study file, and what the data layer says of a panel."""

import pytest

from lift.cli.meaning import meaning
from lift.core.errors import StudyError
from lift.study.schema import FREE, REPEATED, SECTIONS

KEYS = sorted({key for keys in (*SECTIONS.values(), *(keys for keys, _ in REPEATED.values())) for key in keys} - {FREE})
INSIDE_A_REMARK = {
    *("week", "sku", "units", "revenue", "price", "base_price", "promo", "feature", "display"),
    *("region", "brand", "category", "description"),
}
"""Columns that the file names in a row of others; as words they are terms, or explained with [data.columns]."""


@pytest.mark.parametrize("key", [key for key in KEYS if key not in INSIDE_A_REMARK])
def test_every_key_is_explained(key: str) -> None:
    assert len(meaning(key, "en")) > 10


def test_a_key_comes_with_its_section_and_remark() -> None:
    text = meaning("data.absent", "en")
    assert text.startswith('[data]\nabsent = "listed"')
    assert "no sales between the first and the last sale" in text
    assert meaning("match.test_units", "en").startswith("[match]\ntest_units = 2")


@pytest.mark.parametrize(
    "check",
    ["store openings and closings", "missing periods", "stores without sales", "sales end early", "zero share",
     "replaced SKUs", "successors", "duplicates"],
)  # fmt: skip
def test_what_is_said_of_an_unbalanced_panel_is_explained_in_both_languages(check: str) -> None:
    assert meaning(check, "en") != meaning(check, "de")


def test_what_is_neither_names_the_nearest() -> None:
    with pytest.raises(StudyError, match=r"no entry for 'uplyft'.*did you mean"):
        meaning("uplyft", "en")
