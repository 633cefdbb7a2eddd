"""`lift.portfolio`: what is pooled, what is refused, and that numbers agree with the results they come from."""

import numpy as np
import pytest
from made_results import made, portfolio_of

import lift
from lift.core.errors import StudyError
from lift.inference.random_effects import random_effects


def test_mean_and_members_are_those_of_the_results():
    results = portfolio_of()
    found = lift.portfolio(results)
    rows = [
        r.effects[(r.effects["level"] == "promoted") & (r.effects["window"] == "campaign")].iloc[0] for r in results
    ]
    y = np.log1p([row["uplift"] for row in rows])
    sd = [(np.log1p(row["uplift_high"]) - np.log1p(row["uplift_low"])) / (2 * 1.6448536) for row in rows]
    pooled = random_effects(y, np.square(sd), 0.9)
    assert found.mean.mean == pytest.approx(np.expm1(pooled.mean), rel=1e-6)
    assert found.mean.tau == pytest.approx(pooled.tau, rel=1e-4)
    for member, row, result in zip(found.members, rows, results, strict=True):
        assert (member.uplift, member.low, member.high) == pytest.approx(
            tuple(row[["uplift", "uplift_low", "uplift_high"]])
        )
        headline = result.roi
        assert (member.roi, member.roi_low, member.roi_high) == pytest.approx(
            (headline.per_euro, headline.low, headline.high)
        )
        assert member.shrunken_low < member.shrunken < member.shrunken_high
    assert np.ptp([m.shrunken for m in found.members]) < np.ptp([m.uplift for m in found.members])
    assert found.roi.median == pytest.approx(np.median([r.roi.per_euro for r in results]))
    assert list(found.table["name"]) == [f"Study {i}" for i in range(1, 13)]


def test_a_study_at_another_level_carries_the_same_noise():
    mixed = [*portfolio_of(5)[:-1], made("last", 0.2, 0.06, confidence=0.95)]
    same = [*portfolio_of(5)[:-1], made("last", 0.2, 0.06, confidence=0.9)]
    one, two = lift.portfolio(mixed), lift.portfolio(same)
    assert one.confidence == two.confidence == 0.9
    assert one.mean.mean == pytest.approx(two.mean.mean, rel=1e-9)
    assert one.members[-1].low == pytest.approx(two.members[-1].low, rel=1e-9)
    assert lift.portfolio(mixed, 0.8).mean.low > one.mean.low


def test_invalid_studies_and_launches_are_counted_and_left_out():
    found = lift.portfolio(
        [
            *portfolio_of(4),
            made("bad", verdict="invalid"),
            made("new", launch=True),
            made("early", verdict="incomplete"),
        ]
    )
    assert [(left.name, left.reason) for left in found.left_out] == [
        ("bad", "invalid"),
        ("new", "no_expectation"),
        ("early", "incomplete"),
    ]
    assert len(found.members) == found.mean.studies == 4


def test_what_cannot_be_pooled_is_refused():
    with pytest.raises(StudyError, match="1 of 2 results can be pooled, 2 are needed; left out: bad"):
        lift.portfolio([made("one"), made("bad", verdict="invalid")])
    one = made("one", 0.1)
    with pytest.raises(StudyError, match="there more than once"):
        lift.portfolio([one, made("two", 0.2), made("one again", 0.1, 0.09, confidence=0.95, after=False)])
    with pytest.raises(StudyError, match="not a result folder"):
        lift.portfolio(["/nowhere", "/nowhere else"])
    with pytest.raises(StudyError, match=r"between 0\.5 and 1"):
        lift.portfolio(portfolio_of(3), 1.5)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"currency": "CHF"}, "2 currencies, CHF (1), EUR (3)"),
        ({"spend_basis": "gross"}, "2 bases of spend"),
        ({"basis": "net", "vat": False}, "2 bases of revenue"),
        ({"basis": None, "vat": False}, "2 bases of revenue, gross (3), not stated (1)"),
    ],
)
def test_returns_of_two_kinds_have_no_median(changes, words):
    found = lift.portfolio([*portfolio_of(3), made("other", 0.2, **changes)])
    assert found.roi is None
    assert found.mean is not None
    assert words in found.findings[0].message["en"]
    assert all(m.roi is None for m in found.members)


def test_gross_and_net_revenue_meet_net_of_vat():
    found = lift.portfolio([*portfolio_of(3), made("net", 0.2, basis="net")])
    assert (found.roi.basis, found.findings) == ("net_revenue", ())
    assert found.members[0].roi == pytest.approx(portfolio_of(3)[0].roi.per_euro / 1.07)


def test_one_study_without_an_after_window_brings_all_returns_to_the_campaign():
    assert lift.portfolio(portfolio_of(3)).roi.window == "total"
    assert lift.portfolio([*portfolio_of(3), made("short", 0.2, after=False)]).roi.window == "campaign"


def test_without_spend_there_is_no_median():
    found = lift.portfolio([made("a", 0.1, spend=None), made("b", 0.2, spend=None)])
    assert found.roi is None
    assert "None of the studies has an ROI" in found.findings[0].message["en"]


def test_moderators_need_enough_studies_that_differ():
    found = {(m.outcome, m.trait): m for m in lift.portfolio(portfolio_of(9)).moderators}
    assert (found["uplift", "spend"].untried, found["uplift", "spend"].needed) == ("few", 10)
    found = {(m.outcome, m.trait): m for m in lift.portfolio(portfolio_of(12, category="One")).moderators}
    assert found["uplift", "category"].untried == "alike"
    assert found["uplift", "tier"].untried == "unknown"
    tried = [m for m in found.values() if m.untried is None]
    assert {(m.outcome, m.trait) for m in tried} == {(o, t) for o in ("uplift", "roi") for t in ("spend", "weeks")}
    assert all(m.p_adjusted >= m.p_value for m in tried)


def test_a_planted_difference_between_tiers_and_by_spend_is_found():
    rng = np.random.default_rng(5)
    results = []
    for i in range(30):
        nano, spend = i % 2 == 0, float(2 ** rng.uniform(8, 12))
        effect = 0.20 * nano + 0.04 * np.log2(spend) - 0.3 + 0.02 * rng.standard_normal()
        results.append(made(f"s{i}", effect, 0.03, spend=spend, tier="nano" if nano else "macro"))
    found = {(m.outcome, m.trait): m for m in lift.portfolio(results).moderators}
    macro, nano = found["uplift", "tier"].lines
    assert (macro.label, nano.label, macro.studies) == ("macro", "nano", 15)
    assert np.log1p(nano.value) - np.log1p(macro.value) == pytest.approx(0.20, abs=0.06)
    assert found["uplift", "tier"].p_adjusted < 0.01
    slope = found["uplift", "spend"].lines[0]
    assert slope.low < np.expm1(0.04) < slope.high
    assert slope.low > 0


def test_studies_from_folders_are_the_same(tmp_path):
    results = portfolio_of(3)
    folders = [result.write(tmp_path / str(i)) for i, result in enumerate(results)]
    one, two = lift.portfolio(folders), lift.portfolio(results)
    assert one.mean == two.mean
    assert one.members[0].folder == str(folders[0])
