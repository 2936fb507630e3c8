"""What MiniStack's notices of new objects lack, put into its process.

By itself it tells the default bus of an object and not of the version, and it starts a function once for
each event, all at the same time, whatever comes of it. Here the version is told, and a function takes the
events of rules as Lambda does what it is given asynchronously: from a queue, again if it fails. One event is
worked off at a time: a machine that plays the whole app has no room for a process an event.
"""

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from queue import SimpleQueue
from typing import Any

from twin.services.internals import internals

# https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html: two more times, after one
# minute and after two. Here it is after seconds: modelled.
PAUSES = (0, 1, 2)

Document = dict[str, Any]
Invoke = Callable[[Document, Document], Mapping[str, Any]]


def install() -> None:
    """Replace what is listed above; raises NotInstalled if something of it isn't there."""
    objects = internals("ministack.services.s3", "_fire_s3_event")
    events = internals("ministack.services.eventbridge", "_dispatch_event", "_dispatch_to_lambda")
    functions = internals(
        "ministack.services.lambda_svc",
        "_get_func_record_for_ref",
        "_execution_record_for_config",
        "_execute_function_with_config_scope",
    )
    told = threading.local()
    objects._fire_s3_event = _remembering(told, objects._fire_s3_event)
    events._dispatch_event = _with_version(told, events._dispatch_event)
    events._dispatch_to_lambda = _queued(functions)


def _remembering(told: threading.local, fire: Callable[..., None]) -> Callable[..., None]:
    """An event is told in the thread that makes it."""

    def fired(*arguments: object, **named: object) -> None:
        told.version = named.get("version_id")
        try:
            fire(*arguments, **named)
        finally:
            told.version = None

    return fired


def _with_version(told: threading.local, dispatch: Callable[..., None]) -> Callable[..., None]:
    """As https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html shows it."""

    def dispatched(event: Document, *rest: object) -> None:
        if version := getattr(told, "version", None):
            detail = json.loads(event["Detail"])
            detail["object"]["version-id"] = version
            event = event | {"Detail": json.dumps(detail)}
        dispatch(event, *rest)

    return dispatched


def _queued(functions: Any) -> Callable[[str, str], None]:  # noqa: ANN401 (MiniStack has no types)
    """A queue a function, with somebody who works it off."""
    lock = threading.Lock()
    queues: defaultdict[str, SimpleQueue[tuple[Document, Document]]] = defaultdict(SimpleQueue)

    def dispatched(arn: str, payload: str) -> None:
        function, config, _ = functions._get_func_record_for_ref(arn)
        if not function or not config:
            return
        with lock:
            if arn not in queues:
                invoke = functions._execute_function_with_config_scope
                threading.Thread(target=_work_off, args=(queues[arn], invoke), daemon=True).start()
            record = functions._execution_record_for_config(function, config)
            queues[arn].put((record, json.loads(payload)))

    return dispatched


def _work_off(queue: "SimpleQueue[tuple[Document, Document]]", invoke: Invoke) -> None:
    while True:
        record, event = queue.get()
        for pause in PAUSES:
            time.sleep(pause)
            if not invoke(record, event).get("error"):
                break
