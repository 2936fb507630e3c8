"""A world for each test."""

import pytest

from tests.sluice.failures.worlds import World


@pytest.fixture
def world() -> World:
    return World()
