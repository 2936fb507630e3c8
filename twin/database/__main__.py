"""Runs a stand-in for DMS: `python -m twin.database TASK START`, until its standard input ends."""

import os
import sys
from pathlib import Path
from threading import Event, Thread

import msgspec

from twin.database.checkpoint import CheckpointFile
from twin.database.source import read_login
from twin.database.stand_in import StandIn, StartType
from twin.database.target import StreamTarget
from twin.database.task import ReplicationTask
from twin.errors import TwinError
from twin.loopback import client


def main(task_file: str, start: str) -> int:
    """Run a task, all that is to say in lines on standard error; return the exit code."""
    task = msgspec.json.decode(Path(task_file).read_bytes(), type=ReplicationTask)
    stopping = Event()
    Thread(target=_stop_with_parent, args=[stopping], daemon=True).start()
    try:
        _stand_in(task).run(StartType(start), stopping.is_set)
    except TwinError as failed:
        _say(str(failed))
        return 1
    return 0


def _stand_in(task: ReplicationTask) -> StandIn:
    replication = task.replication
    secrets = client("secretsmanager", task.emulator, task.secret_key)
    return StandIn(
        replication=replication,
        login=read_login(secrets, replication.source.secrets_manager_secret_id, replication.database),
        target=StreamTarget(client("kinesis", task.emulator, task.stream_key), task.stream),
        checkpoints=CheckpointFile(Path(task.checkpoint)),
        warn=_say,
    )


def _stop_with_parent(stopping: Event) -> None:
    """Standard input is a pipe that the parent holds open for as long as the stand-in is to run."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    stopping.set()


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
