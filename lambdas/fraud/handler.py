"""Each sale is held against what its payment token and its member did before."""

from collections.abc import Sequence

from domain.bus_events import FraudSuspected
from lambdas.core import clients, entry
from lambdas.core.bus import Bus
from lambdas.core.settings import FraudSettings
from lambdas.fraud.accounts import accounts_in
from lambdas.fraud.screening import Screening
from lambdas.fraud.thresholds import thresholds

settings = FraudSettings.from_environment()
limits = thresholds(settings.thresholds)
bus = Bus(clients.events(), settings.bus_name, clients.s3(), settings.claims_bucket)


def tell(suspected: Sequence[FraudSuspected]) -> None:
    """Put the suspicions on the bus, and count them."""
    bus.put(suspected)
    entry.count("FraudSuspected", len(suspected))


def forget(sales: int) -> None:
    """Count sales that an account, written by too many at once, does not remember."""
    entry.count("NotRemembered", sales)


dynamodb = clients.dynamodb()
accounts = accounts_in(dynamodb, settings.accounts_table, days=limits.remembered_days)
lambda_handler = entry.stream_handler(Screening(accounts, limits, tell, forget), settings, dynamodb)
