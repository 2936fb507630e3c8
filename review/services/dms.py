"""Replications, by capacity unit and hour."""

from review.bill_lines import Lines, Unpriced
from review.loads import MonthlyLoad
from twin.assembly import Assembly, Resource

REPLICATION = "AWS::DMS::ReplicationConfig"
UNKNOWN = (
    "By DCU-hour, {least} to {most} DCU while it runs and up to 48 hours after it stops{twice}: AWS's page of"
    " prices shows its numbers by script, and no price list that was read has this one."
)
# https://docs.aws.amazon.com/dms/latest/APIReference/API_ComputeConfig.html
LEAST = 1


def lines(_assembly: Assembly, replication: Resource, _load: MonthlyLoad) -> Lines:
    """Yield why it has no price: the number on https://aws.amazon.com/dms/pricing/ is not known."""
    compute = replication.properties["ComputeConfig"]
    twice = ", twice for the standby" if compute.get("MultiAZ") else ""
    least, most = compute.get("MinCapacityUnits", LEAST), compute["MaxCapacityUnits"]
    yield Unpriced(replication, UNKNOWN.format(least=least, most=most, twice=twice))
