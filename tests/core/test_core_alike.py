"""Names that look the same."""

import unicodedata

from lift.core.alike import alike, folded, pairs
from lift.core.errors import nearest


def test_blanks_capitals_and_composed_letters_do_not_tell_names_apart() -> None:
    names = ["Köln", unicodedata.normalize("NFD", "Köln"), "köln ", "Bonn", " bonn", "Halle"]
    groups = alike(names)
    assert [len(group) for group in groups] == [2, 3]
    assert groups[0] == (" bonn", "Bonn")
    assert len({folded(name) for name in groups[1]}) == 1
    assert pairs([("a", "a ")]) == ["'a' and 'a '"]
    assert alike(["Halle", "Halle (Saale)"]) == []


def test_the_nearest_name_may_look_the_same() -> None:
    other = unicodedata.normalize("NFD", "Köln")
    assert "composed in another way" in nearest("Köln", ["Bonn", other])
    assert nearest("Köln", ["Koeln"]) == " (did you mean 'Koeln'?)"
