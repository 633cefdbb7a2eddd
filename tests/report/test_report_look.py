"""An agency's own look: theme, texts and pseudonyms change how a report is set, and never a number."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from report_samples import make

from lift.core.errors import StudyError
from lift.report import FORMATS, render_html
from lift.report.against import against
from lift.report.look.hidden import hidden
from lift.report.look.pseudonyms import pseudonyms
from lift.report.look.style import Style, from_document, to_document
from lift.study.texts import load_texts
from lift.study.theme import load_theme

THEME = (
    '[agency]\nname = "Nordlicht Media"\nfooter = "Vertraulich"\n[colors]\nprimary = "#4b1d6b"\naccent = "#b3541e"\n'
)
KEY = "time.after"


def written(folder: Path, name: str, words: str) -> Path:
    file = folder / name
    file.write_text(words, encoding="utf-8")
    return file


def words_of(kind: str, content: str | bytes) -> str:
    """All that a report says, hidden parts included."""
    if isinstance(content, str):
        return content
    if kind == "pdf":
        return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    with ZipFile(BytesIO(content)) as parts:
        return "".join(parts.read(name).decode("utf-8", "ignore") for name in parts.namelist())


def test_a_theme_shows_in_every_format(tmp_path: Path) -> None:
    style = Style(load_theme(written(tmp_path, "theme.toml", THEME)))
    assert from_document(to_document(style)) == style
    result = make("proven", others=2)
    for kind, make_report in FORMATS.items():
        content = make_report(result, style=style)
        assert "Vertraulich" in words_of(kind, content), kind
        if kind != "pdf":
            assert "4b1d6b" in words_of(kind, content).lower(), kind


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ('[colors]\nprimary = "#dddd00"\n', ("contrast of", "needs 4.5 : 1", "darker shade")),
        ('[colors]\nprimry = "#003f6b"\n', ("unknown key 'primry'", "primary")),
        ('[agency]\nlogo = "none.png"\n', ("cannot read", "none.png")),
    ],
)
def test_a_theme_that_cannot_be_used_is_refused(tmp_path: Path, words: str, told: tuple[str, ...]) -> None:
    with pytest.raises(StudyError) as error:
        load_theme(written(tmp_path, "theme.toml", words))
    assert [part for part in told if part not in str(error.value)] == []


def test_own_texts_replace_words_alone(tmp_path: Path) -> None:
    texts = load_texts(written(tmp_path, "texts.toml", f'["{KEY}"]\nde = "Was blieb"\n'))
    plain, own = render_html(make("proven")), render_html(make("proven"), style=Style(texts=texts))
    assert "Was blieb" in own
    assert "Was blieb" not in plain
    assert re.findall(r"\d+", own) == re.findall(r"\d+", plain)


@pytest.mark.parametrize(
    "words",
    [
        f'["{KEY}"]\nde = "Plus 12 Prozent"\n',
        '["time.after_proven"]\nde = "Es blieb etwas."\n',
        '["verdict.proven"]\nde = "Voller Erfolg"\n',
        '["time.aftr"]\nde = "Danach"\n',
    ],
)
def test_a_text_that_could_change_what_was_found_is_refused(tmp_path: Path, words: str) -> None:
    with pytest.raises(StudyError):
        load_texts(written(tmp_path, "texts.toml", words))


def test_pseudonyms_leave_no_name_in_any_format() -> None:
    result = make("proven", others=2)
    control = [entry["unit"] for entry in result.document["design"]["control"]]
    names = [*result.document["design"]["test"], *control]
    made = pseudonyms([result], ("regions", "skus"), "de")
    names += list(made.names["skus"])
    seen = hidden(result, made)
    assert {row["name"] for row in made.rows()} >= set(names)
    for kind, make_report in FORMATS.items():
        said = words_of(kind, make_report(seen))
        assert [n for n in names if re.search(rf"(?<![\w.,]){re.escape(n)}(?![\w.,])", said)] == [], kind
        assert "Region 1" in said, kind
    assert seen.effects["uplift"].equals(result.effects["uplift"])


def test_a_restated_result_says_what_moved() -> None:
    new, old = make("proven"), make("proven")
    rows = [dict(row) for row in old.document["effects"]]
    moved = next(r for r in rows if (r["level"], r["window"], r["metric"]) == ("promoted", "campaign", "revenue"))
    moved["uplift"] = 0.31
    view = against(new, replace(old, document={**old.document, "effects": rows}))
    assert view.document["changed"]["moved"] == 1
    page = render_html(view, "en")
    assert "+31.0%" in page
    assert against(new, old).document["changed"]["moved"] == 0


def test_results_of_other_questions_are_not_compared() -> None:
    old = make("proven")
    study = {**old.document["study"], "confidence": 0.8}
    with pytest.raises(StudyError, match=r"study\.confidence"):
        against(make("proven"), replace(old, document={**old.document, "study": study}))
