"""Real days as the page asks for them."""

from datetime import date
from typing import Any

from report.asking import Query
from tests.lake import sample
from tests.lake.sample import Lake

DAY = date(2017, 12, 23)
LEVELS = "UPDATE products SET reorder_level = 24 + CAST(sku AS BIGINT) % 24 WHERE department = 'GROCERY'"


def query(made: Lake) -> Query:
    """What the page asks a lake with."""

    def ask(sql: str) -> list[dict[str, Any]]:
        return sample.rows(made, sql)

    return ask
