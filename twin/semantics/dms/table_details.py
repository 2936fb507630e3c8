"""What a control record says of a table: Kinesis target, IncludeControlDetails; its shape: capture."""

from typing import Any

from twin.semantics.dms.definitions import TableAlteration, TableDefinition
from twin.semantics.dms.values import dms_type


def table_details(alteration: TableAlteration) -> dict[str, Any]:
    """Return what IncludeControlDetails adds; of alterations but create-table modelled."""
    if alteration.operation == "drop-table":
        return {}
    told: dict[str, Any] = {"table-def": _definition(alteration.table)}
    if alteration.column:
        told["column-name"] = alteration.column
    if alteration.former:
        told["former"] = alteration.former
    return told


def _definition(table: TableDefinition) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for column in table.columns:
        known = dms_type(column.type)
        sizes = dict(zip(_sizes(known.name), known.modifiers, strict=False))
        columns[column.name] = {"type": known.name, **sizes, "nullable": column.nullable}
    return {"columns": columns, "primary-key": list(table.key)}


def _sizes(type_: str) -> tuple[str, ...]:
    return ("precision", "scale") if type_ == "NUMERIC" else ("length",)
