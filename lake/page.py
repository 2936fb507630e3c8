"""The page about the tables, for people: all that is declared of them, in Markdown."""

from collections.abc import Iterable, Iterator, Sequence

from lake.database_tables import EVERY_TABLE
from lake.objects import OBJECT_TABLES
from lake.quality.rule import Rule
from lake.quality.rules import RULES
from lake.questions import QUESTIONS, Question
from lake.schema import Field, Table, Transform
from lake.views import FAILURES, VIEWS, View

HEAD = """# What the lake holds

Written by `python -m lake page` from what is declared in [lake/](../lake): change it there. Tables are Apache
Iceberg in the Glue catalog. Amounts are whole cents, times are UTC, a day is the business day of its sales.

A schema only grows: columns are added, optional and last, and an `int` may become a `long`.
`python -m lake release` writes what is declared to [lake/releases](../lake/releases), or says what breaks old
rows and old readers; tests refuse what isn't released.
"""
FAILURES_HEAD = """## Failures

Read where they lie, by Athena alone: no copy is made, nothing has to be loaded. Whoever asks needs
`s3:GetObject` and `s3:ListBucket` on the buckets of the quarantine and of the failures, and `kms:Decrypt` on
their key. What was done about a failure is in no bucket: `sluice failures` knows.
"""
RULES_HEAD = """
## Rules

`ROW`: the sale goes whole to quarantine, under the rule's name. `SET`: the day isn't closed. `WATCH`: it is
counted for each day that is closed and changes nothing, because its money is real. The jobs run the rules as
SQL; the same rules are deployed as rulesets of Glue Data Quality, with the keys and the required columns.

Held against a year of real sales (1,469,307 lines, 155,848 sales, 365 days): no sale fails a `ROW` rule, no
day a `SET` rule. Of `WATCH`, 8,869 lines have the quantity zero, 4,836 an unknown product, and 3,507 a coupon
over what the line sold for; 19 sales paid the customer. Unknown products are 0.33 % of all lines, and 0.82 %
on the worst day; stores with few lines reach 100 %, which is why the limit is for the day of the whole chain.
"""
QUESTIONS_HEAD = """
## Questions

Saved in the Athena workgroup; DuckDB runs the same texts. Parameters in this order, days as `'2017-12-24'`.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_tables(), *_views(), *_failures(), *_rules(), *_questions()])


def _tables() -> Iterator[str]:
    yield "## Tables\n"
    for table in EVERY_TABLE:
        yield f"### {table.name}\n\n{table.doc}\n\n{_keys(table)}\n"
        yield from _grid(("id", "column", "type", "null", "is"), map(_field, table.fields))


def _keys(table: Table) -> str:
    parts = [
        each.field if each.transform is Transform.IDENTITY else f"{each.transform} of {each.field}"
        for each in table.partitions
    ]
    return f"Key: {', '.join(table.key)}. " + (
        f"Partitions: {', '.join(parts)}." if parts else "No partitions."
    )


def _field(field: Field) -> Sequence[str]:
    return str(field.id), f"`{field.name}`", field.type, "" if field.required else "may be", field.doc


def _views() -> Iterator[str]:
    yield "## Views\n"
    for view in VIEWS:
        yield f"### {view.name}\n\n{view.doc} ([SQL](../lake/views/{view.name}.sql))\n"
        yield from _grid(("column", "type", "is"), _columns(view))


def _failures() -> Iterator[str]:
    yield FAILURES_HEAD
    for table in OBJECT_TABLES:
        parted = f" Parted by `{table.parted_by}`: {', '.join(table.parts)}." if table.parted_by else ""
        yield f"### {table.name}\n\n{table.doc}{parted}\n"
        yield from _grid(("column", "is"), ((f"`{name}`", doc) for name, doc in table.columns.items()))
    yield f"### {FAILURES.name}\n\n{FAILURES.doc} ([SQL](../lake/views/{FAILURES.name}.sql))\n"
    yield from _grid(("column", "type", "is"), _columns(FAILURES))


def _columns(view: View) -> Iterator[Sequence[str]]:
    return ((f"`{each.name}`", each.type, each.doc) for each in view.columns)


def _rules() -> Iterator[str]:
    yield RULES_HEAD
    yield from _grid(("rule", "severity", "table", "fails if"), map(_rule, RULES))


def _rule(rule: Rule) -> Sequence[str]:
    return f"`{rule.name}`", rule.severity, rule.table.name, f"`{rule.demand.column}` {rule.why}"


def _questions() -> Iterator[str]:
    yield QUESTIONS_HEAD
    yield from _grid(("question", "says", "parameters"), map(_question, QUESTIONS))


def _question(asked: Question) -> Sequence[str]:
    return (
        f"[{asked.title}](../lake/questions/{asked.name}.sql)",
        asked.description,
        ", ".join(asked.parameters),
    )


def _grid(head: Sequence[str], cells: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in (head, ["---"] * len(head), *cells):
        yield f"| {' | '.join(row)} |"
    yield ""
