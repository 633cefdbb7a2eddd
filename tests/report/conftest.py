"""Results to render: one per verdict, made once."""

import pytest
from report_samples import HOSTILE, make


@pytest.fixture(scope="session")
def proven():
    return make("proven")


@pytest.fixture(scope="session")
def inconclusive():
    return make("inconclusive")


@pytest.fixture(scope="session")
def invalid():
    return make("invalid")


@pytest.fixture(scope="session")
def hostile():
    return make("proven", promoted=len(HOSTILE), names=HOSTILE, brand=HOSTILE[0], study=HOSTILE[5])
