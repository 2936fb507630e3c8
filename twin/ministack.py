"""MiniStack as the twin wants it: a keeper of state that moves no data. Run as `python -m twin.ministack`.

Its own pollers and its Firehose break the rules that the twin is there to prove (a partial batch response is
ignored, a raised error blocks its shard for ever, Firehose writes an object a record, a malformed answer
about a queue's messages deletes them), so they are switched off here, and only here; Glue's job runs too
(twin/lake/glue_service.py). The rules, archives and replays of custom event buses, and what streams, their
shards, notices of new objects, state machines and the ends of stacks lack, are put there by twin/services.
A stream's forgetting is also switched off, which looks at every record and iterator in each call, and moves
what is left under the places where readers stand: no play takes as long as a stream remembers, and an
iterator that is too old is refused all the same. What is switched off is private to MiniStack, hence the
pin. Its queues stay as they are.
"""

import importlib
import importlib.metadata
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterable
from functools import partial
from typing import Any

from twin.arns import ARN_ATTRIBUTES, ARNS, RECORDED_REFERENCES
from twin.errors import NotInstalled
from twin.lake import glue_service
from twin.loopback import ACCOUNT, REGION
from twin.services import (
    archives,
    buses,
    lifetimes,
    machines,
    notices,
    replays,
    request_guards,
    service_calls,
    shards,
    streams,
)

RELEASE = "1.5.33"
SWITCHED_OFF = (
    ("ministack.services.lambda_svc", "_poll_kinesis"),
    ("ministack.services.lambda_svc", "_poll_dynamodb_streams"),
    ("ministack.services.lambda_svc", "_poll_sqs"),
    ("ministack.services.firehose", "ingest_from_kinesis_source"),
    ("ministack.services.kinesis", "_expire_records"),
    ("ministack.services.kinesis", "_expire_iterators"),
)


def installed_release() -> str:
    """Return the installed MiniStack's version."""
    try:
        return importlib.metadata.version("ministack")
    except importlib.metadata.PackageNotFoundError:
        raise NotInstalled("MiniStack isn't installed here: run the twin through make.") from None


def require_release() -> None:
    """Refuse any MiniStack but the one whose private parts are known."""
    if (found := installed_release()) != RELEASE:
        raise NotInstalled(
            f"The twin is written against MiniStack {RELEASE}, found {found}: install that one."
        )


def switch_off() -> None:
    """Leave the moving of records to the twin."""
    for module, name in SWITCHED_OFF:
        owner = importlib.import_module(module)
        if not hasattr(owner, name):
            raise NotInstalled(f"MiniStack has no {module}.{name} to switch off: use release {RELEASE}.")
        setattr(owner, name, lambda *_: False)


def playable_types() -> frozenset[str]:
    """Return the resource types that MiniStack's CloudFormation can create here."""
    return frozenset((*_handlers(), archives.ARCHIVE, streams.CONSUMER))


def record_only(types: Iterable[str]) -> None:
    """Let stacks with these types deploy; the resources get an id, and the ARN that it makes."""
    for name in types:
        _handlers()[name] = {"create": partial(_recorded, name), "delete": lambda *_: None}


def _handlers() -> dict[str, Any]:
    provisioners = importlib.import_module("ministack.services.cloudformation.provisioners")
    handlers: dict[str, Any] = provisioners._RESOURCE_HANDLERS
    return handlers


def _recorded(type_: str, logical_id: str, _: object, stack: str) -> tuple[str, dict[str, str]]:
    physical_id = f"{stack}-{logical_id}-recorded"
    if type_ in RECORDED_REFERENCES:
        return RECORDED_REFERENCES[type_].format(account=ACCOUNT, region=REGION, id=physical_id), {}
    if type_ not in ARN_ATTRIBUTES:
        return physical_id, {}
    arn = ARNS[type_].format(account=ACCOUNT, region=REGION, id=physical_id)
    return physical_id, {ARN_ATTRIBUTES[type_]: arn}


def _own_directory() -> str:
    """Keep the code of deployed functions, and whatever they write, where it can be removed."""
    tempfile.tempdir = os.environ["TMPDIR"] = tempfile.mkdtemp(prefix="sluice-twin-")
    return tempfile.tempdir


def _end_with_parent(directory: str) -> None:
    """Standard input is a pipe that the parent holds open for as long as it lives."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    shutil.rmtree(directory, ignore_errors=True)
    os._exit(0)


def main() -> None:
    """Serve until the parent closes the pipe or is gone."""
    recorded = sys.argv[1:]
    sys.argv = ["ministack"]
    require_release()
    threading.Thread(target=_end_with_parent, args=[_own_directory()], daemon=True).start()
    switch_off()
    archives.install(buses.install())
    replays.install()
    glue_service.install()
    lifetimes.install()
    machines.install()
    notices.install()
    shards.install()
    streams.install()
    service_calls.install(request_guards.install())
    record_only(recorded)
    importlib.import_module("ministack.app").main()


if __name__ == "__main__":
    main()
