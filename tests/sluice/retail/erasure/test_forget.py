"""A member is forgotten in every place, nothing else changes, and no replay brings them back."""

import gzip
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from itertools import chain
from typing import Any

import boto3
import msgspec
import pyarrow as pa
import pytest
from pyarrow import parquet

from contracts.correction import Correction, correction_key
from contracts.personal import FORGOTTEN
from contracts.refusals import BrokenContract, Reason
from domain import CONSUMERS
from lambdas.core import contract
from lambdas.core.claims import Claims
from lambdas.core.ledger_row import LedgerRow, item, known_digests
from lambdas.core.pseudonyms.key_ring import HashKey, KeyRing, to_text
from lambdas.core.pseudonyms.names import KeySecret, Pseudonyms
from lambdas.fraud.accounts import account_namer
from sluice.cloud import client
from sluice.erasure.versions import VersionedBucket
from sluice.failures.corrections import encode_record
from sluice.rebuild.generation import TableGeneration
from sluice.rebuild.generations import Fold, Generations
from sluice.replay.window import Window
from sluice.retail.erasure import commands
from tests.lambdas.core.pseudonyms.rings import DAY
from tests.lambdas.core.pseudonyms.rings import FIRST as FIRST_KEY
from tests.lambdas.core.pseudonyms.rings import SECOND as SECOND_KEY
from tests.lambdas.ledgers import table_properties
from tests.lambdas.sales import encoded, line, sale
from tests.sluice.erasure.deaths import Killed, killed_at
from tests.sluice.erasure.places import (
    archive,
    archived,
    claim,
    current,
    everything,
    give_up,
    keep_versions,
    land,
    put,
    set_aside,
    traces,
)
from tests.sluice.failures.typed import OUTPUTS, answered, create_stack, environment, ran, refuse

MEMBER, TOKEN, SHARED = "member-1234", "tok_own", "tok_shared"
FIRST = encoded(sale(1, loyalty_id=MEMBER, payment_token=TOKEN))
SECOND = encoded(sale(2, loyalty_id=MEMBER, payment_token=SHARED, lines=[line("pear", 3)]))
NAMELESS = encoded(sale(3, loyalty_id=None, payment_token=TOKEN))
OF_OTHER = encoded(sale(4, loyalty_id="member-99", payment_token=SHARED))
CASH = encoded(sale(5, loyalty_id=MEMBER, payment_token="cash-4"))
LARGE = encoded(sale(6, loyalty_id=MEMBER, payment_token=TOKEN, note="x" * 3_000))
WRONG = encoded(sale(7, loyalty_id=MEMBER, payment_token=TOKEN, lines=[line("pear", "3")]))
OTHER_WRONG = encoded(sale(8, loyalty_id="member-99", payment_token="tok_99", lines=[line("pear", "3")]))
CORRECTED = encoded(sale(9, loyalty_id=MEMBER, payment_token=TOKEN, lines=[line("pear", 5)]))
BEFORE = encoded(sale(9, loyalty_id=MEMBER, payment_token=TOKEN, lines=[line("pear", 50)]))
LEDGERS = {f"{spec.name.title()}Ledger": spec.name for spec in CONSUMERS}
PLACES = ("raw", "quarantine", "failures", "landing")


@pytest.fixture(autouse=True)
def dev(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with environment(monkeypatch):
        keep_versions()
        # How the role is assumed is tried in tests/sluice/test_break_glass.py.
        monkeypatch.setattr(commands, "assume", lambda _, mfa: client)  # noqa: ARG005
        boto3.client("cloudformation").delete_stack(StackName="Sluice-dev-Consumers")
        create_stack("Sluice-dev-Consumers", LEDGERS)
        for table in LEDGERS.values():
            boto3.client("dynamodb").create_table(TableName=table, **table_properties(table))
        yield


def forget(*more: str) -> dict[str, Any]:
    found: dict[str, Any] = answered("forget", "dev", "--member", MEMBER, *more)
    return found


def apply(record: bytes) -> None:
    """Give every ledger the row that its consumer would write."""
    whole = contract.read_event(record, Claims(boto3.client("s3"), "raw"))
    for spec in CONSUMERS:
        row = LedgerRow.of(whole.event, whole.data, spec.effect(whole.event))
        row = row.correct(whole.correction) if whole.correction else row
        boto3.client("dynamodb").put_item(TableName=spec.name, Item=item(row))


def correct() -> bytes:
    """Put a correction where operators do; the record that stands for it."""
    correction = Correction(
        number=1,
        reason="counted",
        settles=tuple(sorted({contract.digest(each).hex() for each in (BEFORE, CORRECTED)})),
        payload=CORRECTED.decode(),
    )
    event = contract.parse(CORRECTED)
    put("raw", correction_key(contract.id_of(event), 1), json_of(correction))
    return encode_record(contract.key_of(event), correction)


def json_of(correction: Correction) -> bytes:
    return msgspec.json.encode(correction)


def fill() -> list[str]:
    """Let the member shop, and put something of theirs into every place; the keys of raw's objects."""
    first = [FIRST, NAMELESS, OF_OTHER, claim(LARGE), WRONG, OTHER_WRONG]
    second = [SECOND, CASH, BEFORE, correct()]
    for each in (FIRST, NAMELESS, OF_OTHER, first[3], SECOND, CASH, second[3]):
        apply(each)
    refuse(WRONG, 7)
    refuse(OTHER_WRONG, 8)
    give_up(FIRST, OF_OTHER)
    set_aside(SECOND)
    land(f"member,token\n{MEMBER},x\n".encode())
    land(f"member;token\n;{TOKEN}\n".encode(), "sales/367/2017-03-02.csv")
    land(b"member,token\nmember-99,tok_99\n", "sales/367/2017-03-03.csv")
    put("failures", "letters/a.json", json.dumps({"row": {"loyalty_id": {"S": MEMBER}}}).encode())
    return [archive(*first, name="a"), archive(*second, name="b")]


def rows() -> dict[str, list[dict[str, Any]]]:
    scan = boto3.client("dynamodb").scan
    return {table: scan(TableName=table)["Items"] for table in LEDGERS.values()}


def traced() -> list[str]:
    """Where the member or their token still is, the ledgers among it."""
    in_ledgers = [table for table, found in rows().items() for each in found if MEMBER in str(each)]
    return [*traces(MEMBER.encode()), *traces(TOKEN.encode()), *in_ledgers]


def test_without_apply_it_counts_and_changes_nothing() -> None:
    fill()
    before = list(everything())

    said = forget()

    assert (said["tokens"], said["applied"]) == (1, False)
    assert said["events"] == 6
    assert MEMBER not in json.dumps(said)
    assert list(everything()) == before


def test_no_trace_is_left_in_any_version_of_any_bucket_nor_in_a_ledger() -> None:
    fill()
    assert {each.partition("/")[0] for each in traced()} == {*PLACES, "loyalty"}

    forget("--apply")

    assert traced() == []


def test_other_people_and_whoever_shares_a_token_stay() -> None:
    keys = fill()

    forget("--apply")

    assert OF_OTHER in archived(keys[0])
    assert OTHER_WRONG in archived(keys[0])
    assert {*traces(b"member-99")} >= {"landing/sales/367/2017-03-03.csv"}


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


def test_answers_of_queries_that_name_the_person_go() -> None:
    boto3.client("s3").create_bucket(
        Bucket="results", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    boto3.client("cloudformation").delete_stack(StackName="Sluice-dev-Storage")
    create_stack("Sluice-dev-Storage", OUTPUTS["Storage"] | {"AnswersBucket": "results"})
    put("results", "1.csv", f'"loyalty_id","points"\n"{MEMBER}","9"\n'.encode())
    other = put("results", "2.csv", b'"loyalty_id","points"\n"member-99","9"\n')

    said = forget("--apply")

    left = boto3.client("s3").list_object_versions(Bucket="results")["Versions"]
    assert [each["Key"] for each in left] == [other]
    assert said["objects"]["query results"] == 1


def test_a_file_that_is_torn_stops_nobody() -> None:
    put("landing", "sales/367/2017-03-01.csv.gz", gzip.compress(b"member,token\n")[:-9])

    ended = ran("forget", "dev", "--member", MEMBER, "--apply", "--json")

    assert ended.exit_code == 1
    assert "is not what its place says" in " ".join(json.loads(ended.stdout)["remaining"])


def test_a_dry_run_says_what_it_takes_and_changes_nothing() -> None:
    fill()
    before = sorted(everything())

    ended = ran("forget", "dev", "--member", MEMBER, "--dry-run", "--json")

    said = json.loads(ended.stdout)
    assert "Reading all of raw, 2 objects, takes $0.00 and less than a minute, modelled" in ended.stderr
    assert (said["applied"], said["cost"]["modelled"]) == (False, True)
    assert said["cost"]["dollars"] > 0
    assert (said["records"], said["events"], said["tokens"]) == (8, 6, 1)
    assert sorted(everything()) == before


def test_whoever_names_nobody_is_told_so() -> None:
    ended = ran("forget", "dev", "--member", " ")

    assert (ended.exit_code, ended.stderr) == (
        2,
        "sluice: --member names nobody: write the id that events have\n",
    )


def test_cash_is_nobodys_token() -> None:
    keys = fill()

    forget("--apply")

    [cash] = [each for each in map(json.loads, archived(keys[1])) if each.get("sale_id", "").endswith("/5")]
    assert (cash["payment_token"], cash["loyalty_id"]) == ("cash-4", FORGOTTEN)


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


def points() -> int:
    """Sum up every row's."""
    return sum(int(each["points"]["N"]) for each in rows()["loyalty"])


def test_sums_are_what_they_were() -> None:
    fill()
    before = points()

    forget("--apply")

    assert points() == before


def test_what_was_refused_is_refused_as_before() -> None:
    fill()
    before = sorted((each["reason"], each["consumer"]) for each in answered("failures", "list", "dev"))

    forget("--apply")

    after = sorted((each["reason"], each["consumer"]) for each in answered("failures", "list", "dev"))
    assert after == before
    assert (str(Reason.WRONG_SHAPE), "loyalty") in after


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


def test_a_legal_hold_is_named_and_a_later_run_ends_what_it_kept() -> None:
    """What was kept of the person is kept, too: else nobody knew their tokens any more. FAULTS 64."""
    boto3.client("s3").create_bucket(
        Bucket="held",
        CreateBucketConfiguration={"LocationConstraint": "eu-west-1"},
        ObjectLockEnabledForBucket=True,
    )
    boto3.client("cloudformation").delete_stack(StackName="Sluice-dev-Storage")
    create_stack("Sluice-dev-Storage", OUTPUTS["Storage"] | {"RawBucket": "held"})
    key = put("held", archive(FIRST), current("raw", archive(FIRST)))
    boto3.client("s3").put_object_legal_hold(Bucket="held", Key=key, LegalHold={"Status": "ON"})
    [version] = [each.versions[0] for each in VersionedBucket(boto3.client("s3"), "held").objects(key)]

    ended = ran("forget", "dev", "--member", MEMBER, "--apply", "--json")
    boto3.client("s3").put_object_legal_hold(
        Bucket="held", Key=key, VersionId=version, LegalHold={"Status": "OFF"}
    )
    again = forget("--apply")

    assert ended.exit_code == 1
    assert any("legal hold" in each for each in json.loads(ended.stdout)["remaining"])
    assert (again["records"], len(again["remaining"])) == (1, 1)
    assert len(list(VersionedBucket(boto3.client("s3"), "held").versions(key))) == 1


def test_a_file_of_history_and_a_change_of_a_database_are_named_and_stay() -> None:
    """Both come from somewhere else, which would bring the member back."""
    rows = pa.table({"loyalty_id": [MEMBER, "member-99"], "cents": [1, 2]})
    parquet.write_table(rows, packed := BytesIO())
    change = json.dumps({"data": {"loyalty_id": MEMBER}}).encode()
    kept = {
        "landing": put("landing", "history/day=2017-03-01/sales.parquet", packed.getvalue()),
        "raw": put("raw", "cdc/hour=00/a.gz", gzip.compress(change)),
    }
    put("landing", "history/day=2017-03-02/sales.parquet", b"PAR1 and no more")

    ended = ran("forget", "dev", "--member", MEMBER, "--apply", "--json")

    assert ended.exit_code == 1
    remaining = json.loads(ended.stdout)["remaining"]
    for bucket, key in kept.items():
        assert any(each.startswith(f"s3://{bucket}/{key}: ") for each in remaining)
    assert any("is not what its place says" in each for each in remaining)
    assert any("says what a later run must know" in each for each in remaining)


def test_done_again_it_finds_nobody() -> None:
    fill()
    forget("--apply")

    said = forget("--apply")

    assert (said["records"], said["objects"], said["rows"]) == (0, {"raw": 0}, 0)


def test_nobody_of_this_id_is_no_error() -> None:
    said = forget("--apply")

    assert (said["records"], said["remaining"]) == (0, [])


def test_killed_at_any_call_it_goes_on_to_the_same_end() -> None:
    """Once raw lost the member, their tokens are known to nothing but what was kept for this. FAULTS 64."""
    keys = fill()
    number, died = 0, True
    while died:
        died = _die_at(number)
        number += 7
    assert number > 50
    assert traced() == []
    assert [len(archived(key)) for key in keys] == [6, 4]
    assert [each for each, _ in everything() if "erasures/" in each] == []


def _die_at(number: int) -> bool:
    session: Any = boto3.DEFAULT_SESSION
    with killed_at(number, session):
        try:
            ran("forget", "dev", "--member", MEMBER, "--apply")
        except Killed:
            return True
    return False
