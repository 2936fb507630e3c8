"""What an environment has is known before it is synthesized."""

import pytest

from demo.capabilities import UnknownEnvironment, capabilities_of


def test_an_environment_has_its_capabilities_and_the_parts_of_them_that_are_on() -> None:
    assert capabilities_of("starter") == {"Consumers", "Consumers/inventory", "Monitoring"}
    assert {"Sources", "Sources/queue", "Sources/devices", "Sources/api"} <= capabilities_of("full")


def test_an_environment_that_isnt_there_is_an_error_that_names_those_that_are() -> None:
    with pytest.raises(UnknownEnvironment, match=r"environment is 'strater': must be one of dev, .*starter"):
        capabilities_of("strater")
