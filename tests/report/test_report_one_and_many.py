"""Every sentence with a count in it, said of none, one and two: nouns and verbs go with the count."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lift.core.finding import form
from lift.report.look.texts import problem
from lift.report.numerals import LANGUAGES
from lift.report.words import catalogue, overriding, text

LIFT = Path(__file__).parents[2] / "lift"
NOUNS = {
    "SKU": "SKUs", "store": "stores", "region": "regions", "unit": "units", "period": "periods", "row": "rows",
    "post": "posts", "study": "studies", "week": "weeks", "month": "months", "day": "days", "name": "names",
    "campaign": "campaigns", "column": "columns", "check": "checks", "group": "groups", "definition": "definitions",
    "value": "values", "comparison": "comparisons", "impression": "impressions", "creator": "creators",
    "Markt": "Märkten?", "Region": "Regionen", "Einheit": "Einheiten", "Testeinheit": "Testeinheiten",
    "Periode": "Perioden", "Zeile": "Zeilen", "Beitrag": "Beiträgen?", "Studie": "Studien", "Woche": "Wochen",
    "Tag": "Tagen?", "Monat": "Monaten?", "Kampagne": "Kampagnen", "Prüfung": "Prüfungen", "Gruppe": "Gruppen",
    "Abgrenzung": "Abgrenzungen", "Wert": "Werte", "Vergleich": "Vergleiche", "Testmarkt": "Testmärkte",
    "Testregion": "Testregionen", "Startzeitpunkt": "Startzeitpunkte",
}  # fmt: skip
VERBS = {
    "is": "are", "has": "have", "was": "were", "comes": "come", "rests": "rest", "holds": "hold", "lies": "lie",
    "looks": "look", "ist": "sind", "hat": "haben", "wurde": "wurden", "wird": "werden", "kommt": "kommen",
    "beruht": "beruhen", "enthält": "enthalten", "liegt": "liegen", "sieht": "sehen", "steht": "stehen",
    "fehlt": "fehlen", "entfällt": "entfallen", "lässt": "lassen", "zählt": "zählen",
}  # fmt: skip
COUNTS = (
    "n", "stores", "hidden", "campaigns", "groups", "windows", "starts", "passed", "most", "needed", "above"
)  # fmt: skip
"""Placeholders of texts that hold a count."""
NAMES = {"unit": "weeks", "einheit": "Wochen", "PLURAL[frequency]": "weeks", "GERMAN[frequency]": "Wochen"}
COUNTED = re.compile(
    r"(len|int)\(.*\)|.*\.error_count\(\)|K|J|N|P|m|n|each|empty|extra|most|must|step|total|twice|wrong"
)
"""What counts in the words of an error: the rest are names, shares and settings."""
ANY = re.compile(r".*", re.DOTALL)
NO_COUNT = re.compile(r"FILE|few|days?|edge|first|last|end|worst|en|de|\w+_(?:en|de)|german_day\(\w+\)")
WHOLE = re.compile(r"\b(of(?: the)?|von(?: gewünschten)?) \d+ ")
"""What a part is a part of does not say how many the part is."""
PART = r"(?:(?:of|von) (?:the |gewünschten )?all (?:[^\W\d]+ ){1,2})"
ADJECTIVES = r"(?:(?!(?:of|von|in|to|bis|and|und|than|als|je|jeder|der|the|per|stopped)\b)[^\W\d]+ ){0,2}"


def disagreeing(sentence: str, count: int) -> str:
    """The first noun or verb that does not go with the count in front of it; "" when all do."""
    told = WHOLE.sub(r"\1 all ", sentence)
    at = 1 if count == 1 else 0
    nouns, verbs = ("|".join(pair[at] for pair in pairs.items()) for pairs in (NOUNS, VERBS))
    any_noun = "|".join([*NOUNS, *NOUNS.values(), "Artikel"])
    patterns = (
        rf"{count} {ADJECTIVES}(?:{nouns})",
        rf"(?<!Über )(?<!Over ){count} (?:{PART}|{ADJECTIVES}(?:{any_noun}) |(?:of them|davon) )?(?:{verbs})",
    )
    found = (re.search(rf"(?<![\w.,/]){pattern}\b", told) for pattern in patterns)
    return next((match[0] for match in found if match), "")


def sentences_of_findings() -> Iterator[tuple[str, ast.JoinedStr]]:
    """Every filled-in sentence of a finding: what is handed over as `en` or `de`, or kept under such a name."""
    for file in sorted(LIFT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            named = isinstance(node, ast.keyword) and node.arg in {"en", "de", "advice_en", "advice_de"}
            kept = isinstance(node, ast.Assign) and re.search(r"(^|_)(en|de)$", ast.unparse(node.targets[0]))
            told = isinstance(node, ast.Yield) and file.name == "restated.py"
            for inner in ast.walk(node) if named or kept or told else ():
                if isinstance(inner, ast.JoinedStr):
                    yield f"{file.relative_to(LIFT)}:{inner.lineno}", inner


def said(sentence: ast.JoinedStr, count: int, counts: re.Pattern[str] = ANY) -> str:
    """A sentence with `count` in the place of what is filled in and `counts`, and the words that it chooses for it."""
    out = ""
    for part in sentence.values:
        if isinstance(part, ast.Constant):
            out += str(part.value)
        elif isinstance(part, ast.FormattedValue):
            out += _filled(part.value, count, counts)
    return out


def _filled(value: ast.expr, count: int, counts: re.Pattern[str]) -> str:
    if isinstance(value, ast.Call) and ast.unparse(value.func) == "form":
        one, many = (ast.literal_eval(word) for word in value.args[1:])
        return form(count, one, many)
    if isinstance(value, ast.IfExp) and isinstance(value.body, ast.Constant):
        return str(value.body.value)
    name = ast.unparse(value)
    return NAMES.get(name, "X" if NO_COUNT.fullmatch(name) or not counts.fullmatch(name) else str(count))


@pytest.mark.parametrize("count", [0, 1, 2])
def test_findings_agree_with_their_counts(count):
    found = list(sentences_of_findings())
    assert len(found) > 100
    wrong = {where: bad for where, each in found if (bad := disagreeing(said(each, count), count))}
    assert wrong == {}


def sentences() -> Iterator[tuple[str, ast.JoinedStr]]:
    """Every text of the source with something filled in, errors above all."""
    for file in sorted(LIFT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                yield f"{file.relative_to(LIFT)}:{node.lineno}", node


@pytest.mark.parametrize("count", [1, 2])
def test_errors_agree_with_their_counts(count):
    found = list(sentences())
    assert len(found) > 500
    wrong = {where: bad for where, each in found if (bad := disagreeing(said(each, count, COUNTED), count))}
    assert wrong == {}


@pytest.mark.parametrize("count", [0, 1, 2])
@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_of_reports_agree_with_their_counts(count, language):
    wrong = {}
    for key, words in catalogue().items():
        names = set(re.findall(r"\{(\w+)", words[language]))
        filled = {name: str(count) if name in COUNTS else "X" for name in names}
        if bad := disagreeing(text(key, language, **filled), count):
            wrong[key] = bad
    assert {key: bad for key, bad in wrong.items() if not known_count(key, count)} == {}


def known_count(key: str, count: int) -> bool:
    """Texts that are only said of one or only of many, by their key."""
    return (key.endswith(".one") and count != 1) or (key.endswith((".many", "of.many")) and count == 1)


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("1 SKUs were replaced.", 1), ("1 of 20 stores have no sales", 1), ("1 false campaigns are too few", 1),
        ("1 Artikel wurden ersetzt", 1), ("1 von 20 Märkten haben nichts", 1), ("2 SKU was replaced", 2),
        ("0 Zeile", 0),
    ],
)  # fmt: skip
def test_a_sentence_that_does_not_agree_is_found(sentence, count):
    assert disagreeing(sentence, count)


def test_what_agrees_is_let_pass():
    for sentence, count in (
        ("1 SKU was replaced", 1), ("1 of 20 stores has no sales", 1), ("1 von 20 Märkten hat nichts", 1),
        ("2 SKUs were replaced", 2), ("0 Zeilen", 0), ("1.211 rows", 1),
    ):  # fmt: skip
        assert disagreeing(sentence, count) == ""


def test_words_go_with_a_count_as_it_is_printed():
    with overriding({"xlsx.rows": {"de": "{n} {n:Zeile|Zeilen}", "en": "{n} {n:row|rows}"}}):
        assert [text("xlsx.rows", "en", n=n) for n in ("0", "1", 1, "1,000")] == [
            "0 rows",
            "1 row",
            "1 row",
            "1,000 rows",
        ]


def test_a_text_of_ones_own_chooses_words_and_no_number():
    assert problem("xlsx.rows", "en", "{n} {n:line|lines} of the table") == ""
    assert problem("xlsx.rows", "en", "{n} lines") == ""
    assert "stands without {n}" in problem("xlsx.rows", "en", "{n:A line|Lines}")
    assert "says '9'" in problem("xlsx.rows", "en", "{n} {n:line|times 9 lines}")
    assert "no plain placeholder" in problem("xlsx.rows", "en", "{n:>9}")
