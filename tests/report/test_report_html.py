import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from importlib.resources import files

import matplotlib as mpl
import pytest
from report_samples import HOSTILE, FakeResult, make

from lift.core.errors import StudyError
from lift.report import FORMATS, render_html
from lift.report.outline import report

NB = "\N{NO-BREAK SPACE}"
VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.open, self.tags, self.ids, self.text, self.headings, self.links = [], [], [], [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        if tag not in {"span", "bdi", "code"}:
            self.text.append(" ")
        if "id" in attrs:
            self.ids.append(attrs["id"])
        self.links += [attrs[name] for name in ("href", "src", "xlink:href", "action") if name in attrs]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "script"} & set(self.open):
            self.text.append(data)

    @property
    def words(self):
        return " ".join("".join(self.text).split())


@pytest.fixture
def sketched(monkeypatch):
    """Pages without their drawings, where a test reads words only."""
    monkeypatch.setattr("lift.report.figures.svg.picture", lambda drawing, **_: "")


@pytest.fixture(scope="module")
def pages():
    made = {}

    def page(verdict="proven", **options):
        key = (verdict, *sorted(options.items()))
        if key not in made:
            html = render_html(make(verdict, **options))
            made[key] = (html, Page(html))
        return made[key]

    return page


def test_structure_is_sound(pages):
    html, page = pages("proven")
    assert html.startswith("<!DOCTYPE html>")
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(page.headings, page.headings[1:], strict=False))
    tags = [tag for tag, _ in page.tags]
    assert tags.count("table") == tags.count("caption")
    assert all("scope" in attrs for tag, attrs in page.tags if tag == "th")
    assert dict(page.tags)["html"] == {"lang": "de"}
    images = [attrs for tag, attrs in page.tags if tag == "svg"]
    assert len(images) == 10
    for attrs in images:
        assert all(label in page.ids for label in attrs["aria-labelledby"].split())


def test_no_network_and_one_script_by_its_checksum(pages):
    html, page = pages("proven")
    assert all(link.startswith(("#", "data:")) for link in page.links)
    scripts = [attrs for tag, attrs in page.tags if tag == "script"]
    assert scripts == [{"type": "application/json"}, {}]
    own = html.rsplit("<script>", 1)[1].removesuffix("</script>\n</body>\n</html>")
    assert own == (files("lift.report") / "templates" / "report.js").read_text(encoding="utf-8")
    assert f"script-src 'sha256-{b64encode(sha256(own.encode()).digest()).decode()}'" in html
    assert not re.search(r"fetch|XMLHttp|import|eval|innerHTML|cookie|localStorage", own)
    assert "@import" not in html
    assert not re.search(r"url\((?!#)", html)
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)


def test_figures_over_time_have_their_data(pages):
    _, page = pages("proven")
    details = [attrs for tag, attrs in page.tags if tag == "details" and attrs.get("class") == "data"]
    assert len(details) == 6


@pytest.mark.parametrize("language", ["de", "en"])
def test_numbers_come_from_the_document(language, sketched):
    result = make("proven", language=language)
    words = Page(render_html(result)).words.replace(NB, " ")
    main = next(
        r
        for r in result.document["effects"]
        if (r["level"], r["window"], r["metric"]) == ("promoted", "campaign", "revenue")
    )
    head = next(r for r in result.document["roi"] if r["headline"])
    point = f"{main['uplift']:+.1%}"
    gain = f"{main['incremental']:,.0f}"
    roi = f"{head['per_euro']:.1f}"
    low = f"{main['uplift_low']:.1%}"
    if language == "de":
        point, low = (x.replace(".", ",").replace("%", " %") for x in (point, low))
        gain, roi = gain.replace(",", ".") + " €", roi.replace(".", ",")
    for shown in (point, gain, roi, low):
        assert shown in words
    assert result.document["verdict"]["sentence"][language].replace(NB, " ") in words


def test_a_changed_number_changes_the_page(sketched):
    result = make("proven")
    before = render_html(result)
    row = next(
        r
        for r in result.document["effects"]
        if (r["level"], r["item"], r["window"], r["metric"]) == ("sku", "4002", "campaign", "revenue")
    )
    row["uplift"] = 0.4321
    after = render_html(result)
    assert f"+43,2{NB}%" in after
    assert f"+43,2{NB}%" not in before


def test_sentence_is_the_documents_own(sketched):
    result = make("proven")
    result.document["verdict"]["sentence"]["de"] = "Eigener Text der Agentur."
    assert "Eigener Text der Agentur." in render_html(result)


@pytest.mark.parametrize("verdict", ["proven", "directional", "inconclusive", "negative", "invalid"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_verdict_renders(verdict, language, sketched):
    page = Page(render_html(make(verdict, language=language)))
    word = {"proven": ("Nachgewiesen", "Proven"), "directional": ("Tendenz", "Directional"),
            "inconclusive": ("Nicht nachweisbar", "Inconclusive"), "negative": ("Rückläufig", "Negative"),
            "invalid": ("Test nicht auswertbar", "Test not valid")}[verdict][language == "en"]  # fmt: skip
    assert word in page.words
    assert "None" not in page.words
    assert "nan" not in page.words.split()
    assert not re.search(r"\bp\s*[<=]\s*0[.,]\d", page.words.split("Glossar")[0].split("Glossary")[0])


def test_invalid_shows_no_roi_anywhere(pages):
    for language in ("de", "en"):
        html, page = pages("invalid", language=language)
        assert "ROI" not in html.replace("<title", "")
        assert "Break-even" not in html
        assert "break-even" not in html
        assert [s.key for s in report(make("invalid", language=language)).sections][:2] == ["glance", "trust"]
        assert ("Keine Region folgt der Testregion." if language == "de" else "No region tracks") in page.words


def test_green_is_for_proven_only(pages):
    html, page = pages("inconclusive")
    marked = [
        attrs.get("class", "")
        for tag, attrs in page.tags
        if attrs.get("class", "").startswith(("mark", "tile ", "banner"))
    ]
    assert not any("proven" in name for name in marked)
    css = html.split("<style>")[1].split("</style>")[0]
    green = [rule for rule in css.split("}") if "var(--proven)" in rule]
    assert green
    assert all(".proven" in rule.split("{")[0] for rule in green)


def _luminance(color):
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _contrast(a, b):
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast(pages):
    css = pages("proven")[0].split("<style>")[1].split("</style>")[0]
    colors = dict(re.findall(r"--(\w+): (#\w{6})", css))
    for name in ("ink", "muted", "blue", "proven", "warn", "fail"):
        assert _contrast(colors[name], "#ffffff") >= 4.5, name
        assert _contrast(colors[name], colors["soft"]) >= 4.5, name
    assert _contrast(colors["soft"], colors["blue"]) >= 4.5
    light = re.search(r"--brand-soft: (#\w{6})", css)
    assert light is not None
    assert _contrast(light[1], colors["blue"]) >= 4.5


def test_inconclusive_says_what_would_be_found_and_how(pages):
    _, page = pages("inconclusive")
    assert "Uplifts ab etwa" in page.words
    assert "Welches Design eine kleinere Wirkung finden würde" in page.words
    _, page = pages("proven")
    assert "Welches Design" not in page.words


def test_short_history_is_named(sketched):
    assert "hier waren es 20 Wochen" in Page(render_html(make("inconclusive", pre=20))).words


def test_without_spend_and_after(sketched):
    page = Page(render_html(make("proven", spend=False, after=False)))
    assert "Kein Einsatz angegeben" in page.words
    assert "Die Studie hat kein Fenster nach der Kampagne" in page.words
    assert "Einordnung" not in page.words


def test_a_tile_names_the_lower_end_the_cautious_estimate(sketched):
    for language, words in (("de", "Vorsichtige Schätzung: +"), ("en", "Cautious estimate: +")):
        assert words in Page(render_html(make("proven", language=language))).words


def test_launch_has_money_instead_of_an_uplift(sketched):
    page = Page(render_html(make("proven", launch=True)))
    assert "kein Erwartungswert" in page.words
    assert "nicht definiert" in page.words


def test_hostile_names_are_text(hostile):
    html = render_html(hostile)
    page = Page(html)
    assert {tag for tag, _ in page.tags} & {"img", "iframe"} == set()
    assert html.count("<script") == html.count("</script>") == 2  # the page's own, and the data of its figures
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)
    assert HOSTILE[0] in page.words
    assert HOSTILE[1] in page.words
    assert "{curly}" in page.words
    assert "\u202e" not in html
    assert "\x07" not in html
    assert len(re.findall("x{100,}", html)) == 1  # in the list of SKUs, whole
    assert "evil\u200f RTL" in html


def test_same_input_same_bytes(pages, elsewhere):
    assert elsewhere["html"] == pages("proven")[0].encode()


def test_users_matplotlib_settings_do_not_show(pages, proven):
    before = pages("proven")[0]
    with mpl.rc_context({"axes.facecolor": "black", "lines.linewidth": 9, "font.size": 30}):
        assert render_html(proven) == before


def test_size_with_many_skus():
    html = render_html(make("proven", promoted=10, others=200))
    assert len(html.encode()) < 1_000_000
    words = Page(html).words
    assert "je Ebene die 20 umsatzstärksten übrigen; 180 weitere Zeilen" in words


def test_very_many_promoted_skus_stay_within_bounds():
    html = render_html(make("proven", promoted=200, others=4))
    assert len(html.encode()) < 1_000_000
    assert "höchstens 24 Zeilen je Ebene" in Page(html).words


@pytest.mark.parametrize("assignment", ["regions", "stores"])
def test_units_are_called_by_what_they_are(assignment, sketched):
    words = Page(render_html(make("proven", assignment=assignment))).words
    assert ("Die Märkte wurden einzeln zugeteilt" in words) == (assignment == "stores")


def test_the_other_language_and_an_unknown_one(proven, sketched):
    assert '<html lang="en">' in render_html(proven, "en")
    with pytest.raises(StudyError, match="use one of de, en"):
        render_html(proven, "fr")
    assert FORMATS["html"] is render_html


def test_report_is_one_value_with_numbers_behind_the_text(proven):
    value = report(proven)
    cells = [c for s in value.sections for b in s.blocks if b.kind == "table" for row in b.rows for c in row]
    uplift = next(
        r["uplift"]
        for r in proven.document["effects"]
        if (r["level"], r["window"], r["metric"]) == ("promoted", "campaign", "revenue")
    )
    assert any(cell.value == uplift for cell in cells)
    for section in value.sections:
        for block in section.blocks:
            if block.kind == "table":
                assert all(len(row) == len(block.heads) for row in block.rows), block.caption


def test_without_weekly_rows_the_numbers_still_stand(sketched):
    result = make("proven")
    html = render_html(FakeResult(result.document, result.effects, result.weekly.head(0)))
    assert "fig-forest" in html or "Uplift nach Ebene" in html
    assert "aufgelaufen" not in html


def test_shares_of_a_gain_only_where_it_is_proven(sketched):
    def shares(verdict):
        section = next(s for s in report(make(verdict)).sections if s.key == "volume")
        return [row[-1].value for row in section.blocks[2].rows]

    assert all(value is not None for value in shares("proven"))
    assert set(shares("inconclusive")) == {None}


@pytest.mark.parametrize(("margin", "words"), [(0.42, "at a margin of 42%"), (2.37, "even a margin of 100%")])
def test_a_margin_above_all_revenue_is_called_out_of_reach(margin, words, sketched):
    result = make("inconclusive", language="en")
    result.document["money"]["break_even_margin"] = margin
    assert words in render_html(result)
