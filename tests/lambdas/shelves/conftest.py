"""A follower of the ledger for each test."""

import pytest

from lambdas.shelves.projector import ShelfProjector
from tests.lambdas.shelves.follower import Told, following_with


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def following(told: Told) -> ShelfProjector:
    return following_with(told)
