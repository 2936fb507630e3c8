"""A function without its settings says which one is missing."""

import pytest

from lambdas.core.settings import LedgerSettings, MissingSetting, WebhookConsumerSettings

NAMES = (
    "CONSUMER",
    "LEDGER_TABLE",
    "QUARANTINE_BUCKET",
    "CLAIMS_BUCKET",
    "OLDEST_DAY",
    "OLDEST_HISTORY_DAY",
    "POSITIONS_HOURS",
    "POSITIONS_TABLE",
)


def test_reads_each_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, name.lower())

    assert LedgerSettings.from_environment() == LedgerSettings(
        consumer="consumer",
        ledger_table="ledger_table",
        quarantine_bucket="quarantine_bucket",
        claims_bucket="claims_bucket",
        oldest_day="oldest_day",
        oldest_history_day="oldest_history_day",
        positions_hours="positions_hours",
        positions_table="positions_table",
    )


@pytest.mark.parametrize("missing", NAMES)
def test_names_the_one_that_is_missing(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "set")
    monkeypatch.setenv(missing, "")

    with pytest.raises(MissingSetting, match=missing):
        LedgerSettings.from_environment()


@pytest.mark.parametrize(("given", "token"), [("", ""), ("secret", "secret")])
def test_what_has_a_default_may_be_empty(given: str, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A parameter that nobody gave at deployment is an empty text."""
    for name in (*NAMES, "ALERT_WINDOW_SECONDS", "IDEMPOTENCY_TABLE", "WEBHOOK_URL"):
        monkeypatch.setenv(name, "set")
    monkeypatch.setenv("WEBHOOK_TOKEN", given)

    assert WebhookConsumerSettings.from_environment().webhook_token == token
