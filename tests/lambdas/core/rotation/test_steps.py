"""A password changes in the database and in the secret, whatever dies between the two."""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

import boto3
import pytest
from moto import mock_aws

from lambdas.core.rotation.secret import EXCLUDED, RotatedSecret
from lambdas.core.rotation.source import CredentialsRefused, RotatedDatabase
from lambdas.core.rotation.steps import RotationStuck, rotate
from lambdas.core.secret_versions import NotRotating, RotationStep

if TYPE_CHECKING:
    from types_boto3_secretsmanager import SecretsManagerClient

CREATE, SET, TEST, FINISH = STEPS = tuple(RotationStep)
VERSION = "11111111-2222-4333-8444-555555555555"
CREDENTIALS = {"username": "sluice", "password": "first", "host": "pos.example", "port": "5432"}


class ModelledSource:
    """A database with one user, of whom only the password matters."""

    def __init__(self, password: str) -> None:
        self.password = password
        self.changes = 0

    def accepts(self, credentials: Mapping[str, str]) -> bool:
        return credentials["password"] == self.password

    def change_password(self, credentials: Mapping[str, str], password: str) -> None:
        if not self.accepts(credentials):
            raise CredentialsRefused(credentials["username"])
        self.password = password
        self.changes += 1


class Rotating:
    """A secret under rotation, and the database that it opens."""

    def __init__(self, client: "SecretsManagerClient") -> None:
        self.client = client
        self.arn = client.create_secret(Name="pos", SecretString=json.dumps(CREDENTIALS))["ARN"]
        self.database = ModelledSource("first")
        client.put_secret_value(
            SecretId=self.arn,
            ClientRequestToken=VERSION,
            SecretString=json.dumps(CREDENTIALS | {"password": "second"}),
            VersionStages=["AWSPENDING"],
        )

    def take(self, *steps: str, version: str = VERSION) -> None:
        """Take steps as Secrets Manager has them taken."""
        for step in steps:
            rotate(step, RotatedSecret(self.client, self.arn, version), cast(RotatedDatabase, self.database))

    @property
    def current(self) -> str:
        """The password in use."""
        told = self.client.get_secret_value(SecretId=self.arn, VersionStage="AWSCURRENT")["SecretString"]
        return str(json.loads(told)["password"])


@pytest.fixture
def rotating() -> Iterator[Rotating]:
    with mock_aws():
        yield Rotating(boto3.client("secretsmanager", region_name="eu-west-1"))


def test_the_secret_opens_the_database_before_and_after(rotating: Rotating) -> None:
    rotating.take(*STEPS)

    assert rotating.current == rotating.database.password == "second"


@pytest.mark.parametrize("died_after", range(len(STEPS) + 1))
def test_whatever_step_dies_the_next_rotation_comes_to_the_same(rotating: Rotating, died_after: int) -> None:
    rotating.take(*STEPS[:died_after])
    rotating.take(*STEPS)

    assert rotating.current == rotating.database.password == "second"
    assert rotating.database.changes == 1


@pytest.mark.parametrize("step", STEPS[:3])
def test_until_the_end_the_current_password_stays_what_it_was(rotating: Rotating, step: str) -> None:
    rotating.take(*STEPS[: STEPS.index(step) + 1])

    assert rotating.current == "first"


def test_a_password_that_somebody_changed_by_hand_is_told(rotating: Rotating) -> None:
    rotating.database.password = "third"

    with pytest.raises(RotationStuck, match="refuses the current password of arn"):
        rotating.take(CREATE, SET)

    assert (rotating.current, rotating.database.password) == ("first", "third")


def test_a_password_that_does_not_open_is_not_promoted(rotating: Rotating) -> None:
    with pytest.raises(RotationStuck, match="refuses the pending password"):
        rotating.take(CREATE, TEST)


def test_a_version_that_is_not_rotating_is_refused(rotating: Rotating) -> None:
    with pytest.raises(NotRotating):
        rotating.take(SET, version="99999999-2222-4333-8444-555555555555")


def test_a_proposed_password_is_one_that_dms_takes(rotating: Rotating) -> None:
    secret = RotatedSecret(rotating.client, rotating.arn, VERSION)
    rotating.client.update_secret_version_stage(
        SecretId=rotating.arn, VersionStage="AWSPENDING", RemoveFromVersionId=VERSION
    )
    fresh = RotatedSecret(rotating.client, rotating.arn, "77777777-2222-4333-8444-555555555555")

    fresh.propose()

    password = fresh.pending()["password"]
    assert len(password) == 32
    assert not set(password) & set(EXCLUDED)
    assert fresh.pending() | {"password": "first"} == secret.current()
