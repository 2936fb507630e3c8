"""A job's run without its script: what an operator's command waits for, and what it reads of it."""

import time
from dataclasses import dataclass
from typing import Any

from twin.lake.scripts import Script

PRINTED = '{"sales": 3}'


@dataclass(frozen=True)
class Ended:
    """A process that has ended."""

    code: int

    def poll(self) -> int:
        """Its exit code."""
        return self.code

    def kill(self) -> None:
        """Nothing is left of it."""


class Printing:
    """Prints one line as Glue would log it, and ends; each job's first run fails."""

    def __init__(self, logs: Any) -> None:
        self._logs = logs
        self._failed: set[str] = set()

    def __call__(self, script: Script) -> Ended:
        """End at once."""
        script.log.write_text(PRINTED)
        group = f"{script.arguments['--custom-logGroup-prefix']}/output"
        named = {"logGroupName": group, "logStreamName": script.arguments["--JOB_RUN_ID"]}
        self._logs.create_log_stream(**named)
        event = {"timestamp": int(time.time() * 1000), "message": PRINTED}
        self._logs.put_log_events(**named, logEvents=[event])
        fails = (job := script.arguments["--JOB_NAME"]) not in self._failed
        self._failed.add(job)
        return Ended(int(fails))
