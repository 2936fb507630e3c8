"""What Redshift needs of the stream and of the lake, by either delivery."""

from pathlib import Path

import pytest

from stacks.retail.warehouse import WarehouseSettings
from tests.stacks.retail.test_warehouse import FIREHOSE, STREAMING, alone
from tests.twin.assemblies import assembly
from tests.twin.permissions.apps import evaluated
from twin.permissions.attachments import attachments
from twin.permissions.needs.evaluation import needs, unneeded_roles
from twin.permissions.needs.warehouse import SERVICES
from twin.permissions.plan import planned
from twin.permissions.reference import misfits
from twin.resolve import Resolved

either = pytest.mark.parametrize("settings", [STREAMING, FIREHOSE], ids=lambda each: str(each.delivery))


def deployed(directory: Path, settings: WarehouseSettings) -> Resolved:
    """A warehouse beside the base."""
    return planned(assembly(_made(directory), alone(settings).templates))


@either
def test_all_that_redshift_needs_is_permitted(settings: WarehouseSettings, tmp_path: Path) -> None:
    """FAULTS 60."""
    results = [each for each in evaluated(deployed(tmp_path, settings)) if each.need.service in SERVICES]

    assert [each.text for each in results if not each.verdict.allowed] == []
    assert {each.need.service for each in results} == set(SERVICES)


@either
def test_every_role_of_it_is_needed(settings: WarehouseSettings, tmp_path: Path) -> None:
    resolved = deployed(tmp_path, settings)

    assert unneeded_roles(resolved, needs(resolved)) == []


@either
def test_everything_of_it_that_firehose_and_eventbridge_need_is_permitted(
    settings: WarehouseSettings, tmp_path: Path
) -> None:
    results = [each for each in evaluated(deployed(tmp_path, settings)) if "-Warehouse/" in each.need.place]

    assert [each.text for each in results if not each.verdict.allowed] == []


@either
def test_its_statements_mean_something(settings: WarehouseSettings, tmp_path: Path) -> None:
    policies = attachments(deployed(tmp_path, settings))

    assert [complaint for policy in policies for complaint in misfits(policy)] == []


def test_only_a_streaming_view_reads_the_stream(tmp_path: Path) -> None:
    read = [
        any(
            each.action == "kinesis:GetRecords" and each.service in SERVICES
            for each in needs(deployed(tmp_path / str(settings.delivery), settings))
        )
        for settings in (STREAMING, FIREHOSE)
    ]

    assert read == [True, False]


def test_the_merge_reads_five_tables_and_their_files(tmp_path: Path) -> None:
    found = [each for each in needs(deployed(tmp_path, STREAMING)) if each.service == SERVICES[0]]

    files = {each.resource.split("/")[1] for each in found if each.action == "s3:GetObject"}
    assert files == {"sales", "sale_lines", "daily_store_sales", "closings", "products"}
    assert not any(each.action.startswith(("s3:Put", "glue:Update")) for each in found)


def _made(directory: Path) -> Path:
    directory.mkdir(exist_ok=True)
    return directory
