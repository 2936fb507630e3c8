from dataclasses import replace
from datetime import UTC, datetime, timedelta

from contracts.scenario import MessageKind, SourceMessage
from demo.retail.database.receipts import choose_receipts, withhold

START = datetime(2017, 12, 22, 8, tzinfo=UTC)
SALES = [
    SourceMessage(
        "367", START + timedelta(minutes=number), f'{{"sale_id": "367/2017-12-22/1/{number}"}}'.encode()
    )
    for number in range(200)
]


def test_a_few_sales_are_no_till_s_but_never_the_first_nor_the_last() -> None:
    tills, alone = withhold(SALES, seed=1)

    assert len(alone) == 6
    assert sorted([*tills, *alone], key=lambda sale: sale.sent_at) == SALES
    assert SALES[0] in tills
    assert SALES[-1] in tills


def test_of_few_sales_the_tills_send_all() -> None:
    assert withhold(SALES[:5], seed=1) == (SALES[:5], [])


def test_receipts_are_sales_that_nobody_contradicts_and_no_function_stumbles_over() -> None:
    bad = {message.data for message in SALES[:150]}
    conflicts = [replace(SALES[number], kind=MessageKind.CONFLICT) for number in range(50)]
    broken = [replace(SALES[number], kind=MessageKind.BROKEN) for number in range(50, 100)]
    hard = {message.data for message in SALES[100:150]}

    receipts = choose_receipts([*SALES, *conflicts, *broken], hard, [], seed=1)

    chosen = [*receipts.held, *receipts.coming]
    assert len(chosen) == 12
    assert not bad & {sale.data for sale in chosen}


def test_half_of_the_receipts_are_there_at_first_and_half_come_later() -> None:
    tills, alone = withhold(SALES, seed=1)

    receipts = choose_receipts(tills, (), alone, seed=1)

    assert len(receipts.held) == len(receipts.coming) == 9
    assert {*alone} <= {*receipts.held, *receipts.coming}
