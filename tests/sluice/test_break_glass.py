"""The commands that delete versions act as the break-glass role, or say in one line why they can't."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from sluice import cloud
from sluice.break_glass import MfaToken, NotAssumed, assume
from sluice.cloud import NotDeployed

ROLE = "arn:aws:iam::123456789012:role/Sluice-dev-Storage-BreakGlass65847508-1A2B"
TOKEN = MfaToken("arn:aws:iam::123456789012:mfa/anna", "123456")
ANNA = "arn:aws:iam::123456789012:user/anna"


class Sts:
    """Answers as STS does, and keeps what it was asked for."""

    def __init__(self, caller: str, refusal: tuple[str, str] | None = None) -> None:
        self.asked: dict[str, Any] = {}
        self.meta = boto3.client("sts", region_name="eu-west-1").meta
        self._caller, self._refusal = caller, refusal

    def get_caller_identity(self) -> dict[str, str]:
        return {"Arn": self._caller}

    def assume_role(self, **asked: Any) -> dict[str, Any]:
        self.asked = asked
        if self._refusal:
            code, message = self._refusal
            raise ClientError({"Error": {"Code": code, "Message": message}}, "AssumeRole")
        given = {"AccessKeyId": "ASIA1", "SecretAccessKey": "secret", "SessionToken": "token"}
        return {"Credentials": given}


@pytest.fixture(autouse=True)
def deployed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    with mock_aws():
        body = {
            "Resources": {"Any": {"Type": "AWS::SQS::Queue"}},
            "Outputs": {"BreakGlassRoleArn": {"Value": ROLE}},
        }
        boto3.client("cloudformation", region_name="eu-west-1").create_stack(
            StackName="Sluice-dev-Storage", TemplateBody=json.dumps(body)
        )
        yield


def answering(monkeypatch: pytest.MonkeyPatch, sts: Sts) -> Sts:
    """Have this STS asked instead of moto's."""
    real = cloud.client
    monkeypatch.setattr(cloud, "client", lambda name: sts if name == "sts" else real(name))
    return sts


def test_acts_as_the_role_for_an_hour() -> None:
    clients = assume("dev", mfa=TOKEN)

    arn = clients("sts").get_caller_identity()["Arn"]
    assert ":assumed-role/Sluice-dev-Storage-BreakGlass65847508-1A2B/sluice-" in arn
    assert clients("s3").meta.region_name == "eu-west-1"


def test_asks_with_the_token_and_names_the_session_by_its_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    sts = answering(monkeypatch, Sts("arn:aws:sts::123456789012:assumed-role/on-call/anna smith"))

    clients = assume("dev", mfa=TOKEN)

    assert sts.asked == {
        "RoleArn": ROLE,
        "RoleSessionName": "sluice-anna-smith",
        "DurationSeconds": 3600,
        "SerialNumber": TOKEN.serial,
        "TokenCode": "123456",
    }
    assert clients("s3")._request_signer._credentials.access_key == "ASIA1"


def test_without_a_token_asks_without_one(monkeypatch: pytest.MonkeyPatch) -> None:
    sts = answering(monkeypatch, Sts(ANNA))

    assume("dev")

    assert sts.asked.keys() == {"RoleArn", "RoleSessionName", "DurationSeconds"}


def test_goes_on_with_a_session_of_the_role(monkeypatch: pytest.MonkeyPatch) -> None:
    session = "arn:aws:sts::123456789012:assumed-role/Sluice-dev-Storage-BreakGlass65847508-1A2B/anna"
    sts = answering(monkeypatch, Sts(session))

    assert assume("dev") is cloud.client
    assert not sts.asked


def test_says_which_role_whom_and_what_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    why = f"User: {ANNA} is not authorized to perform: sts:AssumeRole on resource: {ROLE}"
    answering(monkeypatch, Sts(ANNA, ("AccessDenied", why)))

    with pytest.raises(NotAssumed) as without:
        assume("dev")
    with pytest.raises(NotAssumed) as with_token:
        assume("dev", mfa=TOKEN)

    assert str(without.value) == (
        f"{ROLE} can't be assumed by {ANNA}: it takes an MFA code of the caller's device, a policy that "
        "allows sts:AssumeRole, to be among break_glass.principals if any are named, and the STS of eu-west-1"
    )
    assert "MFA" not in str(with_token.value)
    assert "\n" not in str(with_token.value)


def test_says_that_a_code_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    why = "MultiFactorAuthentication failed with invalid MFA one time pass code."
    answering(monkeypatch, Sts(ANNA, ("AccessDenied", why)))

    with pytest.raises(NotAssumed, match=r"the MFA code isn't the device's, or was used"):
        assume("dev", mfa=TOKEN)


def test_leaves_other_errors_as_aws_says_them(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, Sts(ANNA, ("ValidationError", "tokenCode has 5 digits")))

    with pytest.raises(ClientError, match="tokenCode"):
        assume("dev", mfa=TOKEN)


def test_an_environment_that_is_not_deployed_has_no_role() -> None:
    with pytest.raises(NotDeployed):
        assume("prod")
