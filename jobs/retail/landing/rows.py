"""From records to rows: values by column, checked one by one."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from domain.weights import GRAMS_A, weigh
from jobs.retail.landing.cells import CELLS, IN_CENTS, BadCell
from jobs.retail.landing.faults import Fault
from jobs.retail.landing.headers import Layout, PlacedColumn
from jobs.retail.landing.problems import Problem
from jobs.retail.landing.records import CsvRecord

IN_GRAMS = {"weight_kg": GRAMS_A["kg"], "weight_grams": GRAMS_A["g"]}

Values = Mapping[str, Any]


class FileRow(NamedTuple):
    """A record's values by the columns' own names; None where an optional one is empty or not in the file."""

    line: int
    values: Values


def rows_of(layout: Layout, width: int, records: Iterable[CsvRecord]) -> tuple[list[FileRow], list[Problem]]:
    """Read every record: those without fault, and every fault of the others."""
    rows: list[FileRow] = []
    problems: list[Problem] = []
    columns = list(layout.values())
    for line, fields in records:
        if len(fields) != width:
            details = {"found": len(fields), "wanted": width}
            problems.append(Problem(fault=Fault.FIELDS, line=line, details=details))
            continue
        before = len(problems)
        values = {each.column.name: _value(each, line, fields[each.place], problems) for each in columns}
        if len(problems) == before:
            _add_row(rows, problems, layout, FileRow(line, values))
    return rows, problems


def _add_row(rows: list[FileRow], problems: list[Problem], layout: Layout, row: FileRow) -> None:
    """Add a row whose values fit together."""
    try:
        rows.append(FileRow(row.line, weigh_values(row.values)))
    except BadCell as bad:
        problems.append(Problem(fault=bad.fault, line=row.line, column=layout["quantity"].header))


def _value(found: PlacedColumn, line: int, field: str, problems: list[Problem]) -> Any:  # noqa: ANN401
    """Return the field's value; or else its fault among the problems."""
    parse, fault = IN_CENTS if found.in_cents else CELLS[found.column.cell]
    if not field:
        if found.column.required:
            problems.append(Problem(fault=Fault.NO_VALUE, line=line, column=found.header))
        return None
    try:
        return parse(field)
    except BadCell as bad:
        problems.append(Problem(fault=bad.fault, line=line, column=found.header, details=bad.details))
    except ValueError:
        problems.append(Problem(fault=fault, line=line, column=found.header))
    return None


def weigh_values(values: Values) -> Values:
    """Return a row's values with whole units and whole grams; raise BadCell for a weight without unit."""
    if "quantity" not in values:
        return values
    try:
        sold = weigh(values["quantity"], values.get("unit"), _grams(values))
    except ValueError:
        raise BadCell(Fault.WEIGHT) from None
    return {**values, "quantity": sold.quantity, "weight_grams": sold.weight_grams}


def _grams(values: Values) -> Decimal | None:
    """Of several columns of weights the first that is filled in counts."""
    in_grams = {"weight": GRAMS_A.get(str(values.get("unit")), GRAMS_A["kg"]), **IN_GRAMS}
    filled = (name for name in in_grams if values.get(name) is not None)
    return next((values[name] * in_grams[name] for name in filled), None)
