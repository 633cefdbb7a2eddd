"""An agency's logo: as PNG, JPEG and SVG in every format, with its words, and refused where it is broken or active."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader
from report_samples import make

from lift.core.errors import StudyError
from lift.report import FORMATS, render_all
from lift.report.look.style import Style
from lift.study.theme import load_theme

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40"><rect width="120" height="40" fill="#4b1d6b"/></svg>'
)
WORDS = "Nordlicht Media, three stars"


def picture(kind: str) -> bytes:
    if kind == "svg":
        return SVG
    content = BytesIO()
    Image.new("RGB", (120, 40), "#4b1d6b").save(content, {"png": "PNG", "jpg": "JPEG"}[kind])
    return content.getvalue()


def theme(folder: Path, name: str, content: bytes) -> Style:
    (folder / name).write_bytes(content)
    (folder / "theme.toml").write_text(f'[agency]\nlogo = "{name}"\nlogo_words = "{WORDS}"\n', encoding="utf-8")
    return Style(load_theme(folder / "theme.toml"))


@pytest.fixture(scope="module")
def result():
    return make("proven", others=0, after=False, tables=False, promoted=1, language="en")


def pictures(content: bytes, folder: str) -> list[tuple[str, tuple[int, int]]]:
    """Format and size of the pictures that a zipped document holds."""
    found = []
    with ZipFile(BytesIO(content)) as parts:
        for name in parts.namelist():
            if name.startswith(folder):
                image = Image.open(BytesIO(parts.read(name)))
                found.append((str(image.format), image.size))
    return found


@pytest.mark.parametrize(
    ("kind", "page", "stored", "size"),
    [
        ("png", "data:image/png;base64,", "PNG", (120, 40)),
        ("jpg", "data:image/jpeg;base64,", "JPEG", (120, 40)),
        ("svg", "data:image/svg+xml;base64,", "PNG", (1080, 360)),
    ],
)
def test_a_logo_stands_in_every_format(result, tmp_path, kind, page, stored, size):
    made = render_all(result, FORMATS, style=theme(tmp_path, f"logo.{kind}", picture(kind)))
    cover = made["html"].split("</header>")[0]
    assert f'<img src="{page}' in cover
    assert f'alt="{WORDS}"' in cover
    document = PdfReader(BytesIO(made["pdf"]))
    assert WORDS in [tag.get("/Alt") for tag in tags(document) if tag.get("/S") == "/Figure"]
    assert [image.image.size for image in document.pages[0].images] == ([] if kind == "svg" else [(120, 40)])
    deck = Presentation(BytesIO(made["pptx"]))
    shown = [s for slide in deck.slides for s in slide.shapes if s._element.xpath(f'.//p:cNvPr[@descr="{WORDS}"]')]
    assert len(shown) == len(deck.slides)
    assert all(abs(s.width / s.height - 3) < 0.01 for s in shown)
    assert (stored, size) in pictures(made["pptx"], "ppt/media/")
    assert (stored, size) in pictures(made["xlsx"], "xl/media/")


def tags(document: PdfReader) -> list:
    """All structure elements of a tagged PDF."""
    found, waiting = [], [document.root_object["/StructTreeRoot"].get_object()]
    while waiting:
        here = waiting.pop()
        here = here.get_object() if hasattr(here, "get_object") else here
        if isinstance(here, list):
            waiting += here
        elif isinstance(here, dict):
            found.append(here)
            waiting += [here["/K"]] if "/K" in here else []
    return found


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("logo.png", picture("png")[:60], "cannot be read as a picture"),
        ("logo.png", b"", "cannot be read as a picture"),
        ("logo.jpg", b"no picture", "cannot be read as a picture"),
        ("logo.png", b"\x89PNG\r\n\x1a\n" + b"0" * 400_000, "400,008 bytes"),
        ("logo.svg", b"<svg", "is not SVG"),
        ("logo.svg", b'<html xmlns="http://www.w3.org/1999/xhtml"/>', "first element is not svg"),
        ("logo.svg", SVG.replace(b' viewBox="0 0 120 40"', b""), "neither its size nor a viewBox"),
        ("logo.svg", SVG.replace(b"</svg>", b"<script>1</script></svg>"), "<script> runs or loads"),
        ("logo.svg", SVG.replace(b"<rect", b'<image href="https://e.org/x.png"/><rect'), "<image> runs or loads"),
        ("logo.svg", SVG.replace(b"<rect", b'<rect onload="x()"'), "<rect> runs or loads"),
    ],
)
def test_a_broken_or_active_logo_is_refused_before_anything_is_made(tmp_path, name, content, told):
    with pytest.raises(StudyError, match=told) as refused:
        theme(tmp_path, name, content)
    assert name in str(refused.value)
