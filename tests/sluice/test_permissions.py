"""Who isn't allowed something is told in one line what is missing, and which policy brings it."""

import pytest
import typer
from botocore.exceptions import ClientError
from typer.testing import CliRunner

from sluice.cloud import NotNow
from sluice.command import one_line
from sluice.permissions import BESIDE, LETTERS, LOOK, MEND, explain

TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/Sluice-dev-Replay-ReplaysTable-1"
USER = "User: arn:aws:sts::111122223333:assumed-role/somebody/session"
LOOKS = "the look policy brings it, LookPolicyArn of the environment's Operators stack"
MENDS = "the mend policy brings it, MendPolicyArn of the environment's Operators stack"


def denied(action: str, resource: str = "", code: str = "AccessDeniedException") -> ClientError:
    """What AWS answers to whoever may not do something, as botocore tells it."""
    name = action.partition(":")[2]
    on = f" on resource: {resource}" if resource else ""
    because = f"because no identity-based policy allows the {action} action"
    told = f"{USER} is not authorized to perform: {action}{on} {because}"
    return ClientError({"Error": {"Code": code, "Message": told}}, name)


def said(error: Exception) -> str:
    """What a command says that ends so."""
    app = typer.Typer()

    @app.command()
    def command() -> None:
        with one_line():
            raise error

    answer = CliRunner().invoke(app, [])
    assert (answer.exit_code, answer.stdout) == (2, "")
    [line] = answer.stderr.splitlines()
    return line


@pytest.mark.parametrize(
    ("action", "remedy"),
    [
        *((action, LOOKS + BESIDE * (action in LETTERS)) for action in sorted(LOOK)),
        *((action, MENDS) for action in sorted(MEND)),
    ],
)
def test_names_the_permission_and_the_policy_that_brings_it(action: str, remedy: str) -> None:
    assert said(denied(action, TABLE)) == f"sluice: {action} on {TABLE} isn't allowed: {remedy}"


def test_no_permission_is_of_both_policies() -> None:
    assert not LOOK & MEND


def test_understands_it_without_a_resource_and_in_quotes() -> None:
    assert said(denied("events:ListRules")) == f"sluice: events:ListRules isn't allowed: {LOOKS}"
    assert said(denied("s3:PutObject", '"arn:aws:s3:::raw/sales/a.gz"', "AccessDenied")) == (
        f"sluice: s3:PutObject on arn:aws:s3:::raw/sales/a.gz isn't allowed: {MENDS}"
    )


def test_keeps_what_a_command_says_besides() -> None:
    told = NotNow(f"jr_1 goes on, but can't be looked at: {denied('glue:GetJobRun')}")

    assert (
        said(told) == f"sluice: jr_1 goes on, but can't be looked at: glue:GetJobRun isn't allowed: {LOOKS}"
    )


def test_says_what_is_missing_where_s3_says_nothing() -> None:
    head = ClientError({"Error": {"Code": "403", "Message": "Forbidden"}}, "HeadObject")

    assert said(head) == f"sluice: s3:GetObject or s3:GetObjectVersion isn't allowed: {LOOKS}"


def test_names_the_role_that_alone_deletes_versions() -> None:
    assert said(denied("s3:DeleteObjectVersion")) == (
        "sluice: s3:DeleteObjectVersion isn't allowed: "
        "the break-glass role brings it, BreakGlassRoleArn of the environment's Storage stack"
    )


def test_says_so_of_what_operators_never_do() -> None:
    assert said(denied("s3:DeleteBucketPolicy")) == (
        "sluice: s3:DeleteBucketPolicy isn't allowed: neither policy for operators brings it, "
        "this takes the rights of whoever deploys"
    )


@pytest.mark.parametrize(
    "why",
    [
        "with an explicit deny in a resource-based policy",
        "because no permissions boundary allows the s3:PutObject action",
        "because no service control policy allows the s3:PutObject action",
    ],
)
@pytest.mark.parametrize("on", ["", " on resource: arn:aws:s3:::raw/sales/a.gz"])
def test_a_denial_that_neither_policy_lifts_stays_as_aws_says_it(why: str, on: str) -> None:
    told = f"{USER} is not authorized to perform: s3:PutObject{on} {why}"

    assert explain(told) == told
