"""What every check owes: findings in both languages, a legal verdict, and only four may ever make a test invalid."""

import ast
from pathlib import Path

import pytest
import row_rules
from made_markets import accounts, market, study, windows

import lift.checks
from lift.checks import CHECKS, Evidence, check_all
from lift.core.panel import Span
from lift.estimators.did import Did
from lift.estimators.did_classic import DidClassic
from lift.estimators.noise import NoisePrior

QUICK = Did(NoisePrior(rho=((0.0, 1.0), (0.75, 1.0)), phi=((0.0, 1.0),), drift=((0.0, 1.0),), shared=((0.0, 1.0),)))
FOLDER = Path(lift.checks.__file__).parent


def evidence(m, estimator=QUICK, *, whole: bool = True) -> Evidence:
    main, (revenue, _) = accounts(estimator, m)
    return Evidence(study(m), main, revenue, whole, estimator)


def odd():
    yield "plain", market(), QUICK
    yield "year", market(span=windows(52, 4, 4)), QUICK
    yield "one against one", market(control=1), QUICK
    yield "unused", market(unused=4).times(1.4, arm="control"), QUICK
    yield "stores", market(test=2, control=3, assignment="stores", unused=3), QUICK
    yield "classic", market(test=2, control=3, assignment="stores", unused=3, span=windows(2, 2)), DidClassic()
    yield "one week before", market(test=2, control=3, assignment="stores", unused=3, span=windows(1, 2)), DidClassic()
    yield "constant", market(noise=0.0, regional=0.0, assignment="stores", unused=3), QUICK
    yield "loud", market(noise=2.0, regional=1.0, unused=3), QUICK
    launch = market(unused=3)
    for arm in ("test", "control", "unused"):
        launch = launch.times(0.0, arm=arm, skus=launch.promoted, span=Span(0, 20))
    yield "launch", launch, QUICK
    only = market(unused=3, assignment="stores")
    yield "only in test", only.times(0.0, arm="control", skus=only.promoted, span=Span(0, 24)), QUICK
    yield "nothing sold", market(unused=3, assignment="stores").times(0.0), QUICK
    yield "unused never sold", market(unused=3).times(0.0, arm="unused", span=Span(0, 24)), QUICK


@pytest.mark.parametrize("name", CHECKS)
@pytest.mark.parametrize(("m", "estimator"), [pytest.param(m, e, id=i) for i, m, e in odd()])
def test_every_check_answers(name, m, estimator) -> None:
    found = CHECKS[name](evidence(m, estimator))
    row_rules.findings(found)
    assert {f.check for f in found} <= {name}, "a finding carries the name under which its check is registered"


def test_the_registry_is_run_in_its_order() -> None:
    found = [f.check for f in check_all(evidence(market(unused=3)))]
    assert found == sorted(found, key=list(CHECKS).index)
    assert found


def test_only_four_checks_know_the_word_fail() -> None:
    """Read from the source: a check whose file never says "fail" cannot fail."""
    failing = set()
    for name, check in CHECKS.items():
        path = FOLDER / f"{check.__module__.rpartition('.')[2]}.py"
        words = {n.value for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Constant)}
        if "fail" in words:
            failing.add(name)
    assert failing == row_rules.MAY_FAIL


def test_every_file_of_a_threat_is_registered() -> None:
    files = {p.stem for p in FOLDER.glob("*.py")} - {"__init__", "evidence"}
    assert files == {check.__module__.rpartition(".")[2] for check in CHECKS.values()}
