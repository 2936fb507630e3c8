"""A database that AWS would refuse, or of which a change would be lost, is refused before a deploy."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from environments import dev, full
from stacks.account import AccountSettings, Presence
from stacks.config import Config, ConfigError
from stacks.constructs.database.capacity import ChangeLoad
from stacks.constructs.database.source_table import ReplicatedTable
from stacks.retail.database import DatabaseSettings
from stacks.retail.source_tables import CHAIN
from tests.stacks.synthesized import beside, settings_of
from tests.synthesis import REPOSITORY

DATABASE = settings_of(full(), DatabaseSettings)
[PRODUCTS] = [each for each in CHAIN if each.name == "products"]


def refused(**changed: Any) -> str:
    """Return why a database with these settings is refused."""
    with pytest.raises(ConfigError) as refusal:
        beside(dev(), replace(DATABASE, **changed))
    return str(refusal.value)


def test_the_example_is_taken() -> None:
    assert isinstance(beside(dev(), DATABASE), Config)


@pytest.mark.parametrize("host", ["", "postgres://pos", "pos.example:5432"])
def test_refuses_what_is_no_host(host: str) -> None:
    assert refused(host=host).startswith("database.host is ")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("database", ""),
        ("engine", "mysql"),
        ("network_range", "10.1.0.0/99"),
        ("port", 0),
        ("rotation_days", 0),
        ("compare_hour", 24),
    ],
)
def test_refuses_a_setting_that_leads_nowhere(field: str, value: object) -> None:
    assert refused(**{field: value}).startswith(f"database.{field} is ")


@pytest.mark.parametrize("field", ["most_capacity_units", "least_capacity_units"])
def test_refuses_a_number_of_units_that_dms_has_not(field: str) -> None:
    """CloudFormation's linters pass it."""
    assert "DMS takes 1, 2, 4, 8" in refused(**{field: 3})


def test_refuses_less_at_most_than_at_least() -> None:
    assert refused(most_capacity_units=2, least_capacity_units=4).endswith("is over the most")


def test_refuses_a_load_that_one_replication_can_not_carry() -> None:
    assert "AWS gives 384" in refused(load=ChangeLoad(changes_per_second=10_000_000))


@pytest.mark.parametrize(
    ("tables", "reason"),
    [
        ((), "name each table"),
        ((PRODUCTS, PRODUCTS), "each is named once"),
        ((replace(PRODUCTS, key=()),), "name the columns of its primary key"),
        ((replace(PRODUCTS, key=("sku", "sku")),), "each column is named once"),
        ((replace(PRODUCTS, becomes="stock"),), "must be one of state, events"),
        ((replace(PRODUCTS, name="%"),), "a wildcard takes what nobody declared"),
        ((replace(PRODUCTS, schema=""),), "the rule would take no table"),
    ],
)
def test_refuses_tables_that_come_to_nothing(tables: tuple[ReplicatedTable, ...], reason: str) -> None:
    assert reason in refused(tables=tables)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "there is no such file"),
        ("no certificate", "it holds no certificate"),
        ("-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----", "it holds a private key"),
    ],
)
def test_refuses_certificates_that_vouch_for_nothing(text: str | None, reason: str, tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    if text is not None:
        file.write_text(text)

    assert reason in refused(certificates=str(file))


def test_the_example_of_a_certificate_has_no_private_key() -> None:
    assert "PRIVATE" not in (REPOSITORY / DATABASE.certificates).read_text()


def test_refuses_an_account_without_the_roles_of_dms() -> None:
    account = AccountSettings(api_log_role=Presence.ABSENT, dms_roles=Presence.ABSENT)

    with pytest.raises(ConfigError, match=r"account\.dms_roles is ABSENT: DMS starts nothing without"):
        replace(beside(dev(), DATABASE), account=account)


def test_refuses_an_environment_whose_name_dms_can_not_take() -> None:
    with pytest.raises(ConfigError, match="DMS takes 15 letters of it"):
        replace(beside(dev(), DATABASE), environment="a-very-long-name")
