"""What a stack imports is deployed before it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from environments import preset
from tests.stacks.synthesized import Environment, order_of, references
from tests.synthesis import ENVIRONMENTS, assembly, templates


@pytest.fixture(params=ENVIRONMENTS)
def deployed(request: pytest.FixtureRequest) -> Environment:
    """Every environment, with the order in which it is deployed."""
    name = request.param
    return Environment(preset(name), templates(name), order_of(assembly(name)))


def exporters(template: dict[str, Any]) -> Iterator[str]:
    """Yield the stacks that a template imports from."""
    for each in references(template, "Fn::ImportValue"):
        yield str(each["Fn::ImportValue"]).partition(":")[0]


def test_a_stack_waits_for_those_that_it_imports_from(deployed: Environment) -> None:
    assert deployed.order
    for name, template in deployed.templates.items():
        assert set(exporters(template)) <= deployed.order[name], name


def test_a_stack_that_does_not_wait_is_found(deployed: Environment) -> None:
    waiting = {name: frozenset[str]() for name in deployed.order}

    with pytest.raises(AssertionError):
        test_a_stack_waits_for_those_that_it_imports_from(replace(deployed, order=waiting))
