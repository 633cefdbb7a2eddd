"""The page in a real browser: nothing in the console, nothing from the network, nothing wider than the screen."""

import shutil
from contextlib import suppress
from pathlib import Path

import pytest
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
