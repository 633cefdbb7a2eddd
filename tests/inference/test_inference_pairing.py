"""Which inference goes with which estimator, and which one fits an assignment."""

from dataclasses import dataclass
from typing import ClassVar

import pytest

from lift.core.design import Design
from lift.core.errors import MethodError
from lift.estimators import REGISTRY as ESTIMATORS
from lift.estimators import estimator
from lift.inference import OWN, REGISTRY, automatic, paired


@dataclass(frozen=True)
class Flat:
    """The test arm's own mean before the campaign."""

    pooled: ClassVar[bool] = True

    def predict(self, series):
        return series.test[: series.pre].mean(axis=0) + 0 * series.test


def design(assignment: str, control: int, unused: int = 0) -> Design:
    names = tuple(f"u{i}" for i in range(control + unused))
    return Design(assignment, ("t",), names[:control], (1 / control,) * control, names[control:])


def test_what_an_estimator_carries_belongs_to_it() -> None:
    assert set(OWN) <= set(REGISTRY)
    assert set(OWN.values()) <= set(ESTIMATORS)
    did = estimator("did")
    assert automatic(did, design("regions", 1)) == automatic(did, design("stores", 9)) == "noise-model"
    assert paired(did, "noise-model") is did
    with pytest.raises(MethodError, match=r"'welch' belongs to method 'did-classic'.*'did'.*'auto'"):
        paired(did, "welch")
    with pytest.raises(MethodError, match=r"'noise-model' belongs to method 'did'.*'Flat'"):
        paired(Flat(), "noise-model")


def test_unknown_inference_names_the_nearest() -> None:
    with pytest.raises(MethodError, match=r"unknown inference 'welsh' .did you mean 'welch'.*available: auto, noise"):
        paired(estimator("did"), "welsh")


@pytest.mark.parametrize(
    ("units", "name"),
    [
        (design("stores", 19), "permutation"), (design("stores", 18), "placebo-units"),
        (design("stores", 5), "sliding-placebo"), (design("regions", 2), "sliding-placebo"),
        (design("regions", 2, 4), "placebo-units"), (design("regions", 5), "sliding-placebo"),
    ],
)  # fmt: skip
def test_the_assignment_chooses_the_inference_of_a_path(units, name) -> None:
    assert automatic(Flat(), units) == name
