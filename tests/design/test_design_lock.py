"""The lock as a file, and what is said of a design that is no longer that of its lock."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lift.core.errors import DesignError
from lift.core.imprint import Imprint
from lift.design.deviations import judge
from lift.design.lock import Lock, from_text, to_text

IMPRINT = Imprint(
    "2023-01-02",
    "2024-12-23",
    {"Kiel": (4, 10_000, 5_000), "Ulm": (3, 8_000, 4_000), "Köln": (2, 7_000, 3_000)},
    {"2023-01-02": (900, 400), "2024-12-23": (1_000, 500)},
    {"category Salsa": (18_000, 9_000), "brand Sol": (9_000, 4_000), "sku 1": (4_000, 2_000)},
)
LOCK = Lock(
    locked=date(2025, 1, 6), study="Salsa", assignment="regions", test=("Kiel",), control=("Köln", "Ulm"),
    weights=(0.4, 0.6), excluded=(), chosen="match", frequency="week", pre_first=date(2024, 1, 8), pre_periods=52,
    start=date(2025, 1, 20), end=date(2025, 3, 16), after_periods=8, promoted=("1", "2"), launch=(), method="did",
    inference="noise-model", confidence=0.9, seed=1, imprint=IMPRINT, detectable={"promoted promoted": 0.123},
)  # fmt: skip


def said(now: Lock, *, locked: Lock = LOCK, intact: bool = True) -> list[str]:
    """What is warned of, in English; the German is there too."""
    found = judge(locked, now, intact=intact)
    assert all(f.check == "design lock" and f.message["de"] and f.message["en"] for f in found)
    return [f.message["en"] for f in found if f.verdict == "warn"]


def imprint(**parts) -> Lock:
    return replace(LOCK, imprint=replace(IMPRINT, **parts))


def test_a_lock_is_read_as_it_was_written() -> None:
    assert from_text(to_text(LOCK)) == (LOCK, True)
    assert to_text(from_text(to_text(LOCK))[0]) == to_text(LOCK)


@given(
    st.lists(st.text(min_size=1), min_size=1, max_size=4, unique=True),
    st.floats(0.001, 0.999),
    st.dates(),
    st.integers(0, 2**63 - 1),
)
def test_any_names_and_numbers_survive_the_file(names, weight, day, seed) -> None:
    odd = replace(LOCK, test=tuple(names), weights=(weight, 1 - weight), locked=day, seed=seed)
    assert from_text(to_text(odd)) == (odd, True)


def test_a_change_by_hand_is_seen() -> None:
    text = to_text(LOCK)
    for old, new in (('"2025-01-06"', '"2024-01-06"'), ('"Kiel"', '"Bonn"'), ("0.123", "0.023")):
        assert old in text
        assert not from_text(text.replace(old, new, 1))[1]
    assert "does not match its digest" in said(LOCK, intact=False)[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "design.lock is damaged"),
        ("[]", "not a lock of schema 1"),
        ('{"schema": 2}', "not a lock of schema 1"),
        ('{"schema": 1}', "values are wrong, first locked"),
        (to_text(LOCK).replace('"2025-01-06"', '"soon"'), "first locked"),
        (to_text(LOCK).replace('"seed"', '"sed"'), "values are wrong"),
    ],
)
def test_a_damaged_lock_is_refused(text: str, words: str) -> None:
    with pytest.raises(DesignError, match=words) as caught:
        from_text(text)
    assert "lift match" in str(caught.value)


def test_nothing_changed_passes_in_one_finding() -> None:
    found = judge(LOCK, LOCK, intact=True)
    assert [f.verdict for f in found] == ["pass"]
    assert "2025-01-06" in found[0].message["en"]
    assert "06.01.2025" in found[0].message["de"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"test": ("Bonn",)}, "test units (added Bonn; left out Kiel)"),
        ({"control": ("Köln",)}, "control units (left out Ulm)"),
        ({"excluded": ("Essen",)}, "excluded units (added Essen)"),
        ({"promoted": ("1", "3")}, "promoted SKUs (added 3; left out 2)"),
        ({"launch": ("2",)}, "launched SKUs (added 2)"),
        ({"assignment": "stores"}, "assignment is stores instead of regions"),
        ({"start": date(2025, 1, 27)}, "first day is 2025-01-27 instead of 2025-01-20"),
        ({"end": date(2025, 3, 9)}, "last day is 2025-03-09 instead of 2025-03-16"),
        ({"pre_first": date(2024, 2, 5)}, "history compared with is 2024-02-05"),
        ({"pre_periods": 40}, "periods before the campaign is 40 instead of 52"),
        ({"after_periods": 0}, "periods after the campaign is 0 instead of 8"),
        ({"method": "sdid"}, "the method is sdid instead of did"),
        ({"inference": "welch"}, "the inference is welch instead of noise-model"),
        ({"confidence": 0.8}, "confidence level is 0.8 instead of 0.9"),
        ({"seed": 7}, "the seed is 7 instead of 1"),
    ],
)
def test_each_change_is_told_once(change, words) -> None:
    told = said(replace(LOCK, **change))
    assert len(told) == 1
    assert words in told[0]
    assert "model-based" in judge(LOCK, replace(LOCK, **change), intact=True)[0].advice["en"]


@pytest.mark.parametrize("day", [date(2025, 1, 20), date(2025, 6, 1)])
def test_a_lock_from_the_start_on_proves_nothing(day) -> None:
    late = replace(LOCK, locked=day)
    assert "not before the campaign's start on 2025-01-20" in said(late, locked=late)[0]


def test_a_start_that_moved_before_the_lock_is_seen() -> None:
    told = said(replace(LOCK, start=date(2025, 1, 6)))
    assert any("not before the campaign's start on 2025-01-06" in words for words in told)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"units": {**IMPRINT.units, "Kiel": (4, 10_001, 5_000)}}, "sales before the campaign differ in 1 unit: Kiel"),
        ({"units": {**IMPRINT.units, "Kiel": (5, 10_000, 5_000)}}, "number of stores with sales differs in 1 unit"),
        ({"units": {k: v for k, v in IMPRINT.units.items() if k != "Ulm"}}, "no longer holds 1 unit: Ulm"),
        ({"units": {**IMPRINT.units, "Bonn": (1, 1, 1)}}, "holds 1 unit that it did not hold: Bonn"),
        (
            {"periods": {**IMPRINT.periods, "2023-01-02": (909, 400)}},
            "differ in 1 period before the campaign, most in",
        ),
        ({"periods": {"2024-12-23": (1_000, 500)}}, "1 period of the panel is gone: 2023-01-02"),
        ({"periods": {**IMPRINT.periods, "2023-02-06": (1, 1)}}, "holds sales that held none: 2023-02-06"),
        (
            {"items": {**IMPRINT.items, "sku 1": (4_001, 2_000)}},
            "sales moved between SKUs, brands or categories: sku 1",
        ),
    ],
)
def test_a_changed_panel_is_reported(parts, words) -> None:
    told = said(imprint(**parts))
    assert len(told) == 1
    assert words in told[0]


def test_a_panel_that_begins_later_is_compared_by_its_periods() -> None:
    later = {"first": "2024-12-23", "units": dict.fromkeys(IMPRINT.units, (1, 1, 1))}
    assert said(imprint(**later, periods={"2024-12-23": (1_000, 500)})) == []
    told = said(imprint(**later, periods={"2024-12-23": (900, 500)}))
    assert "−10.0%" in told[0]


def test_sums_of_other_categories_are_not_compared() -> None:
    other = imprint(items={"category Chips": (1, 1)}, units={k: (n, 1, 1) for k, (n, *_) in IMPRINT.units.items()})
    assert said(replace(other, promoted=("9",))) == [
        "Other than fixed in design.lock: promoted SKUs (added 9; left out 1, 2)."
    ]


def test_the_digest_is_that_of_the_content() -> None:
    content = json.loads(to_text(LOCK))
    assert len(content["digest"]) == 64
    assert json.loads(to_text(replace(LOCK, seed=2)))["digest"] != content["digest"]
