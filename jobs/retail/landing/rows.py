"""From records to rows: values by column, checked one by one."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from hashlib import blake2b
from typing import Any, NamedTuple

from domain.weights import GRAMS_A, weigh
from jobs.retail.landing.cells import CELLS, IN_CENTS, BadCell
from jobs.retail.landing.faults import Fault
from jobs.retail.landing.headers import Layout, PlacedColumn
from jobs.retail.landing.problems import Problem, ProblemList
from jobs.retail.landing.records import CsvRecord

IN_GRAMS = {"weight_kg": GRAMS_A["kg"], "weight_grams": GRAMS_A["g"]}

Values = Mapping[str, Any]


class FileRow(NamedTuple):
    """A record's values by the columns' own names; None where an optional one is empty or not in the file."""

    line: int
    values: Values


def read_rows(
    layout: Layout, width: int, records: Iterable[CsvRecord], problems: ProblemList
) -> Iterator[FileRow]:
    """Yield the rows without fault, and add every fault of the others to the problems."""
    columns = list(layout.values())
    for line, fields in records:
        if len(fields) != width:
            details = {"found": len(fields), "wanted": width}
            problems.add(Problem(fault=Fault.FIELDS, line=line, details=details))
            continue
        before = len(problems)
        values = {each.column.name: _value(each, line, fields[each.place], problems) for each in columns}
        if len(problems) > before:
            continue
        try:
            yield FileRow(line, weigh_values(values))
        except BadCell as bad:
            problems.add(Problem(fault=bad.fault, line=line, column=layout["quantity"].header))


def _value(found: PlacedColumn, line: int, field: str, problems: ProblemList) -> Any:  # noqa: ANN401
    """Return the field's value; or else its fault among the problems."""
    parse, fault = IN_CENTS if found.in_cents else CELLS[found.column.cell]
    if not field:
        if found.column.required:
            problems.add(Problem(fault=Fault.NO_VALUE, line=line, column=found.header))
        return None
    try:
        return parse(field)
    except BadCell as bad:
        problems.add(Problem(fault=bad.fault, line=line, column=found.header, details=bad.details))
    except ValueError:
        problems.add(Problem(fault=fault, line=line, column=found.header))
    return None


def fingerprint(*texts: str) -> bytes:
    """Return what stands for texts of any length where very many are remembered."""
    return blake2b("\0".join(texts).encode(), digest_size=16).digest()


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
