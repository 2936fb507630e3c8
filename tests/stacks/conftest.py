"""Every promise is held to every environment."""

import pytest

from stacks.presets import preset
from tests.stacks.synthesized import Environment
from tests.synthesis import ENVIRONMENTS, templates


@pytest.fixture(params=ENVIRONMENTS)
def environment(request: pytest.FixtureRequest) -> Environment:
    """Each environment in turn."""
    return Environment(preset(request.param), templates(request.param))


@pytest.fixture
def prod() -> Environment:
    """The environment that keeps a grocer's data."""
    return Environment(preset("prod"), templates("prod"))


@pytest.fixture
def full() -> Environment:
    """The environment that has every capability."""
    return Environment(preset("full"), templates("full"))
