"""What the replay's state machine and function promise, in every environment."""

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from moto.stepfunctions.parser.asl.parse.asl_parser import ASLParserException
from moto.stepfunctions.parser.asl.static_analyser.static_analyser import StaticAnalyser

from lambdas.core import clients
from lambdas.core.replay.chunk import WORK_SECONDS
from tests.lambdas.core.replay.machines import definition
from tests.stacks.policies import identities, listed
from tests.stacks.synthesized import Environment, Resource

pytestmark = pytest.mark.needs("Replay")

Definition = dict[str, Any]
MINUTE = 60


class NoSuchState(ValueError):
    """A step leads nowhere, or nothing leads to it."""


def validate(defined: Definition) -> None:
    """Parse with the grammar of the Amazon States Language, and follow every way through it.

    The parser is older than JSON lines, and wants a percentage to have a point.
    """
    chunks = defined["States"]["Chunks"]
    known = copy.deepcopy(defined)
    config = {"InputType": chunks["ItemReader"]["ReaderConfig"]["InputType"].replace("JSONL", "JSON")}
    known["States"]["Chunks"]["ItemReader"]["ReaderConfig"] = config
    known["States"]["Chunks"]["ToleratedFailurePercentage"] = float(chunks["ToleratedFailurePercentage"])
    StaticAnalyser().analyse(json.dumps(known))
    for machine in (defined, chunks["ItemProcessor"]):
        follow(machine)


def follow(machine: Definition) -> None:
    """Every state is there, and is reached."""
    states, reached, waiting = machine["States"], set[str](), [machine["StartAt"]]
    while waiting:
        name = waiting.pop()
        if name not in states:
            raise NoSuchState(name)
        if name not in reached:
            reached.add(name)
            waiting += leads_to(states[name])
    if unreached := states.keys() - reached:
        raise NoSuchState(str(unreached))


def leads_to(state: Definition) -> Iterator[str]:
    ways = [state, *state.get("Choices", ()), *state.get("Catch", ())]
    yield from (way["Next"] for way in ways if "Next" in way)
    if "Default" in state:
        yield state["Default"]


def test_the_definition_is_valid(environment: Environment) -> None:
    validate(definition(environment.config.environment))


def misspell(states: Definition) -> None:
    states["Plan"]["Nxet"] = states["Plan"].pop("Next")


def lead_nowhere(states: Definition) -> None:
    states["Over?"]["Choices"][0]["Next"] = "Chunk"


def forget_the_reader(states: Definition) -> None:
    states["Chunks"]["ItemReader"].pop("Resource")


def invent_a_comparison(states: Definition) -> None:
    states["Planned?"]["Choices"][0]["BooleanIs"] = states["Planned?"]["Choices"][0].pop("BooleanEquals")


def leave_one_out(states: Definition) -> None:
    states["Over?"]["Choices"].pop()


@pytest.mark.parametrize(
    "harm", [misspell, lead_nowhere, forget_the_reader, invent_a_comparison, leave_one_out]
)
def test_a_broken_definition_is_refused(harm: Callable[[Definition], None]) -> None:
    broken = definition("dev")
    harm(broken["States"])

    with pytest.raises((ASLParserException, NoSuchState, ValueError, KeyError)):
        validate(broken)


def test_every_step_is_tried_again_for_minutes_and_seldom_at_the_end(environment: Environment) -> None:
    machine = definition(environment.config.environment)
    tasks = [*machine["States"].values(), *machine["States"]["Chunks"]["ItemProcessor"]["States"].values()]
    for task in [each for each in tasks if each["Type"] == "Task"]:
        of_ours, retry = task["Retry"]
        waits = [
            min(retry["MaxDelaySeconds"], retry["IntervalSeconds"] * retry["BackoffRate"] ** tried)
            for tried in range(retry["MaxAttempts"])
        ]
        assert ("KeyError" in of_ours["ErrorEquals"], of_ours["MaxAttempts"]) == (True, 0)
        assert retry["ErrorEquals"] == ["States.ALL"]
        assert sum(waits) > 3 * MINUTE
        assert retry["JitterStrategy"] == "FULL"


def test_one_failed_chunk_stops_no_other_and_children_hand_nothing_up(environment: Environment) -> None:
    """What 5,000 children answer must fit into 256 KiB.

    https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
    """
    chunks = definition(environment.config.environment)["States"]["Chunks"]

    assert chunks["ToleratedFailurePercentage"] == 100
    assert chunks["ResultPath"] is None
    assert chunks["ItemProcessor"]["States"]["Worked"]["OutputPath"] is None


def test_as_many_chunks_run_as_share_the_rate(environment: Environment) -> None:
    chunks = definition(environment.config.environment)["States"]["Chunks"]

    assert variables(environment)["AT_ONCE"] == str(chunks["MaxConcurrency"])


def test_a_step_has_time_to_end(environment: Environment) -> None:
    """It works for 40 s, and may have 20,000 lines to read and 8 tries to make when they are over."""
    assert function(environment).properties["Timeout"] >= 2 * MINUTE


def test_a_consumer_has_its_whole_time_when_the_last_call_of_a_step_goes_to_it(
    environment: Environment,
) -> None:
    for consumer in consumers(environment):
        timeout = consumer.properties["Timeout"]
        assert function(environment).properties["Timeout"] > WORK_SECONDS + timeout
        waits: Any = clients.functions().meta.config
        assert waits.read_timeout > timeout


def test_the_function_may_invoke_the_consumers_of_the_stream_and_knows_them_by_name(
    environment: Environment,
) -> None:
    allowed = dict(permissions(environment))["lambda:InvokeFunction"]
    named = json.dumps(variables(environment)["CONSUMERS"])

    [outputs] = [t["Outputs"] for name, t in environment.templates.items() if name.endswith("-Replay")]
    known = {each.properties["Environment"]["Variables"]["CONSUMER"] for each in consumers(environment)}
    assert known == set(outputs["ReplayConsumers"]["Value"].split(","))
    assert len(allowed) == len(consumers(environment))
    for consumer in consumers(environment):
        name = consumer.properties["Environment"]["Variables"]["CONSUMER"]
        assert f"{name}=" in named
        assert [each for each in allowed if consumer.logical_id in each]


def test_the_function_changes_nothing_in_raw_and_no_live_table(environment: Environment) -> None:
    allowed = dict(permissions(environment))

    assert {action for action in allowed if action.startswith("s3:")} == {
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:ListBucket",
        "s3:PutObject",
    }
    assert all("replays/*" in each for each in allowed["s3:PutObject"])
    for each in allowed["dynamodb:PartiQLInsert"]:
        assert each.endswith('"-*"]]}')


def function(environment: Environment) -> Resource:
    [found] = [
        each
        for each in environment.every("AWS::Lambda::Function")
        if each.properties["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"] == "replay"
    ]
    return found


def consumers(environment: Environment) -> list[Resource]:
    """The functions that read the stream of events."""
    return [
        each
        for each in environment.every("AWS::Lambda::Function")
        if each.stack.endswith(("-Consumers", "-Fraud"))
        and "CONSUMER" in each.properties["Environment"]["Variables"]
    ]


def variables(environment: Environment) -> Mapping[str, Any]:
    found: Mapping[str, Any] = function(environment).properties["Environment"]["Variables"]
    return found


def permissions(environment: Environment) -> Iterator[tuple[str, list[str]]]:
    """Of the function: each action, and what it may be done to."""
    found: dict[str, list[str]] = {}
    for policy, statement in identities(environment):
        if policy.startswith("ReplaysFunction"):
            for action in listed(statement["Action"]):
                resources = [json.dumps(each) for each in listed(statement["Resource"])]
                found.setdefault(action, []).extend(resources)
    return iter(found.items())
