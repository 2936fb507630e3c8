"""The loader's tasks: what they run, and what they count."""

import importlib
import json
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

import warehouse
from lambdas.core.warehouse.statements import StatementFailed
from tests.lambdas.core.warehouse.redshift import DataApi
from tests.lambdas.core.warehouse.test_watch import Counts

CONTEXT: Any = SimpleNamespace(
    function_name="f",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:eu-west-1:111122223333:function:f",
    aws_request_id="r",
    get_remaining_time_in_millis=lambda: 60_000,
)
VARIABLES = {
    "AWS_DEFAULT_REGION": "eu-west-1",
    "DELIVERY": "streaming",
    "FRESHNESS_SECONDS": "300",
    "POWERTOOLS_METRICS_NAMESPACE": "Sluice/test",
    "POWERTOOLS_SERVICE_NAME": "warehouse",
    "STREAM": "sales",
    "WORKGROUP": "w",
}


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The handler in a template's environment."""
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    return importlib.reload(importlib.import_module("lambdas.core.warehouse.handler"))


def counted(capsys: pytest.CaptureFixture[str]) -> dict[str, float]:
    """Return what was counted in the run."""
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    [metrics] = lines
    return {
        name: sum(metrics[name]) for name in ("MergesFailed", "ViewLate", "RecordsFailed", "TasksUnknown")
    }


def test_merges_in_one_transaction_and_then_removes_what_was_merged_long_ago(
    handler: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    api = DataApi(looks=1)
    monkeypatch.setattr(handler, "redshift", api)

    handler.lambda_handler({"task": "merge"}, CONTEXT)

    assert api.ran == [
        warehouse.merge_statements(),
        [warehouse.trim_statement(warehouse.DeliveryMode.STREAMING)],
    ]
    assert all(each["WorkgroupName"] == "w" and "SecretArn" not in each for each in api.asked)
    assert sum(counted(capsys).values()) == 0


def test_a_merge_that_fails_is_counted_raised_and_removes_nothing(
    handler: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    api = DataApi(looks=1, refused={"MERGE": "ERROR: out of disk"})
    monkeypatch.setattr(handler, "redshift", api)

    with pytest.raises(StatementFailed, match=r"^merge: ERROR: out of disk$"):
        handler.lambda_handler({"task": "merge"}, CONTEXT)

    assert len(api.ran) == 1
    assert counted(capsys)["MergesFailed"] == 1


@pytest.mark.parametrize(("seconds", "late"), [(299, 0), (301, 1)])
def test_a_view_is_late_once_it_is_older_than_promised(
    seconds: int,
    late: int,
    handler: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = {"sys_stream_scan_states": [{"seconds": seconds}], "sys_stream_scan_errors": [{"records": 2}]}
    monkeypatch.setattr(handler, "redshift", DataApi(looks=1, rows=rows))
    monkeypatch.setattr(handler, "cloudwatch", Counts(5))

    handler.lambda_handler({"task": "watch"}, CONTEXT)

    assert counted(capsys) == {"MergesFailed": 0, "ViewLate": late, "RecordsFailed": 2, "TasksUnknown": 0}


def test_another_task_is_counted_and_does_nothing(
    handler: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    api = DataApi()
    monkeypatch.setattr(handler, "redshift", api)

    handler.lambda_handler({"task": "drop"}, CONTEXT)

    assert api.ran == []
    assert counted(capsys)["TasksUnknown"] == 1
