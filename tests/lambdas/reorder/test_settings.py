"""A function without its settings says which one is missing."""

import pytest

from lambdas.core.settings import MissingSetting
from lambdas.reorder.policy import BadPolicy, parse_policy
from lambdas.reorder.settings import ReorderSettings
from tests.lambdas.reorder.shops import TERMS

REQUIRED = {
    "CONSUMER": "reorder",
    "BUS_NAME": "bus",
    "CLAIMS_BUCKET": "claims",
    "HELD_TABLE": "held",
    "IDEMPOTENCY_TABLE": "orders",
    "MOST_A_DAY": "200",
    "MOST_PER_ORDER": "100",
    "ORDER_WINDOW_SECONDS": "3600",
    "POLICY": TERMS,
    "QUARANTINE_BUCKET": "quarantine",
    "SUPPLIER_URL": "https://orders.example",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUPPLIER_TOKEN", raising=False)
    for name, value in REQUIRED.items():
        monkeypatch.setenv(name, value)


def test_reads_each_setting() -> None:
    assert ReorderSettings.from_environment() == ReorderSettings(
        consumer="reorder",
        bus_name="bus",
        claims_bucket="claims",
        held_table="held",
        idempotency_table="orders",
        most_per_order=100,
        most_a_day=200,
        order_window_seconds=3600,
        policy=parse_policy(TERMS),
        quarantine_bucket="quarantine",
        supplier_url="https://orders.example",
        supplier_token=None,
    )


def test_a_supplier_may_want_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPPLIER_TOKEN", "secret")

    assert ReorderSettings.from_environment().supplier_token == "secret"


@pytest.mark.parametrize("missing", REQUIRED)
def test_names_the_one_that_is_missing(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(missing, "")

    with pytest.raises(MissingSetting, match=missing):
        ReorderSettings.from_environment()


def test_does_not_start_with_terms_that_leave_something_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY", "[]")

    with pytest.raises(BadPolicy, match="all other products"):
        ReorderSettings.from_environment()
