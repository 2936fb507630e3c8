"""A follower of the ledger for each test."""

import pytest

from lambdas.shelves.projector import ShelfProjector
from tests.lambdas.shelves.follower import Told, projector_with


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def projector(told: Told) -> ShelfProjector:
    return projector_with(told)
