# ruff: noqa: E501
import re
from pathlib import Path
from string import Formatter

import pytest

import lift.report
from lift.report.glossary import glossary
from lift.report.names import clean, enumeration, item_label, short
from lift.report.words import catalogue, text, verdict_sentence
from lift.report.xlsx.rows import _WORDS

ROW = {
    "verdict": "proven", "uplift": 0.12, "uplift_low": 0.071, "uplift_high": 0.169, "confidence": 0.9, "detectable": 0.103,
    "units_test": 1, "incremental": 7570.0, "incremental_low": 4246.0, "incremental_high": 10895.0,
}  # fmt: skip


def test_both_languages_hold_the_same_keys_and_placeholders():
    assert len(catalogue()) > 200
    for key, texts in catalogue().items():
        assert set(texts) == {"de", "en"}, key
        names = [
            {field for _, field, _, _ in Formatter().parse(words) if field is not None} for words in texts.values()
        ]
        assert names[0] == names[1], key
        assert all(words.strip() for words in texts.values()), key


def test_every_text_has_a_user():
    code = "\n".join(path.read_text() for path in Path(lift.report.__file__).parent.rglob("*.py"))
    whole = set(re.findall(r'"([a-z_]+(?:\.[a-z_0-9-]+)+)"', code))
    begun = set(re.findall(r'f"([a-z_.]+?)[._]?\{', code)) | set(re.findall(r'(?:word|mid)\(\s*"([a-z_.]+)"', code))
    begun |= set(_WORDS.values())
    unused = [key for key in catalogue() if key not in whole and not any(key.startswith(start) for start in begun)]
    assert unused == []


def test_a_missing_placeholder_is_an_error():
    with pytest.raises(KeyError):
        text("sentence.proven", "de")


SENTENCES = [
    ({}, ["4001"], {}, "Die Kampagne hat den Umsatz des beworbenen Artikels 4001 in der Testregion um 12,0 % erhöht (90-%-Intervall 7,1 % bis 16,9 %).",
     "The campaign raised the revenue of the promoted SKU 4001 in the test region by 12.0% (90% interval 7.1% to 16.9%)."),
    ({"units_test": 3}, ["a", "b"], {}, "Die Kampagne hat den Umsatz der zwei beworbenen Artikel in den Testregionen um 12,0 % erhöht (90-%-Intervall 7,1 % bis 16,9 %).",
     "The campaign raised the revenue of the two promoted SKUs in the test regions by 12.0% (90% interval 7.1% to 16.9%)."),
    ({"units_test": 21}, ["a"] * 13, {"assignment": "stores"}, "Die Kampagne hat den Umsatz der 13 beworbenen Artikel in den Testmärkten um 12,0 % erhöht (90-%-Intervall 7,1 % bis 16,9 %).",
     "The campaign raised the revenue of the 13 promoted SKUs in the test stores by 12.0% (90% interval 7.1% to 16.9%)."),
    ({"confidence": 0.975}, ["a", "b"], {"brand": "Salsa Sol", "assignment": "stores"}, "Die Kampagne hat den Umsatz der Marke Salsa Sol im Testmarkt um 12,0 % erhöht (97,5-%-Intervall 7,1 % bis 16,9 %).",
     "The campaign raised the revenue of the brand Salsa Sol in the test store by 12.0% (97.5% interval 7.1% to 16.9%)."),
    ({"verdict": "directional", "uplift_low": -0.01}, ["a", "b"], {}, "Es zeigt sich eine Tendenz: Der Umsatz der zwei beworbenen Artikel lag in der Testregion während der Kampagne um 12,0 % über der Erwartung (90-%-Intervall −1,0 % bis 16,9 %). Auf dem 80-%-Niveau wäre das ein Nachweis, auf dem 90-%-Niveau ist es keiner.",
     "There is a tendency: during the campaign, the revenue of the two promoted SKUs in the test region was 12.0% above expectation (90% interval −1.0% to 16.9%). That would be proof at the 80% level; at the 90% level it is not."),
    ({"verdict": "inconclusive", "uplift": 0.021, "uplift_low": -0.05, "uplift_high": 0.097}, ["4001"], {}, "Eine Wirkung der Kampagne auf den Umsatz des beworbenen Artikels 4001 in der Testregion ist nicht nachweisbar: gemessen wurden +2,1 % (90-%-Intervall −5,0 % bis 9,7 %). Ein Uplift ab etwa 10,3 % wäre in acht von zehn Fällen gefunden worden.",
     "No effect of the campaign on the revenue of the promoted SKU 4001 in the test region could be shown: the measured change is +2.1% (90% interval −5.0% to 9.7%). An uplift of about 10.3% or more would have been found in eight cases out of ten."),
    ({"verdict": "negative", "uplift": -0.07, "uplift_low": -0.12, "uplift_high": -0.02}, ["4001"], {}, "Der Umsatz des beworbenen Artikels 4001 lag in der Testregion während der Kampagne um 7,0 % unter der Erwartung (90-%-Intervall 2,0 % bis 12,0 %).",
     "During the campaign, the revenue of the promoted SKU 4001 in the test region was 7.0% below expectation (90% interval 2.0% to 12.0%)."),
    ({"verdict": "invalid"}, ["4001"], {}, "Der Test ist nicht auswertbar: Mindestens eine Prüfung wurde nicht bestanden. Über die Wirkung der Kampagne auf den Umsatz des beworbenen Artikels 4001 in der Testregion lässt sich damit nichts sagen.",
     "The test is not valid: at least one check failed. Nothing can be said about the effect of the campaign on the revenue of the promoted SKU 4001 in the test region."),
    ({"uplift": None, "uplift_low": None, "uplift_high": None}, ["4001"], {}, "Ohne die Kampagne war kein Umsatz des beworbenen Artikels 4001 zu erwarten; in der Testregion wurden während der Kampagne 7.570 € umgesetzt. Wie viel davon die Kampagne brachte und wie viel die Einführung selbst, lässt sich ohne Erwartungswert nicht sagen; ein Uplift in Prozent ist nicht definiert.",
     "Without the campaign no revenue of the promoted SKU 4001 was to be expected; in the test region, sales during the campaign came to €7,570. Without an expected value nobody can say how much of that the campaign brought and how much the launch itself; an uplift in per cent is not defined."),
]  # fmt: skip


@pytest.mark.parametrize(("row", "promoted", "options", "de", "en"), SENTENCES)
def test_verdict_sentences(row, promoted, options, de, en):
    told = verdict_sentence({**ROW, **row}, promoted, **options)
    assert {key: words.replace("\N{NO-BREAK SPACE}", " ") for key, words in told.items()} == {"de": de, "en": en}


def test_inconclusive_without_a_detectable_uplift_names_none():
    told = verdict_sentence({**ROW, "verdict": "inconclusive", "detectable": None}, ["a"])
    assert "acht von zehn" not in told["de"]


def test_an_invalid_sentence_names_no_number():
    told = verdict_sentence({**ROW, "verdict": "invalid"}, ["a", "b"])
    assert not any(char.isdigit() for words in told.values() for char in words)


def test_names_in_sentences_are_cut_and_cleaned():
    told = verdict_sentence(ROW, ["x" * 500])["de"]
    assert "…" in told
    assert len(told) < 250
    assert "\u202e" not in verdict_sentence(ROW, ["a\u202eb"])["de"]
    assert "{uplift}" in verdict_sentence(ROW, ["{uplift}"])["de"]


def test_clean_keeps_names_readable_and_drops_what_moves_text():
    assert clean("a\x00b\n c\u202e") == "a b c"
    assert clean("Salsa 🌶️") == "Salsa 🌶️"
    assert clean("\x07") == "–"
    assert clean("12,3\u00a0% \u00a0 more\u00a0") == "12,3\u00a0% more"
    assert clean("مرحبا\u200f") == "مرحبا\u200f"


def test_lists_and_labels():
    assert enumeration(["a"], "de") == "a"
    assert enumeration(["a", "b", "c"], "de") == "a, b und c"
    assert enumeration(list("abcdefgh"), "en", 4) == "a, b, c and 5 more"
    assert item_label("promoted", "promoted", "en") == "Promoted SKUs"
    assert item_label("sku", "promoted", "en") == "promoted"
    assert item_label("sku", "(rest)", "de") == "Übrige Artikel der Marke"
    assert short("x" * 50, 10) == "x" * 9 + "…"


def test_glossary_speaks_both_languages():
    for term, entry in glossary().items():
        for texts in (entry.labels, entry.meanings, entry.units or {"de": "", "en": ""}):
            assert set(texts) == {"de", "en"}, term
