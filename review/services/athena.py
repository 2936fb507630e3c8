"""Questions to the lake."""

from review.bill_lines import Lines, Unpriced
from review.loads import MonthlyLoad
from twin.assembly import Assembly, Resource

WORK_GROUP = "AWS::Athena::WorkGroup"


def lines(_assembly: Assembly, group: Resource, _load: MonthlyLoad) -> Lines:
    """Yield why it has no price: by the terabyte read, up to the limit that the work group sets."""
    yield Unpriced(group, "By what people ask: a question reads from some days to all of a table.")
