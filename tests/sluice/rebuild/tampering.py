"""Seven sales, and what somebody does to the row of the third."""

from typing import Any

from lambdas.core.ledger_row import key_item
from tests.lambdas.sales import encoded, line, sale
from tests.sluice.rebuild.world import World

SALES = [encoded(sale(n, lines=[line("apple", n)], loyalty_id="1234")) for n in range(1, 8)]
CONFLICT = encoded(sale(3, lines=[line("apple", 99)], loyalty_id="4321"))
BROKEN = b'{"sale_id": 7}'
THIRD = ("367", "2017-03-01/4/3")


def change(world: World, table: str, **attributes: Any) -> None:
    """Somebody writes into the row of the third sale."""
    row = world.rows(table)[THIRD] | attributes
    world.dynamodb.put_item(TableName=table, Item=row)


def remove(world: World, table: str) -> None:
    world.dynamodb.delete_item(TableName=table, Key=key_item(THIRD))


def add(world: World, table: str) -> None:
    """Somebody writes a row that is no sale's."""
    row = world.rows(table)[THIRD] | key_item(("367", "2017-03-01/4/77"))
    world.dynamodb.put_item(TableName=table, Item=row)
