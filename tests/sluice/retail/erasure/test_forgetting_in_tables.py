"""Ledgers and accounts forget a member as raw does: a replay makes the very rows that are there."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain

import boto3
import pytest

from contracts.refusals import BrokenContract
from domain import CONSUMERS
from lambdas.core import contract
from lambdas.core.claims import Claims
from lambdas.core.ledger_row import LedgerRow, item, known_digests
from lambdas.core.pseudonyms.key_ring import HashKey, KeyRing, to_text
from lambdas.core.pseudonyms.names import KeySecret, Pseudonyms
from lambdas.fraud.accounts import account_namer
from sluice.rebuild.generation import TableGeneration
from sluice.rebuild.generations import Fold, Generations
from sluice.replay.window import Window
from tests.lambdas.core.pseudonyms.rings import DAY
from tests.lambdas.core.pseudonyms.rings import FIRST as FIRST_KEY
from tests.lambdas.core.pseudonyms.rings import SECOND as SECOND_KEY
from tests.lambdas.ledgers import table_properties
from tests.sluice.erasure.places import archived
from tests.sluice.failures.typed import create_stack
from tests.sluice.retail.erasure.shopper import MEMBER, SHARED, TOKEN, fill, forget, points, rows

pytestmark = pytest.mark.usefixtures("chain")


def test_a_ledger_that_a_rebuild_made_beside_a_live_one_is_redacted_too() -> None:
    dynamodb = boto3.client("dynamodb")
    create_stack("Sluice-dev-Replay", {"ManifestTable": "manifest", "ReplaysTable": "replays"})
    for table, owner, name in (
        ("manifest", "replay", "MANIFEST_TABLE"),
        ("replays", "replay", "REPLAYS_TABLE"),
    ):
        dynamodb.create_table(TableName=table, **table_properties(owner, name))
    window = Window(datetime(2017, 3, 1, tzinfo=UTC), datetime(2017, 3, 2, tzinfo=UTC))
    for generation in ("spring1", "dropped"):
        Generations(dynamodb, "replays").remember(Fold(TableGeneration(generation), "r1", window))
    dynamodb.create_table(TableName="loyalty-spring1", **table_properties("loyalty"))
    fill()
    for each in rows()["loyalty"]:
        dynamodb.put_item(TableName="loyalty-spring1", Item=each)

    forget("--apply")

    assert dynamodb.scan(TableName="loyalty-spring1")["Items"] == rows()["loyalty"]


def test_a_replay_of_raw_makes_the_very_rows_that_the_ledgers_have() -> None:
    """What is delivered again is a repetition then, and a rebuild agrees to the cent. FAULTS 64."""
    keys = fill()

    forget("--apply")

    there = {(table, each["entry"]["S"]): each for table, found in rows().items() for each in found}
    for whole in _accepted(archived(key) for key in keys):
        for spec in CONSUMERS:
            row = LedgerRow.of(whole.event, whole.data, spec.effect(whole.event))
            found = there[spec.name, contract.key_of(whole.event)[1]]
            if "correction" in found and whole.correction is None:
                assert row.digest in known_digests(found)
            else:
                assert item(row.correct(whole.correction) if whole.correction else row) == found


def _accepted(objects: Iterable[list[bytes]]) -> Iterator[contract.WholeEvent]:
    claims = Claims(boto3.client("s3"), "raw")
    for record in chain.from_iterable(objects):
        with suppress(BrokenContract):
            yield contract.read_event(record, claims)


def test_sums_are_what_they_were() -> None:
    fill()
    before = points()

    forget("--apply")

    assert points() == before


def test_what_fraud_remembers_is_deleted_under_every_name() -> None:
    """By the key in force, by those before it, and by none, as version 0.2.0 wrote it."""
    ring = to_text(KeyRing(SECOND_KEY, starts=DAY, older=(HashKey(FIRST_KEY),)))
    secret = boto3.client("secretsmanager").create_secret(Name="hash-keys", SecretString=ring)["ARN"]
    create_stack("Sluice-dev-Fraud", {"AccountsTable": "accounts", "HashKeysSecret": secret})
    boto3.client("dynamodb").create_table(TableName="accounts", **table_properties("fraud", "ACCOUNTS_TABLE"))
    name = account_namer(Pseudonyms(KeySecret(boto3.client("secretsmanager"), secret)))
    theirs = [*name(f"member#{MEMBER}").every, *name(f"token#{TOKEN}").every]
    others = [name("member#member-99").current, name(f"token#{SHARED}").current]
    for account in (*theirs, *others):
        boto3.client("dynamodb").put_item(TableName="accounts", Item={"account": {"S": account}})
    fill()

    said = forget("--apply")

    left = boto3.client("dynamodb").scan(TableName="accounts")["Items"]
    assert sorted(each["account"]["S"] for each in left) == sorted(others)
    assert said["accounts"] == len(theirs) == 6
