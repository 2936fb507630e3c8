"""The rules as Glue Data Quality evaluates them: https://docs.aws.amazon.com/glue/latest/dg/dqdl.html."""

from collections.abc import Sequence

from lake.quality.rule import QualityRule, Severity, primary_key
from lake.schema import Table


def dqdl(table: Table, database: str, rules: Sequence[QualityRule]) -> str:
    """Return a table's ruleset: key, required columns, rules. WATCH rules measure and can't fail."""
    stated = (_stated(rule, database) for rule in rules if rule.table is table)
    complete = (f'IsComplete "{field.name}"' for field in table.fields if field.required)
    # A rule that two reasons ask for stands there once.
    lines = dict.fromkeys([primary_key(table), *complete, *stated])
    return "Rules = [\n" + ",\n".join(f"    {line}" for line in lines) + "\n]\n"


def _stated(rule: QualityRule, database: str) -> str:
    if rule.demand.dqdl:
        return rule.demand.dqdl
    if rule.demand.share:
        failing = f"coalesce(avg(CASE WHEN {rule.demand.fails} THEN 1.0 ELSE 0.0 END), 0.0)"
        return f"{_query(rule, database, failing)} <= {rule.demand.share}"
    failing = f"count(CASE WHEN {rule.demand.fails} THEN 1 END)"
    return f"{_query(rule, database, failing)} {'>=' if rule.severity is Severity.WATCH else '='} 0"


def _query(rule: QualityRule, database: str, measured: str) -> str:
    """Glue calls the evaluated table primary, and finds others by their names.

    https://docs.aws.amazon.com/glue/latest/dg/dqdl-rule-types-CustomSql.html
    """
    rows = rule.demand.select_from("primary", lambda name: f"{database}.{name}")
    sql = f"SELECT {measured} FROM {rows}"  # noqa: S608 (names are ours)
    return f'CustomSql "{" ".join(sql.split())}"'
