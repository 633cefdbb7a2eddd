"""study.toml -> StudySpec: what a good file becomes, and what every bad one is told."""

import copy
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lift.core.errors import StudyError
from lift.core.spec import RolloutSpec, ScenarioSpec, SpendSpec, StudySpec
from lift.study.config import from_dict, load

SMALL = """\
[study]
name = "Salsa"
[data]
sales = "sales.parquet"
[campaign]
start = 2025-03-03
end = 2025-04-27
skus = ["4001", "4002"]
[regions]
test = ["Leipzig"]
"""

FULL = """\
[study]
name = "Salsa-Einführung, Frühjahr"
client = "Example Foods"
language = "de"
currency = "CHF"
[data]
sales = "panel/*.parquet"
stores = "/abs/stores.parquet"
products = "products.parquet"
engine = "duckdb"
frequency = "day"
week_label = "last"
absent = "zero"
revenue_basis = "gross"
returns = "keep"
[data.columns]
store_id = "store_num"
[campaign]
start = 2025-03-03
end = "2025-04-27"
pre_periods = "all"
after_periods = 14
brand = "Salsa Sol"
vat = 0.07
retail_margin = 0.25
margin = 0.32
[campaign.spend]
scope = "national"
share_in_test = 0.12
basis = "net"
[campaign.spend.items]
fees = 30_000
samples = 18_000.5
[campaign.activity]
creators = 1_200
[regions]
assignment = "stores"
test_stores = [7, "8"]
control = ["Dresden", "Kiel"]
exclude = ["Halle"]
coverage = 0.4
[measure]
method = "did"
inference = "auto"
confidence = 0.8
seed = 7
"""


def study(tmp_path: Path, text: str) -> StudySpec:
    file = tmp_path / "study.toml"
    file.write_text(text, encoding="utf-8")
    return load(file)


def problems(tmp_path: Path, text: str) -> str:
    with pytest.raises(StudyError) as caught:
        study(tmp_path, text)
    return str(caught.value)


def test_the_smallest_study_gets_the_defaults_of_the_spec(tmp_path: Path) -> None:
    spec = study(tmp_path, SMALL)
    assert (spec.name, spec.language, spec.currency, spec.text) == ("Salsa", "en", "EUR", SMALL)
    assert spec.data.sales == str(tmp_path / "sales.parquet")
    assert spec.folder == str(tmp_path)
    assert (spec.data.stores, spec.data.frequency, spec.data.absent) == (None, "week", "listed")
    assert (spec.campaign.start, spec.campaign.end) == (date(2025, 3, 3), date(2025, 4, 27))
    assert (spec.campaign.pre_weeks, spec.campaign.after_weeks, spec.campaign.spend) == (52, 0, None)
    assert spec.campaign.skus == ("4001", "4002")
    assert (spec.regions.test, spec.regions.control) == (("Leipzig",), "all")
    assert (spec.measure.method, spec.measure.confidence) == ("did", 0.9)


def test_every_key_arrives(tmp_path: Path) -> None:
    spec = study(tmp_path, FULL)
    assert (spec.client, spec.language, spec.currency) == ("Example Foods", "de", "CHF")
    assert spec.data.sales == str(tmp_path / "panel/*.parquet")
    assert spec.data.stores == "/abs/stores.parquet"
    assert (spec.data.frequency, spec.data.week_label, spec.data.absent) == ("day", "last", "zero")
    assert (spec.data.revenue_basis, spec.data.returns, spec.data.columns) == (
        "gross",
        "keep",
        {"store_id": "store_num"},
    )
    assert spec.campaign.end == date(2025, 4, 27)
    assert (spec.campaign.pre_weeks, spec.campaign.pre_periods, spec.campaign.after_periods) == (None, "all", 14)
    assert (spec.campaign.brand, spec.campaign.skus) == ("Salsa Sol", ())
    assert (spec.campaign.vat, spec.campaign.retail_margin, spec.campaign.margin) == (0.07, 0.25, 0.32)
    spend = spec.campaign.spend
    assert spend is not None
    assert (spend.total, spend.scope, spend.share_in_test, spend.basis) == (48_000.5, "national", 0.12, "net")
    assert dict(spend.items) == {"fees": 30_000, "samples": 18_000.5}
    assert dict(spec.campaign.activity) == {"creators": 1_200}
    assert spec.regions.test_stores == ("7", "8")
    assert (spec.regions.control, spec.regions.exclude, spec.regions.coverage) == (("Dresden", "Kiel"), ("Halle",), 0.4)
    assert (spec.measure.confidence, spec.measure.seed) == (0.8, 7)


def test_assumptions_arrive(tmp_path: Path) -> None:
    text = SMALL + (
        '[rollout]\nname = "Germany"\nshare_in_test = 0.1\nspend = 7\ntransfer = 0.8\ntransfer_low = 0.5\n'
        'transfer_high = 1.0\n[[scenarios]]\nname = "a"\nmultiplier = 2\nsource = "x"\n'
        '[campaign.spend]\ntotal = 5\ncurrency = "EUR"\nthresholds = [2.4, 4]\n'
    )
    spec = study(tmp_path, text)
    assert spec.rollout == RolloutSpec(0.1, "Germany", 7.0, 0.8, 0.5, 1.0)
    assert spec.scenarios == (ScenarioSpec("a", 2.0, "x"),)
    assert spec.campaign.spend == SpendSpec(5.0, thresholds=(2.4, 4.0))


def line(old: str, new: str, text: str = SMALL) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def net(terms: str) -> str:
    return line("end =", f"{terms}\nend =").replace("[campaign]", 'revenue_basis = "net"\n[campaign]')


NATIONAL = SMALL + '[campaign.spend]\ntotal = 5\nscope = "national"\n'

MALFORMED = {
    "spend in another currency": (
        SMALL + '[campaign.spend]\ntotal = 5\ncurrency = "USD"\n',
        [
            '[campaign.spend] currency = "USD", but [study] currency = "EUR": nothing is converted',
            "spend in EUR",
        ],
    ),
    "roll-out without share": (SMALL + "[rollout]\nspend = 5\n", ["[rollout] needs share_in_test", "= 0.12"]),
    "transfer outside its range": (
        SMALL + "[rollout]\nshare_in_test = 0.1\ntransfer_low = 0.5\ntransfer_high = 0.9\n",
        ["[rollout] transfer = 1 does not lie between transfer_low = 0.5 and transfer_high = 0.9"],
    ),
    "half a range": (
        SMALL + '[[scenarios]]\nname = "a"\nmultiplier = 2\nmultiplier_low = 1\nsource = "x"\n',
        ["[[scenarios]] 1: has multiplier_low alone; a range has both ends, multiplier_low and multiplier_high"],
    ),
    "multiplier from nowhere": (
        SMALL + '[[scenarios]]\nname = "a"\nmultiplier = 2\n',
        ["[[scenarios]] 1: source is missing", "study, year"],
    ),
    "multiplier of nothing": (
        SMALL + '[[scenarios]]\nname = "a"\nmultiplier = 0\nsource = "x"\n',
        ["multiplier = 0", "more than 0"],
    ),
    "scenarios of one name": (
        SMALL + 2 * '[[scenarios]]\nname = "a"\nmultiplier = 2\nsource = "x"\n',
        ["names a more than once"],
    ),
    "empty": (
        "",
        ["name is missing", "sales is missing", "start is missing", "names nothing promoted", "test is missing"],
    ),
    "unknown key": (
        line('skus = ["4001", "4002"]', "skuss = [1]"),
        ["unknown key 'skuss' in [campaign] (did you mean 'skus'?)"],
    ),
    "unknown section": (SMALL + "[studdy]\nx = 1\n", ["unknown section [studdy] (did you mean 'study'?)"]),
    "key of another section": (
        line('name = "Salsa"', 'name = "Salsa"\nvat = 0.07'),
        ["unknown key 'vat' in [study]; it belongs in [campaign]"],
    ),
    "key before the sections": ("skus = [1]\n" + SMALL, ["unknown key 'skus' before", "[campaign]"]),
    "unknown column": (
        SMALL + '[data.columns]\nstor_id = "a"\n',
        ["'stor_id' in [data.columns] (did you mean 'store_id'?)"],
    ),
    "section that is a value": (
        SMALL.replace('[study]\nname = "Salsa"', "study = 5"),
        ["[study] is not a section: study = 5"],
    ),
    "sub-section that is a value": (
        line("end =", "spend = 5\nend ="),
        ["[campaign.spend] is not a section: spend = 5"],
    ),
    "missing name": (line('name = "Salsa"\n', ""), ['[study] name is missing; add a line such as: name = "']),
    "blank name": (line('"Salsa"', '"  "'), ['[study] name = "  " is empty']),
    "missing dates": (line("start = 2025-03-03\nend = 2025-04-27\n", ""), ["start = 2025-03-03", "end = 2025-04-27"]),
    "text for a number": (net('vat = "7 %"'), ['[campaign] vat = "7 %" is not a number']),
    "truth value for a number": (net("vat = true"), ["[campaign] vat = true is not a number"]),
    "fraction of a week": (line("end =", "after_weeks = 1.5\nend ="), ["after_weeks = 1.5 is not a whole number"]),
    "negative weeks": (line("end =", "pre_weeks = -1\nend ="), ["[campaign] pre_weeks = -1 must be at least 0"]),
    "absurdly many weeks": (line("end =", "pre_weeks = 1000000000\nend ="), ["must be at most 36600"]),
    "number for text": (line('"Salsa"', "7"), ["[study] name = 7 is not text; write it in quotes"]),
    "text for a list": (
        line('["Leipzig"]', '"Leipzig"'),
        ['[regions] test = "Leipzig" is not "match"; names go into a list: ["Leipzig"]'],
    ),
    "empty list": (line('["Leipzig"]', "[]"), ["[regions] test = [] is empty"]),
    "blank id": (line('"4002"', '""'), ['[campaign] skus[2] = "" is empty']),
    "float id": (line('"4002"', "4002.0"), ["[campaign] skus[2] = 4002.0 is not text"]),
    "an id twice": (line('"4002"', '"4001"'), ["[campaign] skus", "names '4001' more than once"]),
    "impossible date": (line("2025-04-27", '"2025-02-30"'), ['[campaign] end = "2025-02-30" is not a date']),
    "date with a time": (
        line("2025-04-27", "2025-04-27T10:00:00"),
        ["end = 2025-04-27T10:00:00 is a date with a time"],
    ),
    "ends before it starts": (line("2025-04-27", "2025-03-02"), ["end = 2025-03-02 lies before start = 2025-03-03"]),
    "two histories": (line("end =", "pre_weeks = 5\npre_periods = 5\nend ="), ["pre_weeks and pre_periods; keep one"]),
    "two after-windows": (
        line("end =", "after_weeks = 5\nafter_periods = 5\nend ="),
        ["after_weeks and after_periods"],
    ),
    "unknown word for all history": (line("end =", 'pre_periods = "al"\nend ='), ['is not "all"']),
    "SKUs and brand": (line("skus =", 'brand = "Salsa Sol"\nskus ='), ["[campaign] has skus and brand; keep one"]),
    "launch of another SKU": (
        line("skus =", 'launch = ["9"]\nskus ='),
        ["launch has 1 SKU that skus lacks: 9; add it there"],
    ),
    "spend without amount": (SMALL + "[campaign.spend]\n", ["has neither total nor items; add total ="]),
    "spend of zero": (SMALL + "[campaign.spend]\ntotal = 0\n", ["[campaign.spend] total = 0: spend not positive"]),
    "spend item below zero": (
        SMALL + "[campaign.spend.items]\nfees = 5\nrefund = -5.5\n",
        ["[campaign.spend.items] refund = -5.5: spend not positive"],
    ),
    "infinite spend": (SMALL + "[campaign.spend]\ntotal = inf\n", ["total = inf is not a finite number"]),
    "spend that does not add up": (
        SMALL + "[campaign.spend]\ntotal = 7\n[campaign.spend.items]\na = 3\nb = 3\n",
        ["total = 7, but its items add up to 6"],
    ),
    "national spend without share": (NATIONAL, ['scope = "national" needs share_in_test']),
    "share of zero": (NATIONAL + "share_in_test = 0\n", ["share_in_test = 0 must be more than 0"]),
    "share in per cent": (NATIONAL + "share_in_test = 12\n", ["must be at most 1", "write 0.12 for 12 %"]),
    "share without national": (
        SMALL + "[campaign.spend]\ntotal = 5\nshare_in_test = 0.5\n",
        ["share_in_test", "national"],
    ),
    "vat in per cent": (net("vat = 7"), ["vat = 7 must be less than 1", "write 0.07 for 7 %"]),
    "retail margin of all": (net("retail_margin = 1"), ["retail_margin = 1 must be less than 1"]),
    "margin of nothing": (net("margin = 0"), ["margin = 0 must be more than 0"]),
    "margin that is no number": (net("margin = nan"), ["margin = nan is not a finite number"]),
    "vat without basis": (line("end =", "vat = 0.07\nend ="), ["vat needs [data] revenue_basis"]),
    "margin without basis": (line("end =", "margin = 0.3\nend ="), ["margin needs [data] revenue_basis"]),
    "margin past the vat": (
        line("end =", "margin = 0.3\nend =").replace("[campaign]", 'revenue_basis = "gross"\n[campaign]'),
        ["margin needs vat, because [data] revenue_basis is gross"],
    ),
    "unknown choice": (line("sales =", 'frequency = "weeks"\nsales ='), ["frequency", "(did you mean 'week'?)"]),
    "other engine": (
        line("sales =", 'engine = "mysql://x"\nsales ='),
        ['engine = "mysql://x" is no engine', "spark://HOST:PORT"],
    ),
    "no test": (line('test = ["Leipzig"]', 'control = ["Kiel"]'), ["[regions] test is missing"]),
    "two tests": (SMALL + "test_stores = [1]\n", ["[regions] has test and test_stores"]),
    "two controls": (SMALL + 'control = "all"\ncontrol_stores = [1]\n', ["has control and control_stores"]),
    "control that is neither word nor list": (SMALL + 'control = "Kiel"\n', ['["Kiel"]', '"all" or "match"']),
    "test is control": (SMALL + 'control = ["Kiel", "Leipzig"]\n', ["test and control both name Leipzig"]),
    "test is excluded": (SMALL + 'exclude = ["Leipzig"]\n', ["test and exclude both name Leipzig"]),
    "control is excluded": (SMALL + 'control = ["Kiel"]\nexclude = ["Kiel"]\n', ["control and exclude both name Kiel"]),
    "test stores are control stores": (
        line('test = ["Leipzig"]', "test_stores = [1, 2]\ncontrol_stores = [2, 3]"),
        ["test_stores and control_stores both name 2"],
    ),
    "no file of stores": (
        line('test = ["Leipzig"]', 'test_stores = "gone.csv"'),
        ["[regions] test_stores", "gone.csv"],
    ),
    "coverage above all": (SMALL + "coverage = 1.5\n", ["coverage = 1.5 must be at most 1"]),
    "confidence in per cent": (SMALL + "[measure]\nconfidence = 90\n", ["write 0.9 for 90 %"]),
    "confidence of a coin": (SMALL + "[measure]\nconfidence = 0.5\n", ["confidence = 0.5 must be more than 0.5"]),
    "method that nobody knows": (
        SMALL + '[measure]\nmethod = "di"\n',
        ["is unknown (did you mean 'did'?)", "available: did"],
    ),
    "inference instead of a method": (
        SMALL + '[measure]\nmethod = "welch"\n',
        ["available: did, did-classic, did-lev"],
    ),
    "inference that nobody knows": (SMALL + '[measure]\ninference = "wlch"\n', ["is unknown (did you mean 'welch'?)"]),
    "negative seed": (SMALL + "[measure]\nseed = -1\n", ["seed = -1 must be at least 0"]),
    "negative activity": (
        SMALL + "[campaign.activity]\ncreators = -1\n",
        ["[campaign.activity] creators = -1 must be at least"],
    ),
    "other language": (line('"Salsa"', '"Salsa"\nlanguage = "fr"'), ['language = "fr" is not one of "de" or "en"']),
    "currency sign": (line('"Salsa"', '"Salsa"\ncurrency = "€"'), ['currency = "€" is not a currency code']),
    "not TOML": (line('"Salsa"', "Salsa"), ["not valid TOML", "line 2, column 8", "name = Salsa"]),
    "a key twice": (line('name = "Salsa"', 'name = "Salsa"\nname = "Salsa"'), ["not valid TOML", "line 3"]),
    "unclosed list": (SMALL.replace('["Leipzig"]\n', '["Leipzig"'), ["not valid TOML"]),
    "nested without end": (SMALL + f"x = {'[' * 5000}", ["not valid TOML"]),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_study_is_told_what_is_wrong(name: str, tmp_path: Path) -> None:
    text, words = MALFORMED[name]
    message = problems(tmp_path, text)
    assert message.startswith("study.toml")
    for word in words:
        assert word in message


@pytest.mark.parametrize(
    "name", [name for name, (text, words) in MALFORMED.items() if len(words) < 3 and "TOML" not in words[0] and text]
)
def test_one_mistake_is_one_problem(name: str, tmp_path: Path) -> None:
    message = problems(tmp_path, MALFORMED[name][0])
    extra = {"unknown key", "missing dates", "section that is a value"}
    assert message.count("\n  - ") == (2 if name in extra else 1), message


def test_every_problem_is_in_one_message(tmp_path: Path) -> None:
    text = (
        line("2025-04-27", "2025-01-01").replace('"Leipzig"', '"Leipzig", ""')
        + "[campaign.activity]\nx = -1\n[measure]\nsed = 1\n"
    )
    message = problems(tmp_path, text)
    assert "4 problems" in message
    for word in ("lies before", "test[2]", "x = -1", "did you mean 'seed'?"):
        assert word in message


def test_whole_number_ids_become_text() -> None:
    spec = from_dict({**dict_of(), "regions": {"test": [12], "control": [13, "14"]}})
    assert (spec.regions.test, spec.regions.control) == (("12",), ("13", "14"))


def test_total_and_equal_items_are_both_kept() -> None:
    content = dict_of()
    content["campaign"]["spend"] = {"total": 0.3, "items": {"a": 0.1, "b": 0.2}}
    spend = from_dict(content).campaign.spend
    assert spend is not None
    assert spend.total == 0.3


def test_from_dict_resolves_paths_and_leaves_its_input_alone(tmp_path: Path) -> None:
    content = dict_of()
    content["data"]["sales"] = Path("x.parquet")
    content["study"]["client"] = None
    content["regions"] = {"test_stores": "list.txt"}
    (tmp_path / "list.txt").write_text("1\n2\n")
    before = copy.deepcopy(content)
    spec = from_dict(content, tmp_path)
    assert (spec.data.sales, spec.client) == (str(tmp_path / "x.parquet"), None)
    assert spec.regions.test_stores == ("1", "2")
    assert content == before


@pytest.mark.parametrize(
    "content",
    [
        "1001\n1002\n",
        "store_id\n1001\n1002\n",
        "\ufeffstore_id\r\n1001\r\n\r\n1002\r\n",
        "# the stores\nnote;store_id\nnorth;1001\nsouth;1002\n",
        "store_num,region\n1001,Leipzig\n1002,Leipzig\n",
        '"1001"\n"1002"',
    ],
)
def test_stores_may_lie_in_a_file(content: str, tmp_path: Path) -> None:
    (tmp_path / "stores.csv").write_bytes(content.encode())
    spec = study(tmp_path, line('test = ["Leipzig"]', 'test_stores = "stores.csv"'))
    assert spec.regions.test_stores == ("1001", "1002")


@pytest.mark.parametrize(
    ("content", "word"), [(b"", "names no store"), (b"\n\n", "names no store"), (b"\xff\xfe1", "cannot read")]
)
def test_a_file_without_stores_is_refused(content: bytes, word: str, tmp_path: Path) -> None:
    (tmp_path / "stores.csv").write_bytes(content)
    assert word in problems(tmp_path, line('test = ["Leipzig"]', 'test_stores = "stores.csv"'))


def test_files_that_are_no_study(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(SMALL)
    (tmp_path / "utf16.toml").write_text(SMALL, encoding="utf-16")
    (tmp_path / "latin.toml").write_bytes(SMALL.replace("Salsa", "Käse").encode("latin-1"))
    cases = {
        "stduy.toml": "did you mean 'study.toml'?",
        "none/study.toml": "there is no folder",
        ".": "study.toml",
        "utf16.toml": "UTF-16; save it as UTF-8",
        "latin.toml": "not UTF-8: byte 0xe4 in line 2",
    }
    for name, word in cases.items():
        with pytest.raises(StudyError, match=word.replace("?", r"\?")):
            load(tmp_path / name)


def test_a_byte_order_mark_and_windows_lines_are_read(tmp_path: Path) -> None:
    file = tmp_path / "study.toml"
    file.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert load(file).text == SMALL


def dict_of() -> dict[str, dict]:
    return {
        "study": {"name": "Salsa"},
        "data": {"sales": "sales.parquet"},
        "campaign": {"start": date(2025, 3, 3), "end": "2025-04-27", "skus": ("4001",)},
        "regions": {"test": ["Leipzig"]},
    }


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates() | st.binary(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
PLACES = st.sampled_from(
    [
        *("study", "study.name", "data", "data.columns", "data.sales"),
        *("campaign", "campaign.start", "campaign.skus", "campaign.vat", "campaign.spend", "campaign.activity"),
        *("campaign.pre_periods", "regions", "regions.control", "regions.test_stores"),
        *("measure", "measure.method", "measure.seed", "nonsense"),
    ]
)


@given(PLACES, JUNK)
def test_anything_at_all_is_a_study_or_a_study_error(place: str, junk: object) -> None:
    content: dict = dict_of()
    inside = content
    *sections, key = place.split(".")
    for section in sections:
        inside = inside.setdefault(section, {})
    inside[key] = junk
    with suppress(StudyError):
        assert isinstance(from_dict(content), StudySpec)


def test_a_key_that_stands_twice_at_the_very_end_is_shown(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text('[study]\nname = "x"\nname = "y"')
    with pytest.raises(StudyError, match=r"not valid TOML: .*it ends in line 3:\n    name = .y."):
        load(tmp_path / "study.toml")
