"""What adapters bring is new, told apart by its source, and refused by a full stream now and then."""

from datetime import UTC, datetime

from demo.adapters import act
from demo.adapters.act import REPEATED, SALES_A_SOURCE, AdapterSales
from demo.message import Message, name_of
from tests.lambdas.sales import encoded, sale

AT = datetime(2017, 3, 1, 14, 3, tzinfo=UTC)
PLAYED = [Message("367", AT, encoded(sale(number))) for number in range(5)]


def test_every_sale_is_a_new_one_however_few_were_played() -> None:
    made = [each for some in act._new_sales(PLAYED) for each in some]

    ids = {name_of(each.data) for each in made}
    assert len(ids) == 3 * SALES_A_SOURCE
    assert not ids & {name_of(each.data) for each in PLAYED}


def test_the_sales_of_all_sources_are_counted_once() -> None:
    first, second, third = act._new_sales(PLAYED)

    sales = AdapterSales({"queue": first, "devices": second, "api": third})

    assert len(sales.sale_ids) == len(set(sales.sale_ids)) == 3 * SALES_A_SOURCE
    assert 0 < REPEATED <= SALES_A_SOURCE


def test_the_stream_is_full_for_every_other_message_of_a_device() -> None:
    full = act._every_other()

    assert [next(full) for _ in range(4)] == [False, True, False, True]
