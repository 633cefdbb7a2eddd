"""Campaigns that never happened: where they lie, who plays the test arm, what is planted."""

import numpy as np
import pytest
from made_markets import compare, market, windows

from lift.core.errors import DesignError
from lift.design.false_campaigns import false_campaigns, planted


def made(**options):
    settings = {"test": 1, "control": 5, "unused": 2, "stores": 1, "span": windows(20, 4, 2, history=10)} | options
    main, _ = compare(market(3, **settings))
    return main


def test_all_lie_before_the_campaign_with_a_history() -> None:
    main = made()
    found = false_campaigns(main.panel, main.design, 30, 1)
    assert len(found) == 2 * 8, "two starts, eight units"
    for case in found:
        own = case.comparison.panel.windows
        assert own.after.stop <= main.panel.windows.campaign.start
        assert len(own.pre) == 20
        assert (len(own.campaign), len(own.after)) == (4, 2)
        assert own.campaign.start == case.start
    assert len({(c.group, c.start) for c in found}) == len(found)


def test_arms_have_the_sizes_of_the_study() -> None:
    main = made(test=2, control=3)
    for case in false_campaigns(main.panel, main.design, 20, 1):
        design = case.comparison.design
        arms = (*design.test, *design.control, *design.unused)
        assert (len(design.test), len(design.control)) == (2, 3)
        assert sorted(arms) == sorted(main.panel.units)
        assert sum(design.weights) == pytest.approx(1)
        if case.group == 0:
            assert design == main.design


def test_every_unit_plays_once_where_one_is_the_test_arm() -> None:
    main = made()
    tests = {c.comparison.design.test for c in false_campaigns(main.panel, main.design, 500, 1)}
    assert tests == {(u,) for u in main.panel.units}


def test_the_seed_decides() -> None:
    main = made(test=2)
    one, same, other = (
        [(c.comparison.design.test, c.start) for c in false_campaigns(main.panel, main.design, 12, seed)]
        for seed in (1, 1, 2)
    )
    assert one == same != other


def test_a_short_history_is_shortened_but_not_below_half() -> None:
    main = made(span=windows(20, 4, 2))
    found = false_campaigns(main.panel, main.design, 50, 1)
    lengths = {len(c.comparison.panel.windows.pre) for c in found}
    assert min(lengths) >= 10
    assert max(lengths) == 20 - 6


def test_no_room_is_said() -> None:
    main = made(span=windows(12, 6, 0))
    with pytest.raises(
        DesignError, match=r"no room to try out a campaign of 6 periods .* at least 14 periods .* the data has 12"
    ):
        false_campaigns(main.panel, main.design, 5, 1)


def test_planting_multiplies_the_promoted_and_adds_up() -> None:
    main = made()
    moved = planted(main, 0.25)
    panel, before = moved.panel, main.panel
    test, span = panel.at(main.design.test), before.windows.campaign.slice
    extra = panel.total - before.total
    outside = np.ones(extra.shape, dtype=bool)
    outside[:, test, span] = False
    assert not extra[outside].any(), "nothing changes elsewhere"
    names = {(item.level, item.key): k for k, item in enumerate(panel.items)}
    promoted = names["promoted", "promoted"]
    np.testing.assert_allclose(extra[:, test, span, promoted], 0.25 * before.total[:, test, span, promoted])
    for key in (("category", "Food"), ("brand", "Sol")):
        np.testing.assert_allclose(extra[..., names[key]], extra[..., promoted], atol=1e-9)
    assert not extra[..., names["brand", "Luna"]].any()
