"""A card number that got in all the same is taken out of every place, and nothing else changes."""

import json
from collections.abc import Iterator

import boto3
import pytest

from contracts.contract_breaks import TEST_CARD
from contracts.refusals import BrokenContract, Reason
from contracts.tombstone import is_tombstone
from lambdas.core import contract
from lambdas.core.envelope import UNKNOWN
from lambdas.core.manifest.table import HOUR
from sluice.cloud import client
from sluice.erasure.purge import is_refused_card
from sluice.retail.erasure import commands
from tests.emulated import client_error
from tests.lambdas.sales import encoded, line, sale
from tests.sluice.erasure.places import (
    NOW,
    archive,
    archived,
    claim,
    current,
    give_up,
    keep_versions,
    land,
    set_aside,
    traces,
)
from tests.sluice.failures.typed import answered, environment, ran, refuse

CARD = encoded(sale(1, note=f"paid with {TEST_CARD}"))
SALE = encoded(sale(2, lines=[line("pear", 3)]))
LARGE = encoded(sale(3, note=f"{'x' * 2_000} {TEST_CARD}"))
WINDOW = ("--from", f"{NOW:%Y-%m-%dT%H}", "--to", f"{NOW + HOUR:%Y-%m-%dT%H}")


@pytest.fixture(autouse=True)
def dev(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with environment(monkeypatch):
        keep_versions()
        # How the role is assumed is tried in tests/sluice/test_break_glass.py.
        monkeypatch.setattr(commands, "assume", lambda _, mfa: client)  # noqa: ARG005
        yield


def purge(*more: str) -> dict[str, object]:
    """Return what the command says of the last hours."""
    found: dict[str, object] = answered("purge", "dev", *WINDOW, *more)
    return found


def fill() -> str:
    """Put a card number into every place where one can lie; the key of raw's object."""
    key = archive(SALE, CARD, claim(LARGE))
    for number, reason in enumerate((Reason.CARD_NUMBER, Reason.WRONG_SHAPE), 1):
        refuse(CARD, number, reason)
    give_up(SALE, CARD)
    set_aside(CARD, SALE)
    land(b"sku,note\n1," + TEST_CARD.encode())
    return key


def test_without_apply_it_says_where_they_are_and_leaves_them() -> None:
    fill()
    before = traces(TEST_CARD.encode())

    said = purge()

    assert (said["records"], said["applied"]) == (2, False)
    assert TEST_CARD not in json.dumps(said)
    assert traces(TEST_CARD.encode()) == before


def test_no_trace_is_left_in_any_version_of_any_bucket() -> None:
    fill()
    places = {each.partition("/")[0] for each in traces(TEST_CARD.encode())}
    assert places == {"raw", "quarantine", "failures", "landing"}

    purge("--apply")

    assert traces(TEST_CARD.encode()) == []


def test_a_key_beside_a_record_goes_with_it() -> None:
    """A foreign writer takes whatever stands in the field of the store."""
    key = give_up(encoded(sale(4, store=TEST_CARD)), partition_key=TEST_CARD)

    purge("--apply")

    [left] = json.loads(current("failures", key))["payload"]["Records"]
    assert left["kinesis"]["partitionKey"] == UNKNOWN
    assert traces(TEST_CARD.encode()) == []


def test_every_other_record_stays_as_it_was() -> None:
    key = fill()

    purge("--apply")

    first, *tombstones = archived(key)
    assert first == SALE
    assert list(map(is_tombstone, tombstones)) == [True, True]


def test_a_tombstone_is_refused_and_named_as_one() -> None:
    key = fill()
    purge("--apply")

    with pytest.raises(BrokenContract) as refused:
        contract.parse(archived(key)[1])

    assert refused.value.reason == Reason.PURGED


def test_what_is_refused_for_another_reason_keeps_its_failure() -> None:
    refuse(encoded(sale(4, lines=[line("pear", "3")])), 4)
    fill()

    purge("--apply")

    reasons = {each["reason"] for each in answered("failures", "list", "dev")}
    assert {Reason.WRONG_SHAPE, Reason.CARD_NUMBER} <= reasons


def test_done_again_it_finds_nothing() -> None:
    fill()
    purge("--apply")

    assert purge("--apply")["records"] == 0


def test_it_says_until_when_the_stream_has_them() -> None:
    fill()

    said = purge()

    assert "stream sales: keeps what arrived for its retention, until" in str(said["remaining"])


def test_a_file_that_nobody_has_answered_is_named_and_left() -> None:
    key = land(b"sku,note\n1," + TEST_CARD.encode(), answered=False)

    end = ran("purge", "dev", *WINDOW, "--apply")

    assert end.exit_code == 1
    assert f"{key}: waits to be taken in" in end.stdout
    assert TEST_CARD.encode() in current("landing", key)


def test_what_is_accepted_is_never_purged() -> None:
    assert not is_refused_card(SALE)


def test_a_denied_call_is_one_line() -> None:
    def deny(**_: object) -> None:
        raise client_error("AccessDenied", 403)

    fill()
    session = boto3.DEFAULT_SESSION
    assert session is not None
    session.events.register("before-call.s3.ListObjectVersions", deny)
    try:
        end = ran("purge", "dev", *WINDOW)
    finally:
        session.events.unregister("before-call.s3.ListObjectVersions", deny)

    assert end.exit_code == 2
    assert len(end.stderr.splitlines()) == 1
