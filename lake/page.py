"""The page about the tables, for people: all that is declared of them, in Markdown."""

from collections.abc import Iterable, Iterator, Sequence

from lake.lake_spec import LakeSpec
from lake.quality.rule import QualityRule
from lake.questions import Question
from lake.schema import Table, TableField, Transform
from lake.views import View

HEAD = """# What the lake holds

Written by `python -m lake page` from what is declared in [domain/lake/](../domain/lake): change it there.
Tables are Apache Iceberg in the Glue catalog. {summary}

A schema only grows: columns are added, optional and last, and an `int` may become a `long`.
`python -m lake release` writes what is declared to [domain/lake/releases](../domain/lake/releases), or
says what breaks old rows and old readers; tests refuse what isn't released.
"""
FAILURES_HEAD = """## Failures

Read where they lie, by Athena alone: no copy is made, nothing has to be loaded. Whoever asks needs
`s3:GetObject` and `s3:ListBucket` on the buckets of the quarantine and of the failures, and `kms:Decrypt` on
their key. What was done about a failure is in no bucket: `sluice failures` knows.
"""
RULES_HEAD = """
## Rules

`ROW`: the {noun} goes whole to quarantine, under the rule's name. `SET`: the day isn't closed. `WATCH`: it is
counted for each day that is closed and changes nothing, because its money is real. The jobs run the rules as
SQL; the same rules are deployed as rulesets of Glue Data Quality, with the keys and the required columns.

{summary}
"""
QUESTIONS_HEAD = """
## Questions

Saved in the Athena workgroup; DuckDB runs the same texts. Parameters in this order, days as `'2017-12-24'`.
"""


def render_page(lake: LakeSpec) -> str:
    """Return the page about a domain's lake."""
    parts = (_tables, _views, _failures, _rules, _questions)
    return "\n".join([HEAD.format(summary=lake.summary), *(line for part in parts for line in part(lake))])


def _tables(lake: LakeSpec) -> Iterator[str]:
    yield "## Tables\n"
    for table in lake.every_table:
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


def _field(field: TableField) -> Sequence[str]:
    return str(field.id), f"`{field.name}`", field.type, "" if field.required else "may be", field.doc


def _views(lake: LakeSpec) -> Iterator[str]:
    yield "## Views\n"
    for view in lake.views:
        yield from _view(view)


def _view(view: View) -> Iterator[str]:
    yield f"### {view.name}\n\n{view.doc} ([SQL](../{view.path}))\n"
    columns = ((f"`{each.name}`", each.type, each.doc) for each in view.columns)
    yield from _grid(("column", "type", "is"), columns)


def _failures(lake: LakeSpec) -> Iterator[str]:
    yield FAILURES_HEAD
    for table in lake.object_tables:
        parted = f" Parted by `{table.parted_by}`: {', '.join(table.parts)}." if table.parted_by else ""
        yield f"### {table.name}\n\n{table.doc}{parted}\n"
        yield from _grid(("column", "is"), ((f"`{name}`", doc) for name, doc in table.columns.items()))
    yield from _view(lake.failures)


def _rules(lake: LakeSpec) -> Iterator[str]:
    yield RULES_HEAD.format(noun=lake.event.noun, summary=lake.rules_summary)
    yield from _grid(("rule", "severity", "table", "fails if"), map(_rule, lake.rules))


def _rule(rule: QualityRule) -> Sequence[str]:
    return f"`{rule.name}`", rule.severity, rule.table.name, f"`{rule.demand.column}` {rule.why}"


def _questions(lake: LakeSpec) -> Iterator[str]:
    yield QUESTIONS_HEAD
    yield from _grid(("question", "says", "parameters"), map(_question, lake.questions))


def _question(asked: Question) -> Sequence[str]:
    return (
        f"[{asked.title}](../{asked.path})",
        asked.description,
        ", ".join(asked.parameters),
    )


def _grid(head: Sequence[str], cells: Iterable[Sequence[str]]) -> Iterator[str]:
    for row in (head, ["---"] * len(head), *cells):
        yield f"| {' | '.join(row)} |"
    yield ""
