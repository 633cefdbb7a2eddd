"""Every page to look at: the report of four verdicts in two languages, as PNG.

    python benchmarks/gallery.py OUT [--studies proven negative] [--languages de]

Needs pdftoppm (poppler-utils), LibreOffice and Chromium. PDF pages and slides come out one by one and as sheets.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "report"))
from report_samples import make

from lift.report import FORMATS

STUDIES = ("proven", "inconclusive", "negative", "invalid")


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


def draw(out: Path, study: str, language: str) -> None:
    """One study in one language: the four files, their pages, and a sheet of each format's pages."""
    stem = f"{study}.{language}"
    result = make(study, language=language)
    for kind, render in FORMATS.items():
        content = render(result, language)
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
