"""CloudFormation is answered, whatever becomes of what it asks."""

import importlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from types import SimpleNamespace
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from tests.lambdas.core.replication.dms import ARN, ModelledReplication, StubbedClient

PAUSE, RUN = "Custom::ReplicationPause", "Custom::ReplicationRun"
CONTEXT = cast(
    Any,
    SimpleNamespace(
        function_name="f",
        memory_limit_in_mb=512,
        invoked_function_arn="a",
        aws_request_id="r",
        get_remaining_time_in_millis=lambda: 900_000,
    ),
)
Answers = list[dict[str, Any]]


@contextmanager
def cloudformation(answers: Answers) -> Iterator[str]:
    """Where answers are put, as S3 would take them."""

    class Bucket(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            assert not self.headers["Content-Type"]
            answers.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Bucket)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/answer"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Stack:
    """What CloudFormation sends and hears, for one replication."""

    def __init__(self, model: ModelledReplication, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "replication")
        self._handler = importlib.import_module("lambdas.core.replication.handler")
        monkeypatch.setattr(self._handler, "dms", StubbedClient(model))
        monkeypatch.setattr("time.sleep", self._sleep)
        self.slept: list[float] = []
        self.answers: Answers = []

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def ask(self, kind: str, action: str, **properties: object) -> dict[str, Any]:
        """Send a request, and return the answer."""
        with cloudformation(self.answers) as url:
            event = {
                "RequestType": action,
                "ResourceType": kind,
                "ResourceProperties": {"ReplicationConfigArn": ARN, "Digest": "1", **properties},
                "StackId": "stack",
                "RequestId": "request",
                "LogicalResourceId": "Run",
                "ResponseURL": url,
            }
            self._handler.lambda_handler(event, CONTEXT)
        return self.answers[-1]


def test_a_stack_that_is_made_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    model = ModelledReplication()
    stack = Stack(model, monkeypatch)

    assert stack.ask(PAUSE, "Create")["Status"] == "SUCCESS"
    assert model.calls == []
    assert stack.ask(RUN, "Create")["Status"] == "SUCCESS"
    assert model.calls == ["start-replication"]


def test_a_configuration_changes_between_a_stop_and_a_resume(monkeypatch: pytest.MonkeyPatch) -> None:
    model = ModelledReplication(status="running", was_started=True)
    stack = Stack(model, monkeypatch)

    stack.ask(PAUSE, "Update")
    assert model.status == "stopped"
    stack.ask(RUN, "Update")
    assert (model.calls, model.status) == (["stop", "resume-processing"], "running")


def test_a_stack_that_goes_stops_it_first(monkeypatch: pytest.MonkeyPatch) -> None:
    model = ModelledReplication(status="running", was_started=True)
    stack = Stack(model, monkeypatch)

    assert stack.ask(RUN, "Delete")["Status"] == "SUCCESS"
    assert stack.ask(PAUSE, "Delete")["Status"] == "SUCCESS"
    assert model.calls == ["stop"]


def test_what_fails_is_answered_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    model = ModelledReplication(ends_in="failed", failure="relation pos.product does not exist")
    answer = Stack(model, monkeypatch).ask(RUN, "Create")

    assert answer["Status"] == "FAILED"
    assert "relation pos.product does not exist" in answer["Reason"]
    assert "\n" not in answer["Reason"]


def test_a_resource_is_the_same_in_every_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another id would have CloudFormation delete the old one, which would stop what was just started."""
    stack = Stack(ModelledReplication(), monkeypatch)

    ids = {stack.ask(RUN, action)["PhysicalResourceId"] for action in ("Create", "Update", "Delete")}

    assert ids == {f"ReplicationRun:{ARN}"}


def test_it_waits_for_roles_that_were_just_made(monkeypatch: pytest.MonkeyPatch) -> None:
    stack = Stack(ModelledReplication(), monkeypatch)

    stack.ask(PAUSE, "Create", SettleSeconds="30")

    assert stack.slept == [30]


@pytest.mark.parametrize(
    ("code", "passes"), [("ThrottlingException", True), ("AccessDeniedException", False)]
)
def test_a_fault_that_passes_is_left_to_another_run(
    code: str, *, passes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = ModelledReplication()
    stack = Stack(model, monkeypatch)

    def fail() -> list[dict[str, Any]]:
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, "DescribeReplications")

    monkeypatch.setattr(model, "look", fail)

    if passes:
        with pytest.raises(ClientError):
            stack.ask(RUN, "Create")
        assert stack.answers == []
    else:
        assert stack.ask(RUN, "Create")["Status"] == "FAILED"
