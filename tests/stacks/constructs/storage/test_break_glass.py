"""One role takes records out of raw, with MFA and for an hour; nobody else deletes or hides any."""

from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from environments import preset
from stacks.config import ConfigError
from stacks.constructs.storage.break_glass import BreakGlassSettings
from tests.stacks.synthesized import Environment, synthesize
from twin.assembly import Assembly, Stack
from twin.permissions.attachments import attachments
from twin.permissions.authorizer import ASSUME_ROLE, AccessRequest, Authorizer, Principal
from twin.permissions.plan import planned
from twin.permissions.policies import Attachment, grants_of
from twin.resolve import Resolved

DELETE = "s3:DeleteObjectVersion"
MFA = {"aws:MultiFactorAuthPresent": "true"}
ANNA = "arn:aws:iam::111122223333:user/anna"
ON_CALL = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_OnCall_0a1b2c"
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
UNLOCKS = (
    "s3:DeleteObject",
    "s3:BypassGovernanceRetention",
    "s3:PutObjectRetention",
    "s3:PutObjectLegalHold",
)


@dataclass(frozen=True)
class Guarded:
    """The policies of an environment, and an administrator who may do everything that nothing denies."""

    app: Resolved
    attached: tuple[Attachment, ...]

    @property
    def role(self) -> str:
        """The ARN of the role."""
        return self.app.output("BreakGlassRoleArn")

    def roles(self) -> list[str]:
        """Every role of the environment."""
        return [self.app.arn(one) for one in self.app.resources("AWS::IAM::Role")]

    def bucket(self, name: str) -> str:
        """The ARN of a bucket."""
        [found] = [
            one for one in self.app.resources("AWS::S3::Bucket") if one.path.endswith(f"/{name}/Resource")
        ]
        return self.app.arn(found)

    def administrates(self, who: str, action: str, on: str) -> bool:
        """Whether somebody may who has an administrator's policy."""
        own = Attachment(who, "Administrator", "identity", [EVERYTHING])
        return (
            Authorizer((*self.attached, own)).decide(AccessRequest(Principal.role(who), action, on)).allowed
        )

    def allows(self, who: str, action: str, on: str, context: dict[str, str] | None = None) -> bool:
        """Whether the environment's own policies let somebody."""
        request = AccessRequest(Principal.role(who), action, on, context or {})
        return Authorizer(self.attached).decide(request).allowed


def guarded(environment: Environment) -> Guarded:
    stacks = tuple(Stack(name, template) for name, template in environment.templates.items())
    app = planned(Assembly(Path(), stacks))
    return Guarded(app, attachments(app))


def restricted(settings: BreakGlassSettings) -> Guarded:
    return guarded(synthesize(replace(preset("starter"), break_glass=settings)))


def test_only_this_role_deletes_versions_from_raw(environment: Environment) -> None:
    """An administrator doesn't, nor a role of the platform that somebody gave everything."""
    app = guarded(environment)
    version = f"{app.bucket('Raw')}/events/2017/03/01/14/raw.gz"

    for who in (ANNA, ON_CALL, *app.roles()):
        assert app.administrates(who, DELETE, version) is (who == app.role), who
    assert app.allows(app.role, DELETE, version)


def test_nobody_hides_an_object_of_raw_behind_a_marker(environment: Environment) -> None:
    app = guarded(environment)

    for who in (ANNA, *app.roles()):
        assert not app.administrates(who, "s3:DeleteObject", f"{app.bucket('Raw')}/events/raw.gz"), who


def test_nothing_but_the_role_and_the_job_that_it_starts_deletes_versions(environment: Environment) -> None:
    app = guarded(environment)
    policies = [app.app.arn(one) for one in app.app.resources("AWS::IAM::ManagedPolicy")]
    own = [one for one in policies if "BreakGlass" in one]
    roles = [app.app.arn(one) for one in app.app.resources("AWS::IAM::Role")]
    job = [one for one in roles if "ForgetSales" in one]

    granted = [grant for each in app.attached if each.kind != "trust" for grant in grants_of(each)]
    deleting = {grant.owner for grant in granted if fnmatchcase(DELETE, grant.action)}

    assert app.role in deleting
    assert deleting <= {app.role, *own, *job}


@pytest.mark.parametrize("bucket", ["Raw", "Quarantine", "Failures"])
def test_the_role_writes_anew_what_it_takes_a_record_out_of(environment: Environment, bucket: str) -> None:
    app = guarded(environment)

    for action in ("s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", DELETE):
        assert app.allows(app.role, action, f"{app.bucket(bucket)}/any"), action


@pytest.mark.needs("Lake", "Replay")
def test_the_role_takes_a_record_out_of_files_and_answers_too_and_leaves_tables_alone(
    environment: Environment,
) -> None:
    app = guarded(environment)

    for bucket in ("Landing", "Answers"):
        assert app.allows(app.role, DELETE, f"{app.bucket(bucket)}/any"), bucket
    curated = app.bucket("Curated")
    assert app.allows(app.role, DELETE, f"{curated}/forgetting/1.json")
    assert not app.allows(app.role, DELETE, f"{curated}/sales/data/1.parquet")
    assert not app.allows(app.role, "s3:PutObject", f"{curated}/sales/data/1.parquet")


@pytest.mark.parametrize("bucket", ["Raw", "Quarantine", "Failures"])
def test_the_role_sees_locks_and_holds_and_lifts_none_and_puts_no_marker(
    environment: Environment, bucket: str
) -> None:
    app = guarded(environment)
    version = f"{app.bucket(bucket)}/any"

    for action in ("s3:GetObjectRetention", "s3:GetObjectLegalHold"):
        assert app.allows(app.role, action, version), action
    for action in UNLOCKS:
        assert not app.allows(app.role, action, version), action


def test_the_role_looks_as_operators_do(environment: Environment) -> None:
    app = guarded(environment)
    streams = [
        one for one in app.app.resources("AWS::Kinesis::Stream") if one.path.endswith("/Events/Resource")
    ]

    assert app.allows(app.role, "kinesis:GetRecords", app.app.arn(*streams))


@pytest.mark.needs("Replay", "Fraud")
def test_the_role_changes_what_follows_from_a_record(environment: Environment) -> None:
    app = guarded(environment)
    tables = {one.logical_id: app.app.arn(one) for one in app.app.resources("AWS::DynamoDB::Table")}

    for name, action in (
        ("ManifestTable", "DeleteItem"),
        ("ManifestTable", "PutItem"),
        ("LoyaltyLedger", "UpdateItem"),
        ("LoyaltyLedger", "Query"),
        ("FraudAccounts", "DeleteItem"),
    ):
        [table] = [arn for logical_id, arn in tables.items() if logical_id.startswith(name)]
        assert app.allows(app.role, f"dynamodb:{action}", table), (name, action)


def test_the_role_is_assumed_with_mfa_alone(environment: Environment) -> None:
    app = guarded(environment)

    assert app.allows(ANNA, ASSUME_ROLE, app.role, MFA)
    assert not app.allows(ANNA, ASSUME_ROLE, app.role)
    assert not app.allows(ANNA, ASSUME_ROLE, app.role, {"aws:MultiFactorAuthPresent": "false"})


def test_no_service_assumes_the_role(environment: Environment) -> None:
    app = guarded(environment)

    for service in ("lambda", "glue", "states", "firehose"):
        request = AccessRequest(Principal(service=f"{service}.amazonaws.com"), ASSUME_ROLE, app.role, MFA)
        assert not Authorizer(app.attached).decide(request).allowed, service


def test_the_role_is_assumed_where_its_rule_sees_it_and_for_an_hour(environment: Environment) -> None:
    """A call to another region's STS is logged in that region."""
    [role] = [one for one in environment.every("AWS::IAM::Role") if one.logical_id.startswith("BreakGlass")]

    [statement] = role.properties["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Condition"]["StringEquals"] == {"aws:RequestedRegion": {"Ref": "AWS::Region"}}
    assert role.properties["MaxSessionDuration"] == 3600
    assert "RoleName" not in role.properties


def test_only_whom_the_configuration_names_assumes_the_role() -> None:
    app = restricted(BreakGlassSettings(principals=[ANNA]))

    assert app.allows(ANNA, ASSUME_ROLE, app.role, MFA)
    assert not app.allows(ON_CALL, ASSUME_ROLE, app.role, MFA)


def test_sign_ins_that_carry_no_word_of_mfa_are_named() -> None:
    named = BreakGlassSettings(principals=[ON_CALL.replace("0a1b2c", "*")], require_mfa=False)
    app = restricted(named)

    assert app.allows(ON_CALL, ASSUME_ROLE, app.role)
    assert not app.allows(ANNA, ASSUME_ROLE, app.role)
    with pytest.raises(ConfigError, match=r"require_mfa is False: name principals"):
        replace(preset("starter"), break_glass=BreakGlassSettings(require_mfa=False))
