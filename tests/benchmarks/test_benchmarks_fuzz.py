"""Broken inputs, one of each label: each is told, found or read as the unbroken one; and a judge that can fail."""

from pathlib import Path

import pytest
from benchmark_modules import module

command, outcome = module("fuzz.command"), module("fuzz.outcome")
LABELS = [*command.TABLES, *command.files.MUTATIONS, *command.texts.MUTATIONS]


@pytest.mark.parametrize("label", LABELS)
def test_a_broken_input_ends_in_words_or_in_the_same_numbers(label: str, tmp_path: Path) -> None:
    said, text = command.broken(label, 777, tmp_path)
    assert said not in outcome.WRONG, text


def test_the_judge_tells_every_failure() -> None:
    expected, same = outcome.Expected(("units",)), outcome.Expected(same=True)

    def raised(error: BaseException) -> object:
        raise error

    def ends(read: object, what: object = expected) -> str:
        return outcome.judged(read, 1, what)[0]

    assert ends(lambda: raised(KeyError("units"))) == "traceback"
    assert ends(lambda: raised(outcome.Hanging())) == "hang"
    assert ends(lambda: raised(command.judged.__globals__["LiftError"]("about revenue"))) == "other message"
    assert ends(lambda: raised(command.judged.__globals__["LiftError"]("about units"))) == "told"
    assert ends(lambda: outcome.Read(2)) == ends(lambda: outcome.Read(2), same) == "silent"
    assert ends(lambda: outcome.Read(1), same) == "same"
