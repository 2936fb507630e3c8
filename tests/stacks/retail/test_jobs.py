"""Every job is what its script needs, may do what it has to, and is done when somebody waits for it."""

import json
from dataclasses import replace

import pytest

from environments import preset
from jobs.retail.landing.bucket import ATTEMPTS
from jobs.retail.landing.receipts import RECEIPTS, TAKEN
from lake.forget_list import FORGETTING
from stacks.capacity import WORKERS, Load
from stacks.config import ConfigError
from stacks.retail.jobs import BY_HAND, HOLDERS, JOBS, JobSpec
from stacks.retail.lake import LakeSettings
from tests.stacks.policies import Statement, actions, identities, listed, policies_of
from tests.stacks.scripts import name_of, required, scripts
from tests.stacks.synthesized import Environment, Resource, synthesize
from tests.stacks.tables import database_of
from tests.stacks.tables import deployed as as_deployed
from tests.synthesis import ENVIRONMENTS, templates

pytestmark = pytest.mark.needs("Lake")

EVERY_JOB = (*JOBS, *BY_HAND)
every_job = pytest.mark.parametrize("row", EVERY_JOB, ids=lambda row: row.name)
(CLOSE,) = [row for row in JOBS if row.name == "close_day"]


def deployed(environment: Environment, name: str) -> Resource:
    """The job of a script."""
    (job,) = [job for job in environment.every("AWS::Glue::Job") if name_of(job) == name]
    return job


def granted(environment: Environment, name: str) -> list[Statement]:
    """What a job may do."""
    job = deployed(environment, name)
    (role,) = [role for role in environment.every("AWS::IAM::Role") if job.mentions(role)]
    return policies_of(environment, role)


def prefixes(statements: list[Statement], action: str, bucket: str) -> set[str]:
    """Under which prefixes of a bucket an action is granted."""
    return {
        resource["Fn::Join"][1][-1]
        for statement in statements
        if action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
        if "Fn::Join" in resource and f"Att{bucket}" in json.dumps(resource)
    }


def test_every_script_is_a_job_of_some_environment() -> None:
    every = [Environment(preset(name), templates(name)) for name in ENVIRONMENTS]

    assert {name_of(job) for one in every for job in one.some("AWS::Glue::Job")} == scripts()


def test_a_lake_alone_is_told_of_no_ledger_and_no_bus_and_may_reach_none() -> None:
    alone = synthesize(replace(preset("dev"), capabilities=(LakeSettings(),)))

    for job in alone.every("AWS::Glue::Job"):
        assert not job.properties["DefaultArguments"].keys() & {"--BUS", "--LEDGERS"}
    for _, statement in identities(alone):
        assert "events:PutEvents" not in listed(statement["Action"])


@every_job
def test_each_gets_every_argument_that_its_script_requires(environment: Environment, row: JobSpec) -> None:
    given = deployed(environment, row.name).properties["DefaultArguments"]

    assert {f"--{name}" for name in required(row.name)} <= given.keys()


@every_job
def test_each_runs_alone_and_once_more_if_it_fails(environment: Environment, row: JobSpec) -> None:
    """FAULTS 34 and 36: what a run left half done the next one completes."""
    job = deployed(environment, row.name).properties

    assert job["ExecutionProperty"] == {"MaxConcurrentRuns": 1}
    assert job["MaxRetries"] == 1


@every_job
def test_each_runs_on_the_spark_that_the_tests_run_on(environment: Environment, row: JobSpec) -> None:
    """Glue 5.1 is Spark 3.5.6: https://docs.aws.amazon.com/glue/latest/dg/migrating-version-51.html."""
    job = deployed(environment, row.name).properties

    assert (job["GlueVersion"], job["Command"]["Name"], job["WorkerType"]) == ("5.1", "glueetl", "G.1X")
    assert job["DefaultArguments"]["--datalake-formats"] == "iceberg"


@every_job
def test_each_finds_the_tables_by_their_mere_names(environment: Environment, row: JobSpec) -> None:
    arguments = deployed(environment, row.name).properties["DefaultArguments"]
    conf = str(as_deployed(environment, arguments["--conf"]))
    settings = dict(each.split("=", 1) for each in conf.split(" --conf "))

    assert settings["spark.sql.catalog.lake.warehouse"].startswith("s3://Curated")
    assert settings["spark.sql.defaultCatalog"] == "lake"
    assert settings["spark.sql.catalog.lake.default-namespace"] == database_of(environment)
    assert as_deployed(environment, arguments["--DATABASE"]) == database_of(environment)
    assert settings["spark.sql.session.timeZone"] == "UTC"


@every_job
def test_each_commits_to_its_own_tables_only(environment: Environment, row: JobSpec) -> None:
    statements = granted(environment, row.name)
    own = {table.name for table in row.writes}

    commits = {
        resource["Fn::Join"][1][-1].removeprefix("/")
        for statement in statements
        if "glue:UpdateTable" in listed(statement["Action"])
        for resource in listed(statement["Resource"])
        if ":table/" in json.dumps(resource)
    }

    assert commits == own
    lists = {f"/{FORGETTING}*"} if row in BY_HAND else set()
    assert prefixes(statements, "s3:PutObject", "Curated") == {f"/{name}/*" for name in own} | lists


def test_only_what_forgets_a_person_deletes_and_only_what_may_hold_one(
    environment: Environment,
) -> None:
    for row in EVERY_JOB:
        deleted = prefixes(granted(environment, row.name), "s3:DeleteObjectVersion", "Curated")
        held = {f"/{table.name}/*" for table in HOLDERS} | {f"/{FORGETTING}*"}
        assert deleted == (held if row in BY_HAND else set())
        assert "s3:DeleteObject" not in actions(granted(environment, row.name))


def test_what_forgets_a_person_has_nothing_to_do_with_raw(environment: Environment) -> None:
    assert not actions(granted(environment, "forget_sales"), on="AttRaw")


@every_job
def test_no_job_changes_raw(environment: Environment, row: JobSpec) -> None:
    """FAULTS 33: nor could it delete, which the bucket refuses to everyone."""
    assert actions(granted(environment, row.name), on="AttRaw") <= {
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:ListBucket",
        "s3:ListBucketVersions",
    }


def test_only_the_close_reads_what_others_counted(environment: Environment) -> None:
    for row in EVERY_JOB:
        counted = actions(granted(environment, row.name)) & {"dynamodb:Query", "cloudwatch:GetMetricData"}
        assert counted == ({"dynamodb:Query", "cloudwatch:GetMetricData"} if row is CLOSE else set())


def test_the_close_reads_every_ledger(environment: Environment) -> None:
    read = json.dumps([s for s in granted(environment, "close_day") if s["Action"] == "dynamodb:Query"])
    ledgers = deployed(environment, "close_day").properties["DefaultArguments"]["--LEDGERS"]

    tables = environment.every("AWS::DynamoDB::Table")
    for table in [table for table in tables if "Ledger" in table.logical_id]:
        assert table.logical_id in read
        assert table.logical_id in json.dumps(ledgers)


def test_only_the_close_tells_the_bus(environment: Environment) -> None:
    bus = environment.the("AWS::Events::EventBus").logical_id
    for row in EVERY_JOB:
        tells = "events:PutEvents" in actions(granted(environment, row.name), on=bus)
        assert tells == (row is CLOSE)
    assert bus in json.dumps(deployed(environment, "close_day").properties["DefaultArguments"]["--BUS"])


def test_only_files_are_sent_to_the_stream(environment: Environment) -> None:
    for row in EVERY_JOB:
        sends = "kinesis:PutRecords" in actions(granted(environment, row.name))
        assert sends == (row.name == "ingest_store_files")


def test_a_file_is_answered_and_never_changed(environment: Environment) -> None:
    written = prefixes(granted(environment, "ingest_store_files"), "s3:PutObject", "Landing")

    assert written == {f"/{ATTEMPTS}*", f"/{RECEIPTS}*", f"/{TAKEN}*"}


@every_job
def test_each_waits_for_its_permissions_and_its_tables(environment: Environment, row: JobSpec) -> None:
    job = deployed(environment, row.name)
    waited = set(job.body["DependsOn"])

    policies = [p.logical_id for p in environment.every("AWS::IAM::Policy") if job.stack == p.stack]
    assert waited & set(policies)
    tables = [table for table in environment.every("AWS::Glue::Table") if table.stack == job.stack]
    iceberg = [table for table in tables if written(table)]
    assert {table.logical_id for table in iceberg} <= waited


def written(table: Resource) -> bool:
    """By jobs: not a view, nor a table of other objects."""
    return "OpenTableFormatInput" in table.properties


def test_the_close_lets_what_is_on_its_way_arrive(environment: Environment) -> None:
    settles = deployed(environment, "close_day").properties["DefaultArguments"]["--SETTLE_MINUTES"]

    assert int(settles) * 60 > environment.config.profile.buffer_seconds


@pytest.mark.parametrize(("deadline", "flexible"), [(180, True), (160, True), (159, False), (120, False)])
def test_a_close_waits_for_cheaper_capacity_if_the_deadline_leaves_the_time(
    deadline: int, flexible: bool
) -> None:
    """Two attempts of an hour, each after 20 minutes of waiting at most."""
    assert CLOSE.size(preset("prod").load, deadline_minutes=deadline).flexible == flexible


def test_refuses_a_deadline_that_the_close_may_miss_without_waiting() -> None:
    with pytest.raises(ConfigError, match=r"^lake\.report_deadline_minutes is 119: the close may take 120$"):
        CLOSE.size(preset("prod").load, deadline_minutes=119)


def test_the_deployed_jobs_run_as_the_deadlines_allow(environment: Environment) -> None:
    for row in EVERY_JOB:
        job = deployed(environment, row.name).properties
        minutes = environment.settings(LakeSettings).report_deadline_minutes
        size = row.size(environment.config.load, deadline_minutes=minutes)
        assert job["ExecutionClass"] == ("FLEX" if size.flexible else "STANDARD")
        assert (job["NumberOfWorkers"], job["Timeout"]) == (size.workers, size.timeout_minutes)
        assert job["DefaultArguments"]["--enable-auto-scaling"] == "true"


def test_workers_grow_with_the_load() -> None:
    load = preset("prod").load
    double = replace(load, events_per_second=2 * load.events_per_second)
    single, doubled = (CLOSE.size(each, deadline_minutes=180).workers for each in (load, double))

    assert doubled > 1.9 * single


def test_refuses_a_load_that_one_job_can_not_close() -> None:
    with pytest.raises(ConfigError) as refusal:
        CLOSE.size(Load(events_per_second=20_000), deadline_minutes=180)

    assert str(refusal.value).startswith("workers of close_day is ")
    assert str(refusal.value).endswith(f"AWS gives {WORKERS}")
