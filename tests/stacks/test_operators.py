"""Who looks changes nothing, who mends can't delete from raw, and neither reaches another environment."""

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, cast

import pytest

from environments import PRESETS, preset
from sluice.permissions import BREAK_GLASS, LOOK, MEND
from tests.stacks.policies import Statement, listed, policies_of
from tests.stacks.synthesized import BESIDE, Environment, Resource
from tests.synthesis import ENVIRONMENTS, templates
from tests.twin.assemblies import assembly
from twin.loopback import REGION
from twin.resolve import Resolved

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
MOST_CHARACTERS = 6_144
# Room for two more consumers: their ledgers, and what a rebuild makes beside them.
ROOM = 400
LONGEST_REGION = "ap-southeast-1"
RANDOM = "1A2B3C4D5E6F7"
READS = re.compile(r"\w+:(BatchGet|Describe|Filter|Get|List|Query|Receive|Scan)|kms:Decrypt$")
READS_KEYS = {"secretsmanager:GetSecretValue", "kms:Decrypt"}
# Nothing of a letter changes but that nobody else sees it for some minutes.
HIDES_LETTERS = "sqs:ChangeMessageVisibility"
# Of the account, in whose catalog every environment has a database.
SHARED = re.compile(r"\*|.*:catalog")

Policies = dict[str, list[Statement]]


@pytest.fixture
def policies(environment: Environment, tmp_path: Path) -> Policies:
    return deployed(environment, tmp_path)


def deployed(environment: Environment, directory: Path) -> Policies:
    """The statements of both policies under physical names: stack, logical id and random characters.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
    """
    ids = {(one.stack, one.logical_id): physical_id(one) for one in environment}
    app = Resolved(assembly(directory, environment.templates), ids)
    found = (one for one in environment.every("AWS::IAM::ManagedPolicy") if one.stack.endswith("-Operators"))
    return {
        one.logical_id[:4]: cast(Any, app.value(one.stack, one.properties["PolicyDocument"]))["Statement"]
        for one in found
    }


def role(environment: Environment) -> list[Statement]:
    """The statements of the break-glass role's own policy."""
    [found] = [one for one in environment.every("AWS::IAM::Role") if one.logical_id.startswith("BreakGlass")]
    return [each | {"Resource": "*"} for each in policies_of(environment, found)]


def physical_id(resource: Resource) -> str:
    """What CloudFormation would make of it; of some types it is an ARN or a URL."""
    name = f"{resource.stack}-{resource.logical_id}-{RANDOM}"
    match resource.kind:
        case "AWS::IAM::ManagedPolicy":
            return f"arn:aws:iam::111122223333:policy/{name}"
        case "AWS::StepFunctions::StateMachine":
            return f"arn:aws:states:{REGION}:111122223333:stateMachine:{name}"
        case "AWS::SQS::Queue":
            return f"https://sqs.{REGION}.amazonaws.com/111122223333/{name}"
    return str(resource.properties.get("LogGroupName", name))


def granted(statements: list[Statement]) -> Iterator[tuple[str, str]]:
    """Each action on each resource."""
    for statement in statements:
        for action in listed(statement["Action"]):
            yield from ((action, resource) for resource in listed(statement["Resource"]))


def test_who_looks_only_reads(policies: Policies) -> None:
    for action, _ in granted(policies["Look"]):
        assert READS.match(action) or action == HIDES_LETTERS, action


def test_who_mends_looks_by_the_other_policy(policies: Policies) -> None:
    """But for the keys by which it names accounts: who only looks finds nobody's."""
    for action, _ in granted(policies["Mend"]):
        assert not READS.match(action) or action in READS_KEYS, action


@pytest.mark.needs("Events", "Fraud", "Shelves", "Replay", "Lake")
def test_the_command_line_knows_which_policy_brings_what(
    environment: Environment, policies: Policies
) -> None:
    assert {action for action, _ in granted(policies["Look"])} == LOOK
    assert {action for action, _ in granted(policies["Mend"])} - LOOK == MEND
    alone = {action for action, _ in granted(role(environment))}
    assert alone - LOOK - MEND == BREAK_GLASS
    assert {action for action, _ in granted(policies["Brea"])} <= LOOK | MEND | BREAK_GLASS


@pytest.mark.needs("Shelves", "Replay")
def test_nothing_is_deleted_but_letters_rows_replays_and_rebuilt_tables(
    policies: Policies,
) -> None:
    deleting = {(action, resource) for action, resource in granted(policies["Mend"]) if "Delete" in action}

    assert {action.partition(":")[0] for action, _ in deleting} == {"dynamodb", "sqs"}
    assert all("DeadLetters" in on or "Undelivered" in on for action, on in deleting if action[:3] == "sqs")
    assert all(on.endswith("-*") for action, on in deleting if action == "dynamodb:DeleteTable")
    tables = re.compile("Ledger|Replays|Accounts")
    assert all(tables.search(on) for action, on in deleting if action == "dynamodb:DeleteItem")


@pytest.mark.needs("Replay")
def test_objects_are_added_beside_what_failed_and_on_top_of_what_was_archived(
    policies: Policies,
) -> None:
    """Raw keeps every version; its claims are a producer's to add to, but for corrections."""
    added = {on for action, on in granted(policies["Mend"]) if action.startswith("s3:")}

    assert {on.partition("/")[2] for on in added} == {
        "letters/*",
        "rebuilt/*",
        "events/*",
        "claims/corrections/*",
    }
    assert {action for action, _ in granted(policies["Mend"]) if action.startswith("s3:")} == {"s3:PutObject"}


def test_nobody_reads_what_a_consumer_remembers_of_people(policies: Policies) -> None:
    tables = {on for action, on in granted(policies["Look"]) if action.startswith("dynamodb:")}

    assert not any(
        fnmatchcase(f":table/{name}", on[on.index(":table/") :]) for on in tables for name in kept()
    )


def kept() -> Iterator[str]:
    """The tables of the fraud consumer and of the reorder function."""
    for environment in PRESETS:
        yield f"Sluice-{environment}-Fraud-FraudAccounts113BF1BC-{RANDOM}"
        yield f"Sluice-{environment}-Shelves-ReorderPlacedCC223E55-{RANDOM}"


def test_the_key_opens_what_lies_in_the_stream_and_the_buckets_and_who_mends_the_keys_of_hashes(
    policies: Policies,
) -> None:
    for statement in (each for statements in policies.values() for each in statements):
        if any(action.startswith("kms:") for action in listed(statement["Action"])):
            used = statement["Condition"]["StringEquals"]["kms:ViaService"]
            names = [name.removesuffix(f".{REGION}.amazonaws.com") for name in listed(used)]
            assert names in (["kinesis", "s3"], ["s3"], ["secretsmanager"])
            assert names != ["secretsmanager"] or statement in (*policies["Mend"], *policies.get("Brea", ()))


def test_no_statement_reaches_another_environment(
    environment: Environment, policies: Policies, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Only lists of an account, and its one catalog, are every environment's."""
    others = [name for name in ENVIRONMENTS if name != environment.config.environment]
    foreign = [
        statements
        for other in others
        for statements in deployed(
            Environment(preset(other), templates(other)), tmp_path_factory.mktemp(other)
        ).values()
    ]

    own = {
        on for statements in policies.values() for _, on in granted(statements) if not SHARED.fullmatch(on)
    }
    theirs = {on.replace("*", "any") for statements in foreign for _, on in granted(statements)}

    assert own
    assert not [(on, name) for on in own for name in theirs if fnmatchcase(name, on)]


def test_every_queue_and_every_dead_letter_can_be_looked_at(
    environment: Environment, policies: Policies
) -> None:
    """Of a capability by a policy of its own, which tests of its stack hold."""
    own = {f"Sluice-{environment.config.environment}-{name}" for name in BESIDE}
    every = (one for one in environment.some("AWS::SQS::Queue") if one.stack not in own)
    queues = [f"{one.stack}-{one.logical_id}-{RANDOM}" for one in every]
    letters = [name for name in queues if name in dead_ends(environment)]

    for action, names in (("sqs:GetQueueAttributes", queues), ("sqs:ReceiveMessage", letters)):
        looking = [*policies["Look"], *policies.get("Lett", [])]
        patterns = [on for each, on in granted(looking) if each == action]
        for name in names:
            assert any(fnmatchcase(f"arn:aws:sqs:{REGION}:111122223333:{name}", on) for on in patterns), name


def dead_ends(environment: Environment) -> set[str]:
    """Queues that have no dead letters of their own, and that no rule fills."""
    queues = environment.some("AWS::SQS::Queue")
    rules = environment.some("AWS::Events::Rule")
    targets = [target["Arn"] for rule in rules for target in rule.properties["Targets"]]
    filled = [named["Fn::GetAtt"][0] for named in targets if "Fn::GetAtt" in named]
    ends = (one for one in queues if "RedrivePolicy" not in one.properties and one.logical_id not in filled)
    return {f"{one.stack}-{one.logical_id}-{RANDOM}" for one in ends}


@pytest.mark.parametrize("name", ["Look", "Mend", "Brea"])
def test_a_policy_fits_into_what_iam_takes_of_one(name: str, policies: Policies) -> None:
    document: dict[str, Any] = {"Version": "2012-10-17", "Statement": policies[name]}
    text = json.dumps(document, separators=(",", ":")).replace(REGION, LONGEST_REGION)

    assert len("".join(text.split())) <= MOST_CHARACTERS - ROOM
