"""The lake of the grocery chain: what it holds, shows, asks and demands."""

from pathlib import Path

from domain import CONSUMERS, EVENT
from domain.lake.database_tables import PROJECTIONS, TYPED_TABLES
from domain.lake.questions import QUESTIONS
from domain.lake.rules import RULES
from domain.lake.tables import TABLES
from domain.lake.views import VIEWS
from lake.lake_spec import LakeSpec
from lake.questions import FAILURE_QUESTIONS

BESIDE_LEDGERS = ("fraud", "shelves", "reorder")
"""The handlers that refuse records and keep no ledger."""

HELD_AGAINST = """\
Held against a year of real sales (1,469,307 lines, 155,848 sales, 365 days): no sale fails a `ROW` rule, no
day a `SET` rule. Of `WATCH`, 8,869 lines have the quantity zero, 4,836 an unknown product, and 3,507 a coupon
over what the line sold for; 19 sales paid the customer. Unknown products are 0.33 % of all lines, and 0.82 %
on the worst day; stores with few lines reach 100 %, which is why the limit is for the day of the whole
chain. Of a day that fails one, the fewest stores stay open without which it keeps it; the others are
closed."""

LAKE = LakeSpec(
    event=EVENT,
    consumers=[*(consumer.name for consumer in CONSUMERS), *BESIDE_LEDGERS],
    tables=TABLES,
    typed_tables=TYPED_TABLES,
    projections=PROJECTIONS,
    views=VIEWS,
    rules=RULES,
    questions=sorted([*QUESTIONS, *FAILURE_QUESTIONS], key=lambda question: question.name),
    releases=Path(__file__).parent / "releases",
    summary="Amounts are whole cents, times are UTC, a day is the business day of its sales.",
    rules_summary=HELD_AGAINST,
)
