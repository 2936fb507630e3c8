"""The warehouse: its compute while it is awake, and what isn't known of its storage."""

from collections.abc import Mapping

import prices
from review.bill_lines import BillLine, Lines, Unpriced
from review.consumers import FUNCTION
from review.loads import DAYS_A_MONTH, HOURS, MonthlyLoad
from twin.assembly import Assembly, Resource

WORKGROUP = "AWS::RedshiftServerless::Workgroup"
NAMESPACE = "AWS::RedshiftServerless::Namespace"

LIMIT = "USAGE_LIMIT_RPU_HOURS"
# https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-streaming-ingestion.html: a refresh is
# charged as any query, and runs as records arrive.
FOLLOWS = "streaming"
STORAGE = (
    "By GB-month of managed storage, compressed by Redshift: neither the price nor the ratio was found in"
    " a public text. Recovery points are free."
)
SCALED = "What it scales up to for large queries: how many there are isn't in the template."


def lines(assembly: Assembly, workgroup: Resource, load: MonthlyLoad) -> Lines:
    """Yield capacity (modelled): awake all day where it follows a stream or loads every minute, else at rest.

    A limit that switches it off bounds a day.
    """
    told = _settings(assembly, workgroup)
    rpu = int(workgroup.properties["BaseCapacity"])
    awake = told.get("DELIVERY") == FOLLOWS or load.events_per_second > 0
    used: float = rpu * HOURS if awake else 0
    if told.get("BREACH_ACTION") == "deactivate":
        used = min(used, int(told[LIMIT]) * DAYS_A_MONTH)
    yield BillLine(workgroup, prices.RPU_HOUR, used)
    yield Unpriced(workgroup, SCALED)


def storage_lines(_assembly: Assembly, namespace: Resource, _load: MonthlyLoad) -> Lines:
    """Yield why it has no price: AWS's isn't known."""
    yield Unpriced(namespace, STORAGE)


def _settings(assembly: Assembly, workgroup: Resource) -> Mapping[str, str]:
    """Return what the function is told that sets it up."""
    for function in assembly.resources(FUNCTION):
        variables: Mapping[str, str] = function.properties.get("Environment", {}).get("Variables", {})
        if function.stack == workgroup.stack and LIMIT in variables:
            return variables
    return {}
