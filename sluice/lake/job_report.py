"""What a run of a job printed, and the line that reports how it ended."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from sluice.lake.jobs import GlueRun

Figures = Mapping[str, Any]
# A log is complete some seconds after its run has ended.
PAUSES = (0, 1, 3)


def read_figures(logs: Any, group: str, run_id: str) -> Figures:  # noqa: ANN401 (boto3 makes its clients at run time)
    """Read the last that a run printed as JSON, which is what it did; empty if it can't be read."""
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
    """Yield what a run printed as JSON; the names of its streams begin with its id."""
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


MOST_NAMED = 3


def render_done(run: GlueRun, figures: Mapping[str, Any]) -> str:
    """Render how long it took and what it did, as far as that is known."""
    did = ", ".join(f"{name.replace('_', ' ')} {_text(value)}" for name, value in figures.items())
    return f"done in {run.seconds} s" + (f": {did}" if did else "")


def render_failed(run: GlueRun, logs: str) -> str:
    """Render what it failed of and where the whole of it can be read."""
    return f"{run.state.lower()} after {run.seconds} s: {_error(run.message)} (log {logs}/output, {run.id})"


def _error(message: str) -> str:
    """Pick the line that says what happened: of a stack trace the last, of anything else the first."""
    lines = [line.strip() for line in message.splitlines() if line.strip()] or ["no message"]
    return lines[-1 if lines[0].startswith("Traceback") else 0]


def _text(value: object) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(value) or "none" if len(value) <= MOST_NAMED else f"{len(value):,}"
    return str(value)
