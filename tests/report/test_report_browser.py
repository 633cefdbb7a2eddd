"""The page in a real browser: no console error, no network, nothing wider than screen or paper, open to everyone."""

import shutil
from base64 import b64decode
from contextlib import suppress
from importlib.resources import files as packaged
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from report_samples import make

from lift.report import render_html

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
pytestmark = [
    pytest.mark.skipif(not (BROWSER and DRIVER), reason="needs chromium and chromedriver"),
    pytest.mark.filterwarnings("default::ResourceWarning"),
]
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    from selenium import webdriver  # noqa: PLC0415 - only where there is a browser
    from selenium.webdriver.chrome.service import Service  # noqa: PLC0415

    options = webdriver.ChromeOptions()
    for flag in FLAGS.split():
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('profile')}")
    options.binary_location = BROWSER
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    driver.set_script_timeout(300)
    yield driver
    with suppress(Exception):
        driver.quit()


@pytest.fixture(scope="module")
def files(tmp_path_factory, hostile):
    folder = tmp_path_factory.mktemp("pages")
    results = {
        "proven": make("proven"), "inconclusive": make("inconclusive", language="en"), "invalid": make("invalid"),
        "hostile": hostile, "stores": make("directional", assignment="stores", spend=False, after=False, others=60),
    }  # fmt: skip
    for name, result in results.items():
        (folder / f"{name}.html").write_text(render_html(result), encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["proven", "inconclusive", "invalid", "hostile", "stores"])
@pytest.mark.parametrize("width", [390, 1280])
def test_page_in_a_browser(browser, files: Path, name, width):
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get_log("performance")
    browser.get((files / f"{name}.html").as_uri())
    assert browser.title
    assert browser.get_log("browser") == []
    asked = [
        entry["message"]
        for entry in browser.get_log("performance")
        if '"Network.requestWillBeSent"' in entry["message"]
    ]
    assert not any('"url":"http' in message for message in asked)
    assert browser.execute_script("return performance.getEntriesByType('resource').map(e => e.name)") == []
    assert browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")
    assert browser.execute_script("return document.querySelectorAll('script, img, iframe').length") == 0


def test_tables_fit_a_desktop_without_scrolling(browser, files: Path):
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    )
    browser.get((files / "proven.html").as_uri())
    script = "return [...document.querySelectorAll('.scroll')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
    assert browser.execute_script(script) == 0


def test_everything_can_be_reached_by_keyboard(browser, files: Path):
    browser.get((files / "proven.html").as_uri())
    assert browser.execute_script("return [...document.querySelectorAll('.scroll')].every(e => e.tabIndex === 0)")
    assert browser.execute_script("return document.querySelector('a').getAttribute('href')") == "#glance"


AXE = """
const done = arguments[arguments.length - 1];
axe.run(document).then(found => done(found.violations.map(v => [v.impact, v.id, v.nodes.length, v.nodes[0].html])));
"""


@pytest.fixture(scope="module")
def audit():
    """The text of axe-core, which finds what keeps people from reading a page."""
    return (packaged("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["proven", "inconclusive", "invalid", "hostile"])
def test_axe_finds_nothing_serious(browser, files: Path, audit, name):
    browser.get((files / f"{name}.html").as_uri())
    browser.execute_script(audit)
    found = browser.execute_async_script(AXE)
    assert [v for v in found if v[0] in {"serious", "critical"}] == []


def test_axe_would_find_something(browser, files: Path, audit):
    page = (files / "proven.html").read_text(encoding="utf-8").replace('lang="de"', "", 1)
    (files / "broken.html").write_text(
        page.replace("</main>", '<p style="color:#ccc">hardly legible</p></main>'), encoding="utf-8"
    )
    browser.get((files / "broken.html").as_uri())
    browser.execute_script(audit)
    assert {"html-has-lang", "color-contrast"} <= {v[1] for v in browser.execute_async_script(AXE)}


CUT = """
const cut = e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX != 'visible';
const beyond = e => e.getBoundingClientRect().right > window.innerWidth + 1;
return [...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && (cut(e) || beyond(e)))
  .map(e => e.outerHTML.slice(0, 80));
"""
PAPERS = {"A4": (8.27, 11.69), "Letter": (8.5, 11.0)}


@pytest.mark.parametrize(("paper", "name"), [("A4", "proven"), ("Letter", "invalid"), ("Letter", "proven")])
def test_print_fits_the_paper(browser, files: Path, paper, name):
    width, height = PAPERS[paper]
    browser.get((files / f"{name}.html").as_uri())
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    inner = {"width": int((width - 0.8) * 96), "height": 1000, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", inner)
    cut = browser.execute_script(CUT)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert cut == []
    asked = {"paperWidth": width, "paperHeight": height, "printBackground": True}
    pages = PdfReader(BytesIO(b64decode(browser.execute_cdp_cmd("Page.printToPDF", asked)["data"]))).pages
    assert 3 <= len(pages) <= 30
    assert all(page.extract_text().strip() for page in pages)
