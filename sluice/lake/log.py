"""What a run printed."""

import json
import time
from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

Figures = Mapping[str, Any]
# A log is complete some seconds after its run has ended.
PAUSES = (0, 1, 3)


def figures(logs: Any, group: str, run_id: str) -> Figures:  # noqa: ANN401 (boto3 makes its clients at run time)
    """The last that a run printed as JSON, which is what it did; empty if nobody can read it."""
    for pause in PAUSES:
        time.sleep(pause)
        try:
            printed = list(_printed(logs, group, run_id))
        except (ClientError, BotoCoreError):
            break
        if printed:
            return printed[-1]
    return {}


def _printed(logs: Any, group: str, run_id: str) -> Iterator[Figures]:  # noqa: ANN401
    """The names of a run's streams begin with its id."""
    streams = logs.describe_log_streams(logGroupName=group, logStreamNamePrefix=run_id)["logStreams"]
    for stream in streams:
        chosen = {"logGroupName": group, "logStreamNames": [stream["logStreamName"]]}
        for page in logs.get_paginator("filter_log_events").paginate(**chosen):
            yield from filter(None, (_figures(event["message"]) for event in page["events"]))


def _figures(line: str) -> Figures | None:
    try:
        read = json.loads(line)
    except ValueError:
        return None
    return read if isinstance(read, dict) else None
