"""What is said of a run that has ended, in one line."""

from collections.abc import Mapping, Sequence
from typing import Any

from sluice.lake.jobs import Run

MOST_NAMED = 3


def done(run: Run, figures: Mapping[str, Any]) -> str:
    """How long it took and what it did, as far as that is known."""
    did = ", ".join(f"{name.replace('_', ' ')} {_told(value)}" for name, value in figures.items())
    return f"done in {run.seconds} s" + (f": {did}" if did else "")


def failed(run: Run, logs: str) -> str:
    """What it failed of and where the whole of it can be read."""
    return f"{run.state.lower()} after {run.seconds} s: {_error(run.message)} (log {logs}/output, {run.id})"


def _error(message: str) -> str:
    """Of a stack trace the last line says what happened, of anything else the first."""
    lines = [line.strip() for line in message.splitlines() if line.strip()] or ["no message"]
    return lines[-1 if lines[0].startswith("Traceback") else 0]


def _told(value: object) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(value) or "none" if len(value) <= MOST_NAMED else f"{len(value):,}"
    return str(value)
