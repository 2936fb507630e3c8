"""An operator of the demo types the program that people type."""

import pytest

from demo.recovery.operator import CommandFailed, Operator
from twin.deploy import NOWHERE
from twin.loopback import environment


@pytest.fixture
def operator() -> Operator:
    return Operator(environment(NOWHERE) | {"AWS_MAX_ATTEMPTS": "1"}, "dev")


def test_a_command_that_fails_says_what_and_why(operator: Operator) -> None:
    with pytest.raises(CommandFailed, match="sluice status dev ended with 2: sluice: Could not connect"):
        operator.type("status")


def test_only_what_was_answered_is_shown_as_typed(operator: Operator) -> None:
    with pytest.raises(CommandFailed):
        operator.type("failures", "list")

    assert operator.ran == []
