"""Every promise is held to every environment that has the capabilities which it is about."""

import pytest

from environments import preset
from tests.stacks.synthesized import Environment
from tests.synthesis import having, templates


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Hold a test to each environment that has what its module and it say that they need."""
    if "environment_name" in metafunc.fixturenames:
        marks = metafunc.definition.iter_markers("needs")
        metafunc.parametrize("environment_name", having(*(name for mark in marks for name in mark.args)))


@pytest.fixture
def environment(environment_name: str) -> Environment:
    """Each environment in turn."""
    return Environment(preset(environment_name), templates(environment_name))


@pytest.fixture
def prod() -> Environment:
    """The environment that keeps a grocer's data."""
    return Environment(preset("prod"), templates("prod"))


@pytest.fixture
def full() -> Environment:
    """The environment that has every capability."""
    return Environment(preset("full"), templates("full"))
