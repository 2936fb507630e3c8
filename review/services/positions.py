"""The table in which readers of streams note how far they are: written by run, not by event."""

import prices
from review.bill_lines import BillLine, Lines
from review.consumers import FUNCTION, notes
from review.loads import MonthlyLoad
from review.services.mappings import feeding, runs
from twin.assembly import Assembly, Resource


def writers(assembly: Assembly, table: Resource) -> list[Resource]:
    """Return the functions that note there how far they are; none if it is a table of events."""
    return [each for each in assembly.resources(FUNCTION) if table in notes(assembly, each)]


def lines(assembly: Assembly, table: Resource, load: MonthlyLoad) -> Lines:
    """Yield a unit a run, also where the condition fails; an item a shard is too little storage to show.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
    """
    for function in writers(assembly, table):
        for mapping in feeding(assembly, function):
            yield BillLine(table, prices.WRITE_UNIT, runs(assembly, mapping, load).count)
