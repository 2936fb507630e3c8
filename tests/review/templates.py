"""Assemblies as a bill reads them: a few resources, or an environment's own."""

from collections.abc import Mapping
from pathlib import Path

from review.bill_lines import BillLine, Lines
from tests.synthesis import templates
from twin.assembly import Assembly, Stack


def assembly(**resources: Mapping[str, object]) -> Assembly:
    """One stack that holds these."""
    return Assembly(Path(), (Stack("Stack", {"Resources": resources}),))


def environment(name: str) -> Assembly:
    """An environment's stacks as they are synthesized."""
    return Assembly(Path(), tuple(Stack(stack, template) for stack, template in templates(name).items()))


def quantities(lines: Lines) -> dict[str, float]:
    """What is charged for, and how much of it."""
    return {line.price.what: line.quantity for line in lines if isinstance(line, BillLine)}
