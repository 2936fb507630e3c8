"""The table in which readers of streams note how far they are: written by run, not by sale."""

from review import prices
from review.consumers import FUNCTION, notes
from review.loads import Load
from review.rows import Lines, Row
from review.services.mappings import feeding, runs
from twin.assembly import Assembly, Resource


def writers(assembly: Assembly, table: Resource) -> list[Resource]:
    """The functions that note there how far they are; none if it is a table of sales."""
    return [each for each in assembly.resources(FUNCTION) if table in notes(assembly, each)]


def lines(assembly: Assembly, table: Resource, load: Load) -> Lines:
    """A unit a run, also where the condition fails; an item a shard is no storage that a bill would show.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
    """
    for function in writers(assembly, table):
        for mapping in feeding(assembly, function):
            yield Row(table, prices.WRITE_UNIT, runs(assembly, mapping, load).count)
