"""Every page to look at, as PNG: four verdicts in two languages, one against an earlier result, one hidden.

The last has pseudonyms for names, an agency's colours, and slides on another master.

    python benchmarks/gallery.py OUT [--studies proven negative] [--languages de]

Needs pdftoppm (poppler-utils), LibreOffice and Chromium. PDF pages and slides come out one by one and as sheets.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from PIL import Image
from pptx import Presentation

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "report"))
from report_samples import make

from lift.core.view import ResultView
from lift.report import FORMATS, render_all
from lift.report.against import against
from lift.report.look.hidden import hidden
from lift.report.look.pseudonyms import pseudonyms
from lift.report.look.style import HOUSE, Style
from lift.report.look.theme import Theme

STUDIES = ("proven", "inconclusive", "negative", "invalid", "restated", "hidden")
AGENCY = Style(
    Theme(
        "#4b1d6b", "#b3541e", "Nordlicht Media", {"de": "Vertraulich", "en": "Confidential"},
        {"de": "Nur zur internen Verwendung.", "en": "For internal use only."},
    )
)  # fmt: skip


def main() -> None:
    """Render what was asked for into a folder."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("out", type=Path)
    asked.add_argument("--studies", nargs="+", choices=STUDIES, default=STUDIES)
    asked.add_argument("--languages", nargs="+", choices=("de", "en"), default=("de", "en"))
    options = asked.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for study in options.studies:
        for language in options.languages:
            draw(options.out, study, language)


def seen(study: str, language: str) -> tuple[ResultView, Style]:
    """What a report is made of, and how it is set."""
    if study == "restated":
        return against(make("proven", language=language), make("inconclusive", language=language)), HOUSE
    if study == "hidden":
        result = make("proven", language=language)
        return hidden(result, pseudonyms([result], ("stores", "regions", "skus"), language)), AGENCY
    return make(study, language=language), HOUSE


def template(out: Path) -> Path:
    """A master of another shape than the report's own: python-pptx's, 4 : 3."""
    file = out / "template.pptx"
    Presentation().save(str(file))
    return file


def draw(out: Path, study: str, language: str) -> None:
    """One study in one language: the four files, their pages, and a sheet of each format's pages."""
    stem = f"{study}.{language}"
    result, style = seen(study, language)
    master = template(out) if study == "hidden" else None
    for kind, content in render_all(result, FORMATS, language, master, style=style).items():
        (out / f"{stem}.{kind}").write_bytes(content.encode() if isinstance(content, str) else content)
    office = ["soffice", f"-env:UserInstallation=file://{out.resolve()}/office", "--headless", "--convert-to", "pdf"]
    slides = out / "slides"
    subprocess.run([*office, "--outdir", str(slides), str(out / f"{stem}.pptx")], check=True, capture_output=True)
    for kind, source, scale in (("pdf", out / f"{stem}.pdf", 75), ("pptx", slides / f"{stem}.pdf", 72)):
        subprocess.run(["pdftoppm", "-png", "-r", str(scale), str(source), str(out / f"{stem}.{kind}")], check=True)
        sheet(sorted(out.glob(f"{stem}.{kind}-*.png")), out / f"sheet.{stem}.{kind}.png", 4 if kind == "pdf" else 3)
    browser = shutil.which("chromium") or "google-chrome"
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1280,9000"]
    page = (out / f"{stem}.html").resolve().as_uri()
    subprocess.run([browser, *flags, f"--screenshot={out / stem}.html.png", page], check=True, capture_output=True)


def sheet(pages: list[Path], out: Path, across: int) -> None:
    """Pages side by side, `across` in a row."""
    images = [Image.open(page).convert("RGB") for page in pages]
    width, height = max(i.width for i in images), max(i.height for i in images)
    whole = Image.new("RGB", (width * across, height * -(-len(images) // across)), "#888888")
    for at, image in enumerate(images):
        whole.paste(image, (at % across * width, at // across * height))
    whole.save(out)


if __name__ == "__main__":
    main()
