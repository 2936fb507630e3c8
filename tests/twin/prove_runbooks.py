"""The runbooks' shell commands, typed by bash against the environment that has every capability."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from tests.synthesis import OWN_DOMAIN
from tests.twin.shell import NOT_HERE, Shell, Typed
from twin.deploy import Twin, deployed
from twin.lake.tables import create_tables

PAGES = [
    "runbooks/api-source-failing",
    "runbooks/backfill-behind",
    "runbooks/backfill-failed",
    "runbooks/backfill-not-running",
    "runbooks/break-glass-used",
    "runbooks/changes-missed",
    "runbooks/changes-refused",
    "runbooks/database-undelivered",
    "runbooks/device-messages-lost",
    "runbooks/fold-failed",
    "runbooks/replication-behind",
    "runbooks/replication-stopped",
    "runbooks/rotation-failing",
    "runbooks/rows-differing",
    "runbooks/source-given-up",
    "runbooks/source-late",
    "runbooks/source-quarantined",
    "runbooks/warehouse-allowance-used",
    "runbooks/warehouse-late",
    "runbooks/warehouse-not-done",
    "runbooks/warehouse-queries-failed",
    "backfill",
]
ENDED = {"detail": {"jobId": "5c1e", "statusReason": "Container exited", "container": {"exitCode": 65}}}
SOLD = {
    "store_id": "367",
    "business_day": "2017-12-22",
    "register_id": "1",
    "sequence": "1",
    "occurred_at": "2017-12-22T12:00:00Z",
    "payment_token": "card-1",
    "sku": "1082185",
    "quantity": 1,
    "total_cents": 100,
}


pytestmark = pytest.mark.timeout(900)
"""The first test waits until every page is typed: over a minute alone, much more beside other work."""


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Typed]]:
    """What was typed of all pages, in an environment in which each has something to find."""
    directory = tmp_path_factory.mktemp("runbooks")
    with deployed(environment="full", port=0, workspace=directory, say=len, context=OWN_DOMAIN) as twin:
        shell = Shell(twin, directory, _job(twin) | {"CERTIFICATE": _certificate(twin)})
        create_tables(twin.app, twin.emulator.endpoint)
        _leave_letters(twin)
        _leave_history(twin)
        with ThreadPoolExecutor(2) as beside:
            yield [each for page in beside.map(shell.page, PAGES) for each in page]


@pytest.mark.timeout(600)
def test_every_command_of_the_runbooks_runs_but_for_those_that_are_named(typed: list[Typed]) -> None:
    assert "\n".join(each.told for each in typed if each.failed and not each.reason) == ""


def test_what_cannot_run_here_is_named_as_long_as_it_cannot(typed: list[Typed]) -> None:
    assert "\n".join(each.told for each in typed if each.reason and not each.failed) == ""
    assert {each.reason for each in typed if each.reason} == set(NOT_HERE)


def test_a_page_reads_what_lies_in_its_queue(typed: list[Typed]) -> None:
    [read] = [each for each in typed if "fromjson | .detail" in each.command]

    assert read.out == "5c1e\tContainer exited\t65\n"


def test_a_history_is_listed_planned_and_brought_in(typed: list[Typed]) -> None:
    listed, planned, brought = (each.out for each in typed if each.command.startswith("python -m jobs"))

    assert "history/a.jsonl" in listed
    assert "1 chunks of about 50,000 events; 0 are done, 1 are left" in planned
    assert '"BackfillEvents": 1' in brought


def _leave_letters(twin: Twin) -> None:
    sqs = twin.emulator.client("sqs")
    for queue in twin.app.resources("AWS::SQS::Queue"):
        sqs.send_message(QueueUrl=queue.physical_id, MessageBody=json.dumps(ENDED))


def _leave_history(twin: Twin) -> None:
    s3, bucket = twin.emulator.client("s3"), twin.app.output("LandingBucket")
    s3.put_object(Bucket=bucket, Key="history/a.jsonl", Body=json.dumps(SOLD))


def _job(twin: Twin) -> dict[str, str]:
    """The variables of the backfill's job definition, for a child alone, at hours that aren't over."""
    [definition] = twin.app.resources("AWS::Batch::JobDefinition")
    variables = definition.properties["ContainerProperties"]["Environment"]
    hour = datetime.now(UTC).hour
    alone = {"ARRAY_SIZE": "1", "OFF_PEAK_HOURS": f"{hour:02}-{(hour + 2) % 24:02}"}
    return {each["Name"]: each["Value"] for each in variables} | alone


def _certificate(twin: Twin) -> str:
    made = twin.emulator.client("iot").create_keys_and_certificate(setAsActive=True)
    return str(made["certificateId"])
