"""A consumer's function and its tables."""

import json
import re

import pytest

from domain import CONSUMERS
from tests.stacks.synthesized import Environment, Resource


def function(environment: Environment, name: str) -> Resource:
    """The function of a consumer."""
    (found,) = [
        function
        for function in environment.every("AWS::Lambda::Function")
        if function.properties["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"] == name
    ]
    return found


def ledger(environment: Environment, name: str) -> Resource:
    """The ledger of a consumer."""
    return told_of(environment, name, "LEDGER_TABLE")


def told_of(environment: Environment, name: str, variable: str) -> Resource:
    """The table that a variable of a consumer's function names."""
    reference = json.dumps(function(environment, name).properties["Environment"]["Variables"][variable])
    tables = environment.every("AWS::DynamoDB::Table")
    (found,) = [table for table in tables if re.search(rf'{table.logical_id}[\w]*"', reference)]
    return found


every_ledger = pytest.mark.parametrize("name", [row.name for row in CONSUMERS])
