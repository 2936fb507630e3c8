"""A follower of the ledger for each test."""

import pytest

from lambdas.shelves.following import Following
from tests.lambdas.shelves.follower import Told, following_with


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def following(told: Told) -> Following:
    return following_with(told)
