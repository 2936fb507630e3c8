"""A record of DMS is read as it was captured, or refused with a reason."""

import json
from decimal import Decimal
from typing import Any

import pytest

from contracts.refusals import BrokenContract, Reason
from lambdas.core.cdc.record import parse
from tests.lambdas.core.cdc.records import control, line_of, row


def test_reads_a_change_with_its_transaction() -> None:
    record = parse(line_of(row("update", 5, before={"sku": "7"})))

    assert (record.metadata.table, record.metadata.operation) == ("pos.products", "update")
    assert record.data == {"sku": "1082185", "department": "PRODUCE"}
    assert record.before_image == {"sku": "7"}
    assert record.metadata.stream_position == "00000002/00000005.3.00000002/00000005"
    assert record.metadata.transaction_record_id == 1


def test_reads_a_load_and_a_table_that_was_created() -> None:
    assert parse(line_of(row("load"))).metadata.stream_position is None
    assert parse(line_of(control("create-table", 1))).data is None


def test_knows_the_tables_that_dms_made() -> None:
    own = row()
    own["metadata"] |= {"schema-name": "", "table-name": "awsdms_apply_exceptions"}

    assert parse(line_of(own)).is_own


def test_reads_numbers_exactly_also_in_scientific_notation() -> None:
    text = json.dumps(row(data={"long": 0, "part": 0, "small": 0}))
    text = text.replace('"long": 0', '"long": 1.234567890123456789e+18')
    text = text.replace('"part": 0', '"part": 0.10').replace('"small": 0', '"small": 1.5E-7')

    data = parse(text.encode()).data

    assert data == {"long": 1234567890123456789, "part": Decimal("0.10"), "small": Decimal("1.5E-7")}
    assert isinstance(data["long"], int)


@pytest.mark.parametrize(
    ("data", "reason", "field"),
    [
        (b"{", Reason.NOT_JSON, "record"),
        (b"[]", Reason.WRONG_SHAPE, "record"),
        (json.dumps(row(), indent=1).encode(), Reason.LINE_BREAK, "record"),
        (line_of({"data": {}}), Reason.WRONG_SHAPE, "record"),
        (line_of(row(data=None)), Reason.WRONG_SHAPE, "data"),
        (line_of(row(data={"note": "4111 1111 1111 1111"})), Reason.CARD_NUMBER, "data"),
        (line_of(row(before={"note": "4111111111111111"})), Reason.CARD_NUMBER, "data"),
    ],
)
def test_refuses_what_is_no_record_of_dms(data: bytes, reason: Reason, field: str) -> None:
    with pytest.raises(BrokenContract) as refused:
        parse(data)

    assert (refused.value.reason, refused.value.field) == (reason, field)


def test_a_transaction_number_that_looks_like_a_card_is_none() -> None:
    numbered: dict[str, Any] = row()
    numbered["metadata"]["transaction-id"] = 4111111111111111

    assert parse(line_of(numbered)).metadata.transaction_id == 4111111111111111
