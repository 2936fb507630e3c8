"""What MiniStack's Glue lacks, put into its process.

By itself it says SUCCEEDED of a Spark job that nobody ran, knows no limit of concurrent runs and no retries,
and drops the Scheduler's calls of Glue. Here a run stays open until the twin has run it (twin/lake/runs.py),
and tells how it went, by an action that AWS's Glue doesn't have.
"""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.client import HTTPConnection
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from twin.errors import EmulatorRefused
from twin.lake.job_runs import Document, JobRunRefused, JobRuns
from twin.services.internals import internals

SETTLE = "AWSGlue.SettleJobRun"
TIMEOUT_SECONDS = 30
START_BY_SCHEDULE = "arn:aws:scheduler:::aws-sdk:glue:startJobRun"
# What MiniStack drops of a job's definition.
KEPT: Mapping[str, Any] = {"ExecutionClass": "STANDARD", "ExecutionProperty": {"MaxConcurrentRuns": 1}}
REPLACED = {
    "ministack.services.glue": ("_create_job", "_handle_request_sync", "_start_job_run", "_update_table"),
    "ministack.services.cloudformation.provisioners": ("_GLUE_JOB_DEFAULTS",),
    "ministack.services.eventbridge": ("_invoke_target",),
}

Answer = tuple[Any, ...]
Handler = Callable[[Document], Answer]


def install() -> None:
    """Replace what is listed above; raises NotInstalled if something of it isn't there."""
    glue, provisioners, events = (internals(name, *attributes) for name, attributes in REPLACED.items())
    runs = JobRuns(glue._jobs, glue._job_runs)
    start = _handler(glue, runs.start)
    provisioners._GLUE_JOB_DEFAULTS.update(KEPT)
    glue._create_job = _keeping(glue._jobs, glue._create_job)
    glue._handle_request_sync = _settling(_handler(glue, runs.settle), glue._handle_request_sync)
    glue._start_job_run = start
    glue._update_table = _one_at_a_time(glue._update_table)
    events._invoke_target = _starting(start, events._invoke_target)


def settle(endpoint: str, told: Document) -> None:
    """Tell the Glue at an endpoint how a run goes on; raises EmulatorRefused."""
    connection = HTTPConnection(urlsplit(endpoint).netloc, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("POST", "/", json.dumps(told), {"X-Amz-Target": SETTLE})
        answer = connection.getresponse()
        if answer.status != HTTPStatus.OK:
            raise EmulatorRefused(f"MiniStack refused {told}: {answer.read().decode()}")
    finally:
        connection.close()


def _handler(glue: Any, call: Callable[[Document], Document]) -> Handler:  # noqa: ANN401 (MiniStack's module)
    def handled(asked: Document) -> Answer:
        try:
            answer: Answer = glue.json_response(call(asked))
        except JobRunRefused as refused:
            answer = glue.error_response_json(refused.code, str(refused), 400)
        return answer

    return handled


def _keeping(jobs: Mapping[str, Document], create: Handler) -> Handler:
    """Creates a job with all of its settings."""

    def created(job: Document) -> Answer:
        answer = create(job)
        if stored := jobs.get(job.get("Name", "")):
            stored.update({name: job.get(name, usual) for name, usual in KEPT.items()})
        return answer

    return created


def _settling(settle: Handler, others: Callable[..., Answer]) -> Callable[..., Answer]:
    """Answers one action more."""

    def answered(method: str, path: str, headers: Mapping[str, str], body: bytes, query: object) -> Answer:
        if headers.get("x-amz-target") == SETTLE:
            return settle(json.loads(body))
        return others(method, path, headers, body, query)

    return answered


def _one_at_a_time(update: Handler) -> Handler:
    """Glue compares a table's version and replaces it in one step; MiniStack answers in many threads."""
    lock = Lock()

    def updated(asked: Document) -> Answer:
        with lock:
            return update(asked)

    return updated


def _starting(start: Handler, others: Callable[..., None]) -> Callable[..., None]:
    """Makes the Scheduler's calls of Glue; a start that is refused isn't tried again, as the Scheduler would.

    https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html
    """

    def invoked(target: Mapping[str, str], *rest: object) -> None:
        if target.get("Arn") == START_BY_SCHEDULE:
            start(json.loads(target["Input"]))
        else:
            others(target, *rest)

    return invoked
