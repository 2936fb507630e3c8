"""The steps of a replay: plan it, work its chunks off part by part, end it."""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk.aws_s3 import IBucket
from aws_cdk.aws_stepfunctions import (
    Chain,
    Choice,
    Condition,
    DistributedMap,
    Fail,
    JitterType,
    JsonPath,
    S3JsonLItemReader,
    StateMachineType,
    Succeed,
    TaskInput,
)
from aws_cdk.aws_stepfunctions_tasks import LambdaInvoke
from constructs import Construct

from stacks.constructs.functions.function import Function

CHUNKS, PLANS = "Chunks", "replays/"
AT_ONCE = 10
"""Chunks. The function shares the rate of a replay among so many, and all of them together keep to it."""
TRIES = 8
OUR_FAULTS = ("AttributeError", "ImportError", "IndexError", "KeyError", "NameError", "TypeError")
"""What a function raises of its own: it raises it again, however often a step is taken."""
FIRST_PAUSE, LONGEST_PAUSE = Duration.seconds(2), Duration.seconds(60)


def steps(scope: Construct, function: Function, query_results: IBucket) -> Chain:
    """Plan until all is planned; then a part after the other, until `finish` says that it is over."""
    plan = _step(scope, "Plan", function, {"step": "plan", "run.$": "$"})
    finish = _step(scope, "Finish", function, {"step": "finish", "run.$": "$"})
    chunks = _chunks(scope, function, query_results)
    incomplete = Fail(
        scope,
        "Incomplete",
        error="Incomplete",
        cause="Chunks failed for good: docs/runbooks/replay-failed.md",
    )
    over = (
        Choice(scope, "Over?")
        .when(Condition.boolean_equals("$.done", value=False), chunks.next(finish))
        .when(Condition.string_equals("$.state", "incomplete"), incomplete)
        .otherwise(Succeed(scope, "Over"))
    )
    planned = (
        Choice(scope, "Planned?")
        .when(Condition.boolean_equals("$.planned", value=False), plan)
        .otherwise(finish.next(over))
    )
    # Answers don't stay for ever: a replay that outlasts its plan plans anew what is left.
    chunks.add_catch(plan, errors=["States.ItemReaderFailed"], result_path="$.lost")
    finish.add_catch(plan, errors=["NoSuchKey"], result_path="$.lost")
    return plan.next(planned)


def _chunks(scope: Construct, function: Function, query_results: IBucket) -> DistributedMap:
    """Every chunk of a part; one that fails for good keeps none of the others from being worked off."""
    chunks = DistributedMap(
        scope,
        CHUNKS,
        item_reader=S3JsonLItemReader(bucket=query_results, key=JsonPath.string_at("$.file")),
        label=CHUNKS,
        map_execution_type=StateMachineType.STANDARD,
        max_concurrency=AT_ONCE,
        result_path=JsonPath.DISCARD,
        tolerated_failure_percentage=100,
    )
    work = _step(scope, "Work", function, {"step": "chunk", "chunk.$": "$"}, result_path="$.worked")
    unfinished = Condition.and_(
        Condition.boolean_equals("$.worked.done", value=False),
        Condition.string_equals("$.worked.state", "running"),
    )
    # Without output: what all children answer would have to fit into one.
    worked = Succeed(scope, "Worked", output_path=JsonPath.DISCARD)
    goes_on = Choice(scope, "Goes on?").when(unfinished, work).otherwise(worked)
    chunks.item_processor(work.next(goes_on))
    return chunks


def _step(
    scope: Construct,
    name: str,
    function: Function,
    payload: Mapping[str, str],
    result_path: str | None = None,
) -> LambdaInvoke:
    """Return a step that is taken again after a crash or a throttle, ever more seldom."""
    step = LambdaInvoke(
        scope,
        name,
        lambda_function=function,
        payload=TaskInput.from_object(dict(payload)),
        payload_response_only=True,
        result_path=result_path,
        retry_on_service_exceptions=False,
    )
    step.add_retry(errors=list(OUR_FAULTS), max_attempts=0)
    step.add_retry(
        errors=["States.ALL"],
        interval=FIRST_PAUSE,
        backoff_rate=2,
        jitter_strategy=JitterType.FULL,
        max_attempts=TRIES,
        max_delay=LONGEST_PAUSE,
    )
    return step
