"""The clients of the break-glass role, which alone deletes versions of objects."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.exceptions import ClientError

from lambdas.core.error_codes import code_of
from sluice import cloud
from sluice.cloud import BASE, DeployedStack, NotNow

Clients = Callable[[str], Any]
"""Makes a client of a service."""

SESSION_SECONDS = 3_600
"""As long as the role lets a session be."""
# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
UNNAMED = re.compile(r"[^\w+=,.@-]", re.ASCII)
LONGEST_NAME = 64
WRONG_CODE = "MultiFactorAuthentication failed"


class NotAssumed(NotNow):
    """The role can't be assumed now."""


@dataclass(frozen=True, slots=True)
class MfaToken:
    """The ARN or serial number of the caller's device, and the code that it shows."""

    serial: str
    code: str


def assume(environment: str, *, mfa: MfaToken | None = None) -> Clients:
    """Return the role's clients; raise NotAssumed, or NotDeployed.

    Whoever calls with a session of the role already, as by a profile that assumes it, goes on with it.
    """
    role = DeployedStack(cloud.client("cloudformation"), environment, BASE)["BreakGlassRoleArn"]
    sts = cloud.client("sts")
    caller = sts.get_caller_identity()["Arn"]
    if _is_session_of(caller, role):
        return cloud.client
    return _clients(_credentials(sts, role, caller, mfa), str(sts.meta.region_name))


def _is_session_of(caller: str, role: str) -> bool:
    """Of a session the ARN has the role's name, without its path, and the session's."""
    kind, *names = caller.rpartition(":")[2].split("/")
    return kind == "assumed-role" and names[:1] == [role.rpartition("/")[2]]


def _credentials(sts: Any, role: str, caller: str, mfa: MfaToken | None) -> Mapping[str, Any]:  # noqa: ANN401
    token: Any = {"SerialNumber": mfa.serial, "TokenCode": mfa.code} if mfa else {}
    try:
        answer = sts.assume_role(
            RoleArn=role, RoleSessionName=_session_name(caller), DurationSeconds=SESSION_SECONDS, **token
        )
    except ClientError as error:
        if code_of(error) != "AccessDenied":
            raise
        raise NotAssumed(_explain(role, caller, mfa, str(error), sts.meta.region_name)) from error
    given: Mapping[str, Any] = answer["Credentials"]
    return given


def _session_name(caller: str) -> str:
    """Access logs of S3 name the session, and thereby who was behind it."""
    return UNNAMED.sub("-", f"sluice-{caller.rpartition('/')[2]}")[:LONGEST_NAME]


def _explain(role: str, caller: str, mfa: MfaToken | None, why: str, region: str) -> str:
    if WRONG_CODE in why:
        return f"{role} can't be assumed: the MFA code isn't the device's, or was used; wait for the next one"
    needed = "an MFA code of the caller's device, " if mfa is None else ""
    return (
        f"{role} can't be assumed by {caller}: it takes {needed}a policy that allows sts:AssumeRole, "
        f"to be among break_glass.principals if any are named, and the STS of {region}"
    )


def _clients(credentials: Mapping[str, Any], region: str) -> Clients:
    session: Any = boto3.Session(
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
        region_name=region,
    )
    return lambda service: session.client(service)
