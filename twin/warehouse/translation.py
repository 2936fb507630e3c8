"""Redshift's SQL as DuckDB runs it. What is deployed is never rewritten: only this local copy is.

`UNTRANSLATED` are the statements that mean nothing here; docs/warehouse.md lists what else differs.
"""

from collections.abc import Callable, Mapping
from typing import Any

import sqlglot
from sqlglot import exp

SUPER_COLUMNS = frozenset({"payload"})
"""Columns of type SUPER. A path that begins at one, or at an unnested element, leads into JSON."""

UNTRANSLATED = ("CREATE EXTERNAL SCHEMA", "CREATE ROLE", "CREATE USER", "GRANT", "REVOKE")
"""Where tables lie outside, and who may do what: DuckDB has one user, and is handed the tables."""

DROPPED = (exp.PrimaryKeyColumnConstraint, exp.PrimaryKey, exp.EncodeColumnConstraint)
"""Redshift enforces no primary key, and an encoding is its own matter."""

Rewrite = Callable[..., exp.Expr]
VALUE = exp.column("value")
EXTRACT = "json_extract"


def translate(statement: str) -> str | None:
    """Return one statement for DuckDB, or None for one that means nothing here."""
    if statement.upper().startswith(UNTRANSLATED):
        return None
    tree = sqlglot.parse_one(statement, dialect="redshift")
    elements = {each.this.alias for each in tree.find_all(exp.AtIndex)}
    for join in list(tree.find_all(exp.Join)):
        if isinstance(join.this, exp.AtIndex):
            join.replace(_unnested(join.this, elements))
    followed = tree.transform(lambda node: _follow_path(node, elements))
    renamed = followed.transform(_rename)
    _replace_properties(renamed)
    return str(renamed.sql(dialect="duckdb"))


def _unnested(unnest: exp.AtIndex, elements: set[str]) -> exp.Expr:
    """Return `, row.array AS element AT place` as a lateral query; places count from 0.

    A value that is no list has no elements here, and the queries refuse its record.
    """
    value = _follow_path(unnest.this.this, elements).sql(dialect="duckdb")
    query = (
        f"SELECT UNNEST(json_extract({value}, '$[*]')) AS {unnest.this.alias}, "
        f"UNNEST(range(CAST(coalesce(json_array_length({value}), 0) AS BIGINT))) AS {unnest.expression.name}"
    )
    sql = f"SELECT 1 FROM t CROSS JOIN LATERAL ({query}) AS unnested"  # noqa: S608 (our own files')
    [join] = sqlglot.parse_one(sql, dialect="duckdb").args["joins"]
    found: exp.Expr = join
    return found


def _follow_path(node: exp.Expr, elements: set[str]) -> exp.Expr:
    """Return a path into a SUPER value as DuckDB reads JSON; anything else as it is."""
    if not isinstance(node, exp.Column):
        return node
    parts = [part.name for part in node.parts]
    for place, part in enumerate(parts[:-1]):
        if part in SUPER_COLUMNS or (place == 0 and part in elements):
            root = exp.column(*reversed(parts[: place + 1]))
            return exp.Anonymous(this=EXTRACT, expressions=[root, _text(f"$.{'.'.join(parts[place + 1 :])}")])
    return node


def _rename(node: exp.Expr) -> Any:  # noqa: ANN401 (None takes the node away)
    """Return what has another name in DuckDB under that one, and nothing of what has no meaning there."""
    if isinstance(node, DROPPED):
        return None
    if isinstance(node, exp.Anonymous) and node.name.upper() in BY_NAME:
        return BY_NAME[node.name.upper()](*node.expressions)
    by_type = BY_TYPE.get(type(node))
    return by_type(node) if by_type else node


def _cast(node: exp.Expr) -> exp.Expr:
    """A text in a SUPER value loses its quotes when it is cast."""
    path = node.this
    is_path = isinstance(path, exp.Anonymous) and path.name == EXTRACT
    if is_path and node.args["to"].is_type(*exp.DataType.TEXT_TYPES):
        return exp.Anonymous(this=f"{EXTRACT}_string", expressions=path.expressions)
    return node


def _text(value: str) -> exp.Expr:
    return exp.Literal.string(value)


def _call(template: str) -> Rewrite:
    """Make a rewrite of DuckDB's SQL in which `value` stands for the argument."""

    def rewrite(argument: exp.Expr, *_: exp.Expr) -> exp.Expr:
        renamed: exp.Expr = argument.transform(_rename)
        call: exp.Expr = sqlglot.parse_one(template, dialect="duckdb")
        found: exp.Expr = call.transform(lambda node: renamed.copy() if node == VALUE else node)
        return found

    return rewrite


def _call_on_this(template: str) -> Rewrite:
    rewrite = _call(template)
    return lambda node: rewrite(node.this)


def _replace_properties(tree: exp.Expr) -> None:
    """Keep of a table that it is temporary; a materialized view is a table that each refresh makes anew."""
    properties = tree.args.get("properties")
    if not isinstance(tree, exp.Create) or properties is None:
        return
    if properties.find(exp.MaterializedProperty):
        tree.set("kind", "TABLE")
        tree.set("replace", True)
    kept = list(properties.find_all(exp.TemporaryProperty))
    tree.set("properties", exp.Properties(expressions=kept) if kept else None)


BY_TYPE: Mapping[type[exp.Expr], Rewrite] = {
    exp.Cast: _cast,
    exp.FromBase: _call_on_this("CAST('0x' || value AS BIGINT)"),
    exp.ParseJSON: _call_on_this("TRY_CAST(TRY(decode(value)) AS JSON)"),
}
"""What sqlglot knows and writes otherwise than DuckDB means it."""

BY_NAME: Mapping[str, Rewrite] = {
    "CAN_JSON_PARSE": _call("coalesce(json_valid(TRY(decode(value))), FALSE)"),
    "GET_ARRAY_LENGTH": _call("json_array_length(value)"),
    "IS_BIGINT": _call(
        "(coalesce(json_type(value) IN ('BIGINT', 'UBIGINT'), FALSE) "
        "AND TRY_CAST(value AS BIGINT) IS NOT NULL)"
    ),
    "IS_VARCHAR": _call("coalesce(json_type(value) = 'VARCHAR', FALSE)"),
    "JSON_SERIALIZE": _call("CAST(json(value) AS VARCHAR)"),
    "JSON_SIZE": _call("strlen(CAST(json(value) AS VARCHAR))"),
    "JSON_TYPEOF": _call(
        "CASE coalesce(json_type(value), 'MISSING') WHEN 'MISSING' THEN NULL WHEN 'NULL' THEN 'null' "
        "WHEN 'VARCHAR' THEN 'string' WHEN 'ARRAY' THEN 'array' WHEN 'OBJECT' THEN 'object' "
        "WHEN 'BOOLEAN' THEN 'boolean' ELSE 'number' END"
    ),
}
"""Functions of Redshift's that DuckDB has under another name."""
