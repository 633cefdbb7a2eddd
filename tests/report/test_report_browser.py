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
    assert browser.execute_script("return document.querySelectorAll('script[src], img, iframe').length") == 0


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


def test_tables_are_sorted_by_their_numbers(browser, files: Path):
    """By the third column up, down, and back as they were; the button is one that the keyboard reaches."""
    browser.get((files / "proven.html").as_uri())
    script = """
    const table = document.querySelector('#levels table'), head = table.tHead.rows[0].cells[2];
    const seen = () => [...table.tBodies[0].rows].map(row => Number(row.cells[2].dataset.v));
    const out = [[head.getAttribute('aria-sort'), seen()]];
    for (let i = 0; i < 3; i++) {
      head.querySelector('button').click();
      out.push([head.getAttribute('aria-sort'), seen()]);
    }
    return [out, head.querySelector('button').tabIndex];
    """
    turns, reached = browser.execute_script(script)
    assert [way for way, _ in turns] == [None, "ascending", "descending", None]
    given = turns[0][1]
    assert len(given) > 5
    assert given != sorted(given)
    assert [values for _, values in turns[1:]] == [sorted(given), sorted(given, reverse=True), given]
    assert reached == 0


def test_the_course_of_a_chosen_item_is_drawn_from_the_result(browser, files: Path):
    browser.get((files / "proven.html").as_uri())
    script = """
    const pick = document.querySelector('.pick'), choice = pick.querySelector('select');
    choice.value = '1';
    choice.dispatchEvent(new Event('change'));
    const data = JSON.parse(pick.querySelector('script').textContent);
    const svg = pick.querySelector('svg');
    const bars = svg.querySelectorAll('rect').length;
    return [pick.hidden, choice.options.length, data.items[1], bars, svg.getAttribute('aria-label')];
    """
    hidden, count, item, bars, label = browser.execute_script(script)
    result = make("proven")
    frame = result.weekly.query("level == 'sku' and item == '4002' and metric == 'revenue'").tail(28)
    assert not hidden
    assert count == 1 + 9 + 3 + 1
    assert item["values"] == pytest.approx((frame["observed"] - frame["expected"]).tolist(), abs=0.006)
    assert item["low"] == pytest.approx((frame["observed"] - frame["expected_high"]).tolist(), abs=0.006)
    assert bars == 28
    assert label.endswith("Artikel 4002")


def test_values_of_a_period_stand_under_the_pointer(browser, files: Path):
    desktop = {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", desktop)
    browser.get((files / "proven.html").as_uri())
    script = """
    const figure = document.querySelector('#time figure'), svg = figure.querySelector('svg');
    const strips = [...svg.querySelectorAll('.hits rect')], box = svg.getBoundingClientRect();
    const at = strips[20].getBoundingClientRect();
    svg.scrollIntoView({behavior: 'instant'});
    const now = strips[20].getBoundingClientRect();
    const under = document.elementFromPoint(now.x + now.width / 2, now.y + 20);
    const row = figure.querySelector('details tbody').rows[20];
    const told = under.querySelector('title').textContent;
    return [strips.length, at.width > 2, told, [...row.cells].map(cell => cell.textContent)];
    """
    count, wide, told, row = browser.execute_script(script)
    assert count == 28
    assert wide
    assert all(cell in told for cell in row)


AXE = """
const done = arguments[arguments.length - 1];
axe.run(document).then(found => done(found.violations.map(v => [v.impact, v.id, v.nodes.length, v.nodes[0].html])));
"""


@pytest.fixture(scope="module")
def audit():
    """The text of axe-core, which finds what keeps people from reading a page."""
    return (packaged("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")


def test_nothing_but_the_page_s_own_script_may_run(browser, files: Path):
    page = (files / "proven.html").read_text(encoding="utf-8")
    (files / "planted.html").write_text(page.replace("</main>", "<script>document.title = 'planted'</script></main>"))
    browser.get((files / "planted.html").as_uri())
    assert browser.title != "planted"
    assert any("Content Security Policy" in entry["message"] for entry in browser.get_log("browser"))


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
