"""An environment of four buckets, its ledgers, and who may forget."""

from collections.abc import Iterator

import boto3
import pytest

from sluice.cloud import client
from sluice.retail.erasure import commands
from tests.lambdas.ledgers import table_properties
from tests.sluice.erasure.places import keep_versions
from tests.sluice.failures.typed import create_stack, environment
from tests.sluice.retail.erasure.shopper import LEDGERS


@pytest.fixture
def chain(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The chain, deployed without a lake and without fraud."""
    with environment(monkeypatch):
        keep_versions()
        # How the role is assumed is tried in tests/sluice/test_break_glass.py.
        monkeypatch.setattr(commands, "assume", lambda _, mfa: client)  # noqa: ARG005
        boto3.client("cloudformation").delete_stack(StackName="Sluice-dev-Consumers")
        create_stack("Sluice-dev-Consumers", LEDGERS)
        for table in LEDGERS.values():
            boto3.client("dynamodb").create_table(TableName=table, **table_properties(table))
        yield
