"""Whatever the data: one verdict a row, levels that add up, finite numbers. Random small markets and odd ones."""

import numpy as np
import pytest
import row_rules
from hypothesis import given, settings
from hypothesis import strategies as st
from made_markets import COUNTS, accounts, market, study, windows

from lift.checks import Evidence, check_all
from lift.core.errors import LiftError
from lift.core.panel import Span
from lift.estimators.did import Did
from lift.estimators.did_classic import DidClassic
from lift.estimators.noise import NoisePrior
from lift.inference.effects import effect_rows

QUICK = Did(
    NoisePrior(
        rho=((0.0, 1.0), (0.75, 1.0)), phi=((0.0, 1.0), (0.5, 1.0)), drift=((0.0, 1.0), (1.0, 1.0)),
        shared=((0.0, 2.0), (1.0, 1.0)),
    )
)  # fmt: skip
LAYOUTS = [
    {"Food": {"Sol": 3, "Luna": 2, "Rio": 4}},
    {"Food": {"Sol": 1, "Luna": 2}},
    {"Food": {"Sol": 3}},
    {"Food": {"Sol": 1}},
    {"Food": {"Sol": 2, "Luna": 3}, "Drink": {"Mar": 2, "Rio": 1}},
    {"Food": {"Sol": 2, "Luna": 2}, "Drink": {"Mar": 1}},
]


def holds(estimator, m, confidence: float = 0.9) -> None:
    """Every rule for the rows, and every check gives an answer."""
    main, both = accounts(estimator, m)
    row_rules.everything(effect_rows(both, frozenset(m.promoted), confidence, COUNTS), main, both)
    row_rules.findings(check_all(Evidence(study(m, confidence), main, both[0], True, estimator)))


@st.composite
def markets(draw, *, assignment: str):
    layout = draw(st.sampled_from(LAYOUTS))
    skus = [f"{b}-{i + 1}" for brands in layout.values() for b, count in brands.items() for i in range(count)]
    promoted = draw(st.lists(st.sampled_from(skus), min_size=1, max_size=3, unique=True))
    span = windows(
        draw(st.integers(8, 16)),
        draw(st.integers(1, 5)),
        draw(st.sampled_from([0, 0, 1, 4])),
        draw(st.sampled_from([0, 3])),
    )
    least = 2 if assignment == "stores" else 1
    m = market(
        draw(st.integers(0, 10_000)), layout=layout, promoted=tuple(sorted(promoted)), span=span, assignment=assignment,
        test=draw(st.integers(1, 2)), control=draw(st.integers(1, 5)), unused=draw(st.sampled_from([0, 3])),
        stores=draw(st.integers(least, 3)), noise=draw(st.sampled_from([0.0, 0.1, 0.8])),
        regional=draw(st.sampled_from([0.0, 0.05, 0.5])), rho=draw(st.sampled_from([0.0, 0.9])),
        rate=draw(st.sampled_from([200.0, 1e7, 1e-3])),
    )  # fmt: skip
    rng = np.random.default_rng(draw(st.integers(0, 1000)))
    everywhere = Span(0, span.after.stop)
    for sku in m.skus:
        fate = draw(st.sampled_from(["dense"] * 6 + ["thin", "launch", "one arm", "delisted", "none", "one week"]))
        k = m.skus.index(sku)
        if fate == "thin":
            m = m.with_sales(np.where(rng.random(m.sales.shape) * (np.arange(len(m.skus)) == k) > 0.6, 0.0, m.sales))
        elif fate == "launch":
            for arm in ("test", "control", "unused"):
                m = m.times(0.0, arm=arm, skus=(sku,), span=Span(0, span.pre.stop))
        elif fate == "one arm":
            m = m.times(0.0, arm=draw(st.sampled_from(["test", "control"])), skus=(sku,), span=everywhere)
        elif fate == "delisted":
            late = Span(max(0, span.pre.stop - 5), span.after.stop)
            m = m.times(0.0, arm=draw(st.sampled_from(["test", "control"])), skus=(sku,), span=late)
        elif fate == "none":
            m = m.times(0.0, skus=(sku,), span=draw(st.sampled_from([span.campaign, span.post])))
        elif fate == "one week":
            m = m.times(0.0, skus=(sku,), span=Span(span.pre.start + 2, span.pre.start + 3))
    effect = draw(st.sampled_from([0.2, 1.0, 1.0, 1.3, 8.0]))
    return m.times(effect, skus=m.promoted)


def holds_or_is_refused(estimator, m) -> None:
    try:
        holds(estimator, m)
    except LiftError as error:
        words = str(error)
    else:
        return
    assert len(words) > 40, "an error says what, where, how many and what to do"


@settings(max_examples=60)
@given(m=markets(assignment="regions"))
def test_rows_of_regions(m) -> None:
    holds_or_is_refused(QUICK, m)


@settings(max_examples=25)
@given(m=markets(assignment="stores"))
def test_rows_of_stores(m) -> None:
    holds_or_is_refused(QUICK, m)


@settings(max_examples=30)
@given(m=markets(assignment="stores"))
def test_rows_of_the_classical_method(m) -> None:
    holds_or_is_refused(DidClassic(), m)


@pytest.mark.parametrize("confidence", [0.55, 0.8, 0.99, 0.999])
def test_any_confidence(confidence) -> None:
    holds(QUICK, market(span=windows(12, 2, 2)).times(1.2, skus=("Sol-1",)), confidence)


def test_the_default_prior() -> None:
    holds(Did(), market(span=windows(20, 4, 2)).times(1.2, skus=("Sol-1",)))
