"""A member who has shopped, in every place that keeps something of it, and the command that forgets them."""

import json
from typing import Any

import boto3
import msgspec

from contracts.correction import Correction, correction_key
from domain import CONSUMERS
from lambdas.core import contract
from lambdas.core.claims import Claims
from lambdas.core.ledger_row import LedgerRow, item
from sluice.failures.corrections import encode_record
from tests.lambdas.sales import encoded, line, sale
from tests.sluice.erasure.places import archive, claim, give_up, land, put, set_aside, traces
from tests.sluice.failures.typed import answered, refuse

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


def points() -> int:
    """Sum up every row's."""
    return sum(int(each["points"]["N"]) for each in rows()["loyalty"])
