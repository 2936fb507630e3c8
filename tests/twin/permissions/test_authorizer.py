"""What a set of policies allows, as IAM's guide has it."""

import pytest

from tests.twin.permissions.policies import (
    BUCKET,
    KEY,
    ROLE,
    allowing,
    decide,
    denying,
    identity,
    on,
)
from twin.permissions.authorizer import EVENTS, Authorizer, Principal
from twin.permissions.policies import Attachment, UnknownPolicy

QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders"
RULE = "arn:aws:events:eu-west-1:111122223333:rule/sales/orders"
OTHER = Principal.role("arn:aws:iam::111122223333:role/other")
INSECURE = {"Bool": {"aws:SecureTransport": "false"}}
DELEGATING = allowing("kms:*", "*", Principal={"AWS": "arn:aws:iam::111122223333:root"})


def test_allows_nothing_that_no_statement_allows() -> None:
    verdict = decide(
        identity(allowing("s3:GetObject", f"{BUCKET}/*")), action="s3:PutObject", resource=BUCKET
    )

    assert not verdict.allowed
    assert "no statement" in verdict.reason


def test_names_the_grant_that_allows_a_request() -> None:
    policy = identity(allowing(["s3:PutObject", "s3:GetObject"], [f"{BUCKET}/a/*", f"{BUCKET}/b/*"]))

    verdict = decide(policy, action="s3:GetObject", resource=f"{BUCKET}/b/1")

    assert verdict.grants == (f"Consumers/Inventory/Policy: s3:GetObject on {BUCKET}/b/*",)


def test_a_policy_speaks_for_its_own_role_only() -> None:
    policy = identity(allowing("s3:GetObject", f"{BUCKET}/*"))

    assert not decide(policy, action="s3:GetObject", resource=f"{BUCKET}/1", by=OTHER).allowed


def test_a_deny_wins_over_every_allow() -> None:
    guard = on(BUCKET, denying("s3:DeleteObject", f"{BUCKET}/*", Principal={"AWS": "*"}))

    verdict = decide(identity(allowing("s3:*", "*")), guard, action="s3:DeleteObject", resource=f"{BUCKET}/1")

    assert not verdict.allowed
    assert "denies it" in verdict.reason


def test_a_deny_of_requests_without_tls_denies_none_from_this_machine() -> None:
    guard = on(BUCKET, denying("s3:*", f"{BUCKET}/*", Principal="*", Condition=INSECURE))

    assert decide(
        identity(allowing("s3:GetObject", f"{BUCKET}/*")),
        guard,
        action="s3:GetObject",
        resource=f"{BUCKET}/1",
    ).allowed


def test_a_resources_policy_allows_inside_the_account_without_the_roles() -> None:
    guard = on(BUCKET, allowing("s3:GetObject", f"{BUCKET}/*", Principal={"AWS": ROLE}))

    assert decide(guard, action="s3:GetObject", resource=f"{BUCKET}/1").allowed
    assert not decide(guard, action="s3:GetObject", resource=f"{BUCKET}/1", by=OTHER).allowed


def test_a_service_needs_the_resources_policy_and_its_own_source() -> None:
    condition = {"ArnEquals": {"aws:SourceArn": RULE}}
    guard = on(QUEUE, allowing("sqs:SendMessage", QUEUE, Principal={"Service": EVENTS}, Condition=condition))

    def sends(source: str, service: str = EVENTS) -> bool:
        by = Principal(service=service, source=source)
        return decide(guard, action="sqs:SendMessage", resource=QUEUE, by=by).allowed

    assert sends(RULE)
    assert not sends(f"{RULE}-other")
    assert not sends(RULE, "sns.amazonaws.com")


def test_a_statement_for_a_service_lets_no_role_in() -> None:
    guard = on(QUEUE, allowing("sqs:SendMessage", QUEUE, Principal={"Service": EVENTS}))

    assert not decide(guard, action="sqs:SendMessage", resource=QUEUE).allowed


@pytest.mark.parametrize(
    ("policies", "allowed"),
    [
        ([on(KEY, DELEGATING), identity(allowing("kms:Decrypt", KEY))], True),
        ([identity(allowing("kms:Decrypt", KEY))], False),
        ([on(KEY, DELEGATING)], False),
    ],
    ids=["both", "the key's policy is silent", "the role's policy is silent"],
)
def test_a_key_needs_its_own_policy_and_the_roles(policies: list[Attachment], allowed: bool) -> None:
    assert decide(*policies, action="kms:Decrypt", resource=KEY).allowed is allowed


def test_puts_the_callers_values_in_the_place_of_policy_variables() -> None:
    policy = identity(allowing("s3:GetObject", f"{BUCKET}/${{aws:PrincipalAccount}}/*"))

    assert decide(policy, action="s3:GetObject", resource=f"{BUCKET}/111122223333/1").allowed
    assert not decide(policy, action="s3:GetObject", resource=f"{BUCKET}/444455556666/1").allowed


@pytest.mark.parametrize(
    ("tags", "allowed"), [((("store", "367"),), True), ((("store", "381"),), False), ((), False)]
)
def test_a_tag_of_the_caller_stands_for_itself_alone(
    tags: tuple[tuple[str, str], ...], allowed: bool
) -> None:
    policy = identity(allowing("s3:PutObject", f"{BUCKET}/${{aws:PrincipalTag/store}}/*"))
    tagged = Principal(ROLE, (ROLE,), tags=tags)

    verdict = decide(policy, action="s3:PutObject", resource=f"{BUCKET}/367/1", by=tagged)

    assert verdict.allowed is allowed


@pytest.mark.parametrize(("variable", "allowed"), [("s3:prefix", False), ("s3:prefix, 'none'", True)])
def test_a_variable_without_a_value_matches_only_by_its_default(variable: str, allowed: bool) -> None:
    policy = identity(allowing("s3:GetObject", f"{BUCKET}/${{{variable}}}/*"))

    assert decide(policy, action="s3:GetObject", resource=f"{BUCKET}/none/1").allowed is allowed


@pytest.mark.parametrize(("namespace", "allowed"), [("Sluice/dev", True), ("Sluice/prod", False)])
def test_holds_conditions_against_what_the_call_says(namespace: str, allowed: bool) -> None:
    condition = {"StringEquals": {"cloudwatch:namespace": "Sluice/dev"}}
    policy = identity(allowing("cloudwatch:PutMetricData", "*", Condition=condition))

    verdict = decide(
        policy,
        action="cloudwatch:PutMetricData",
        resource="*",
        context={"cloudwatch:namespace": namespace},
    )

    assert verdict.allowed is allowed


@pytest.mark.parametrize(
    "statement",
    [
        allowing("s3:GetObject", "*", Condition={"StringEquals": {"aws:SourceVpce": "vpce-1"}}),
        allowing("s3:GetObject", f"{BUCKET}/${{aws:username}}/*"),
        denying("s3:GetObject", "*", NotPrincipal={"AWS": ROLE}),
    ],
    ids=["condition", "variable", "principal"],
)
def test_refuses_a_policy_whose_meaning_it_does_not_know(statement: dict[str, object]) -> None:
    with pytest.raises(UnknownPolicy, match="Consumers/Inventory/Policy"):
        Authorizer([identity(statement)])


@pytest.mark.parametrize(
    ("service", "account", "assumed"),
    [
        ("firehose.amazonaws.com", "111122223333", True),
        ("firehose.amazonaws.com", "444455556666", False),
        ("glue.amazonaws.com", "111122223333", False),
    ],
)
def test_a_role_is_assumed_by_whom_its_trust_names(service: str, account: str, assumed: bool) -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "firehose.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}},
    }
    trust = Attachment(ROLE, "Stream/Archive/Role", "trust", [statement])

    by = Principal(service=service)
    context: dict[str, object] = {"aws:SourceAccount": account}
    assert decide(trust, action="sts:AssumeRole", resource=ROLE, by=by, context=context).allowed is assumed


@pytest.mark.parametrize(("present", "assumed"), [("true", True), ("false", False), (None, False)])
def test_a_role_for_people_is_assumed_with_mfa_if_its_trust_asks_for_it(
    present: str | None, assumed: bool
) -> None:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
        "Action": "sts:AssumeRole",
        "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
    }
    trust = Attachment(ROLE, "Storage/BreakGlass", "trust", [statement])
    context: dict[str, object] = {"aws:MultiFactorAuthPresent": present} if present else {}

    verdict = decide(trust, action="sts:AssumeRole", resource=ROLE, by=OTHER, context=context)

    assert verdict.allowed is assumed
    assert ("trust policy" in verdict.reason) is not assumed


def test_what_denies_all_but_some_denies_nothing_to_them() -> None:
    exempt = {"ArnNotLike": {"aws:PrincipalArn": f"{ROLE}*"}}
    guard = on(BUCKET, denying("s3:PutObject", f"{BUCKET}/*", Principal={"AWS": "*"}, Condition=exempt))
    policies = (identity(allowing("s3:*", "*")), identity(allowing("s3:*", "*"), owner=OTHER.arn), guard)

    assert decide(*policies, action="s3:PutObject", resource=f"{BUCKET}/1").allowed
    assert not decide(*policies, action="s3:PutObject", resource=f"{BUCKET}/1", by=OTHER).allowed
