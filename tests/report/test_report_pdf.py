"""The PDF: tagged, in its language, everything in it, nothing in a name read as code."""

import re
from functools import cached_property
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import BooleanObject
from report_samples import HOSTILE, make

from lift.report import FORMATS, render_pdf
from lift.report.outline import report

BLANK = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 9 9"/>'
PLAIN = 'Sauce #import "x": * $a^2$ *b* _c_ `d` [e] <f> @g \\ // h'


def squeezed(text):
    """Text without white space and the invisible places where long words may break."""
    return re.sub(r"[\s\u200b]+", "", text)


class Document:
    def __init__(self, data):
        self.data, self.reader = data, PdfReader(BytesIO(data))
        self.root = self.reader.trailer["/Root"]

    @cached_property
    def pages(self):
        return [page.extract_text() for page in self.reader.pages]

    @property
    def text(self):
        return squeezed("".join(self.pages))

    def tags(self):
        found, waiting = [], [self.root["/StructTreeRoot"]]
        while waiting:
            here = waiting.pop().get_object()
            if isinstance(here, list):
                waiting += here
            elif hasattr(here, "get"):
                found.append(here)
                if "/K" in here:
                    waiting.append(here["/K"])
        return [(str(tag["/S"]), tag) for tag in found if "/S" in tag]


@pytest.fixture(scope="module")
def documents():
    """Documents by verdict, made once: with drawings where the effect is proven, the others are read for words."""
    made = {}

    def document(verdict="proven", **options):
        key = (verdict, *sorted(options.items()))
        if key not in made:
            with pytest.MonkeyPatch.context() as patch:
                if verdict != "proven":
                    patch.setattr("lift.report.figures.svg.picture", lambda drawing, **_: BLANK)
                made[key] = Document(render_pdf(make(verdict, **options)))
        return made[key]

    return document


def test_is_tagged_titled_and_in_its_language(documents):
    for verdict, language in (("proven", "de"), ("negative", "en")):
        found = documents(verdict, language=language)
        assert found.root["/Lang"] == language
        assert found.root["/MarkInfo"]["/Marked"] == BooleanObject(True)
        assert found.root["/ViewerPreferences"]["/DisplayDocTitle"] == BooleanObject(True)
        assert "<pdfuaid:part>1</pdfuaid:part>" in found.root["/Metadata"].get_object().get_data().decode()
        assert found.reader.metadata.title == report(make(verdict, language=language)).title


def test_tags_name_headings_tables_and_figures(documents):
    value = report(make("proven"))
    tags = documents("proven", language="de").tags()
    names = [name for name, _ in tags]
    blocks = [block for section in value.sections for block in section.blocks]
    drawings = [block for block in blocks if block.kind == "drawing"]
    tables = [block for block in blocks if block.kind == "table"]
    assert names.count("/H1") == len(value.sections) + 1
    assert names.count("/Table") == len(tables) + sum(drawing.data is not None for drawing in drawings)
    said = {str(tag["/Alt"]) for name, tag in tags if name == "/Figure" and "/Alt" in tag}
    assert said == {f"{drawing.title}. {drawing.description}" for drawing in drawings}


def test_pages_are_a4_numbered_and_none_is_empty(documents):
    found = documents("proven", language="de")
    count = len(found.pages)
    assert 10 <= count <= 20
    for at, page in enumerate(found.reader.pages, 1):
        assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
        assert len(found.pages[at - 1].split()) > 12
        if at > 1:
            assert f"{at} / {count}" in found.pages[at - 1]


@pytest.mark.parametrize(
    ("verdict", "language"), [("proven", "de"), ("inconclusive", "de"), ("negative", "en"), ("invalid", "en")]
)
def test_says_all_that_the_report_says(documents, verdict, language):
    value, text = report(make(verdict, language=language)), documents(verdict, language=language).text
    blocks = [block for section in value.sections for block in section.blocks]
    banner = blocks[0]
    assert squeezed(banner.sentence) in text
    assert banner.word.replace(" ", "") in text
    for section in value.sections:
        assert squeezed(section.title) in text
    numbers = [cell.text for block in blocks if block.kind == "table" for row in block.rows for cell in row
               if cell.value is not None or cell.ends]  # fmt: skip
    tiles = [tile.value for block in blocks if block.kind == "tiles" for tile in block.tiles]
    assert len(numbers) > 60
    assert [words for words in numbers + tiles if squeezed(words) not in text] == []
    data = [cell.text for block in blocks if block.kind == "drawing" and block.data
            for row in block.data.rows for cell in row]  # fmt: skip
    assert [words for words in data if squeezed(words) not in text] == []


def test_invalid_shows_no_roi(documents):
    assert "ROI" not in documents("invalid", language="en").text


def test_names_are_text_and_never_code():
    names = (*HOSTILE, PLAIN)
    found = Document(render_pdf(make("proven", names=names, promoted=len(names), brand=PLAIN, study=PLAIN)))
    assert squeezed(HOSTILE[0]) in found.text
    assert squeezed(HOSTILE[1]) in found.text
    foot = re.escape(squeezed(f"{PLAIN}: Ergebnis der Kampagnenmessung")) + r"\d+/\d+"
    assert "x" * 500 in re.sub(foot, "", found.text)  # a page may end within a name
    assert squeezed(PLAIN) in found.text
    assert PLAIN in found.reader.metadata.title
    assert "{curly}$a_1$%s" in found.text
    assert "Sal:hot_pepper:sa" in found.text
    assert "inlateinischerUmschrift" in found.text
    assert "\u202e" not in "".join(found.pages)


def test_same_result_same_bytes(documents, elsewhere):
    assert elsewhere["pdf"] == documents("proven", language="de").data
    assert b"CreationDate" not in elsewhere["pdf"]


def test_is_a_registered_format():
    assert FORMATS["pdf"] is render_pdf
