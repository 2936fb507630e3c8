"""What Glue needs for jobs and for the optimizers of tables."""

from pathlib import Path

import pytest

from tests.twin.assemblies import resource
from tests.twin.permissions.apps import Pairs, app, arn, needed, role
from twin.permissions.needs.row import UnknownNeed
from twin.resolve import Resolved

WRITING = ("compaction", "retention")
CATALOG = ("catalog", "database/lake", "table/lake/sales")


def job(directory: Path, **arguments: str) -> Pairs:
    """What a job with these arguments needs."""
    named = {f"--{name.replace('_', '-')}": value for name, value in arguments.items()}
    return needed(
        app(
            directory,
            Role=role("glue.amazonaws.com"),
            Job=resource(
                "AWS::Glue::Job",
                Role=arn("Role"),
                Command={"ScriptLocation": "s3://assets/job.py"},
                DefaultArguments=named,
            ),
        )
    )


def test_a_job_reads_its_script_and_its_libraries_and_no_package_of_an_index(tmp_path: Path) -> None:
    found = job(
        tmp_path, extra_py_files="s3://assets/a.zip,s3://assets/b.zip", additional_python_modules="x==1"
    )

    assert {on for action, on in found if action == "s3:GetObject"} == {
        "assets/job.py",
        "assets/a.zip",
        "assets/b.zip",
    }


def test_a_job_logs_to_the_groups_of_its_prefix(tmp_path: Path) -> None:
    found = job(tmp_path, custom_logGroup_prefix="/own")

    assert {on for action, on in found if action == "logs:PutLogEvents"} == {
        "log-group:/own/error:log-stream:*",
        "log-group:/own/output:log-stream:*",
    }


def optimized(directory: Path, work: str, **table: object) -> Resolved:
    """An optimizer of a table."""
    iceberg = {"IcebergInput": {"IcebergTableInput": {"Location": "s3://lake/sales"}}}
    return app(
        directory,
        Role=role("glue.amazonaws.com"),
        Table=resource(
            "AWS::Glue::Table", DatabaseName="lake", Name="sales", OpenTableFormatInput=iceberg, **table
        ),
        Optimizer=resource(
            "AWS::Glue::TableOptimizer",
            DatabaseName="lake",
            TableName="sales",
            Type=work,
            TableOptimizerConfiguration={"RoleArn": arn("Role")},
        ),
    )


@pytest.mark.parametrize("work", ["compaction", "orphan_file_deletion", "retention"])
def test_an_optimizer_reads_and_deletes_and_only_some_write(work: str, tmp_path: Path) -> None:
    found = needed(optimized(tmp_path, work))

    assert {action for action, on in found if on == "lake/sales/*"} - {"s3:PutObject"} == {
        "s3:DeleteObject",
        "s3:GetObject",
    }
    assert (("s3:PutObject", "lake/sales/*") in found) == (work in WRITING)
    assert {on for action, on in found if action == "glue:GetTable"} == set(CATALOG)
    assert {on for action, on in found if action == "glue:UpdateTable"} == (
        set(CATALOG) if work in WRITING else set()
    )
    assert ("s3:ListBucket", "lake") in found


def test_each_optimizer_has_its_own_log(tmp_path: Path) -> None:
    found = needed(optimized(tmp_path, "retention"))

    assert {on for action, on in found if action.startswith("logs:")} == {
        "log-group:/aws-glue/iceberg-retention/logs:log-stream:*"
    }


def test_a_table_that_no_template_has_is_refused(tmp_path: Path) -> None:
    resolved = app(
        tmp_path,
        Role=role("glue.amazonaws.com"),
        Optimizer=resource(
            "AWS::Glue::TableOptimizer",
            DatabaseName="lake",
            TableName="unknown",
            Type="compaction",
            TableOptimizerConfiguration={"RoleArn": arn("Role")},
        ),
    )

    with pytest.raises(UnknownNeed, match=r"lake\.unknown"):
        needed(resolved)
