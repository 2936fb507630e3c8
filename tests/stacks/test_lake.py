"""The lake's tables are what `lake` declares, and keep every sale once whoever writes them."""

import json
from typing import Any

import pytest

from lake.objects import OBJECT_TABLES
from lake.quality import dqdl
from lake.questions import QUESTIONS
from lake.schema import Table
from lake.tables import TABLES
from lake.views import FAILURES, VIEWS
from tests.stacks.policies import actions, identities, listed, policies_of
from tests.stacks.synthesized import Environment, Resource

every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)


def icebergs(environment: Environment) -> dict[str, Resource]:
    """The tables that hold data, by name."""
    tables = environment.every("AWS::Glue::Table")
    return {one.properties["Name"]: one for one in tables if "OpenTableFormatInput" in one.properties}


def declared(environment: Environment, table: Table) -> dict[str, Any]:
    """What CloudFormation is told of a table."""
    (resource,) = [one for name, one in icebergs(environment).items() if name == table.name]
    iceberg: dict[str, Any] = resource.properties["OpenTableFormatInput"]["IcebergInput"]
    return iceberg


def upkeep(environment: Environment) -> Resource:
    """The role of the optimizers."""
    optimizer = environment.every("AWS::Glue::TableOptimizer")[0]
    (role,) = [role for role in environment.every("AWS::IAM::Role") if optimizer.mentions(role)]
    return role


def test_there_are_the_tables_that_are_declared_and_no_other(environment: Environment) -> None:
    assert icebergs(environment).keys() == {table.name for table in TABLES}


def test_they_lie_in_one_database_whose_name_athena_takes(environment: Environment) -> None:
    """https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html."""
    database = environment.the("AWS::Glue::Database")

    assert database.properties["DatabaseInput"]["Name"] == f"sluice_{environment.config.environment}_lake"
    for table in environment.every("AWS::Glue::Table"):
        assert table.properties["DatabaseName"] == {"Ref": database.logical_id}


@every_table
def test_each_is_made_by_iceberg_with_exactly_the_declared_columns(
    environment: Environment, table: Table
) -> None:
    iceberg = declared(environment, table)

    assert (iceberg["MetadataOperation"], iceberg["Version"]) == ("CREATE", "2")
    assert iceberg["IcebergTableInput"]["Schema"] == {
        "Type": "struct",
        "Fields": [
            {
                "Id": field.id,
                "Name": field.name,
                "Type": str(field.type),
                "Required": field.required,
                "Doc": field.doc,
            }
            for field in table.fields
        ],
    }


@every_table
def test_each_is_parted_as_declared(environment: Environment, table: Table) -> None:
    parted = declared(environment, table)["IcebergTableInput"].get("PartitionSpec", {"Fields": []})

    assert [
        (each["Name"], each["SourceId"], each["Transform"], each["FieldId"]) for each in parted["Fields"]
    ] == [
        (each.name, table[each.field].id, str(each.transform), number)
        for number, each in enumerate(table.partitions, 1_000)
    ]


@every_table
def test_of_two_writers_at_once_the_second_is_validated_against_the_first(
    environment: Environment, table: Table
) -> None:
    """FAULTS 36."""
    properties = declared(environment, table)["IcebergTableInput"]["Properties"]

    for operation in ("delete", "update", "merge"):
        assert properties[f"write.{operation}.mode"] == "merge-on-read"
        assert properties[f"write.{operation}.isolation-level"] == "serializable"
    assert properties["format-version"] == "2"


def test_no_update_of_a_stack_can_take_iceberg_out_of_a_table(environment: Environment) -> None:
    """Beside a `TableInput` the first update would (docs/decisions/0003)."""
    for name, table in icebergs(environment).items():
        assert "TableInput" not in table.properties, name


@every_table
def test_each_lies_under_its_own_name_in_the_curated_bucket(environment: Environment, table: Table) -> None:
    location = declared(environment, table)["IcebergTableInput"]["Location"]

    assert "Curated" in json.dumps(location)
    assert location["Fn::Join"][1][-1] == f"/{table.name}"


def test_every_table_is_compacted_and_rid_of_old_snapshots_and_lost_files(environment: Environment) -> None:
    """A close's tag keeps its snapshot: Iceberg expires only what nothing names."""
    kept_up = {
        (table.logical_id, optimizer.properties["Type"])
        for optimizer in environment.every("AWS::Glue::TableOptimizer")
        for table in icebergs(environment).values()
        if optimizer.properties["TableName"] == {"Ref": table.logical_id}
    }

    assert kept_up == {
        (table.logical_id, work)
        for table in icebergs(environment).values()
        for work in ("compaction", "retention", "orphan_file_deletion")
    }


def test_upkeep_leaves_alone_what_a_running_job_has_written(environment: Environment) -> None:
    longest = max(job.properties["Timeout"] for job in environment.every("AWS::Glue::Job"))
    kept = [
        optimizer.properties["TableOptimizerConfiguration"]["OrphanFileDeletionConfiguration"]
        for optimizer in environment.every("AWS::Glue::TableOptimizer")
        if optimizer.properties["Type"] == "orphan_file_deletion"
    ]

    assert len(kept) == len(TABLES)
    for each in kept:
        assert each["IcebergConfiguration"]["OrphanFileRetentionPeriodInDays"] * 24 * 60 > 2 * longest


def test_an_environment_that_may_lie_idle_costs_no_upkeep(environment: Environment) -> None:
    for optimizer in environment.every("AWS::Glue::TableOptimizer"):
        enabled = optimizer.properties["TableOptimizerConfiguration"]["Enabled"]
        assert enabled == environment.config.nightly


def test_of_all_roles_only_upkeep_removes_files_and_only_those_of_tables(environment: Environment) -> None:
    for role in environment.every("AWS::IAM::Role"):
        removes = [s for s in policies_of(environment, role) if "s3:Delete" in json.dumps(s["Action"])]
        if role == upkeep(environment):
            assert actions(removes, on="Curated") >= {"s3:DeleteObject"}
            assert "Raw" not in json.dumps(removes)
        else:
            assert not removes, role.logical_id


def in_catalog(environment: Environment, kind: str) -> dict[str, dict[str, Any]]:
    """What the catalog holds besides Iceberg tables, of a kind, by name."""
    tables = environment.every("AWS::Glue::Table")
    inputs = [table.properties["TableInput"] for table in tables if "TableInput" in table.properties]
    return {each["Name"]: each for each in inputs if each["TableType"] == kind}


def test_what_was_refused_and_given_up_is_read_where_it_lies(environment: Environment) -> None:
    tables = in_catalog(environment, "EXTERNAL_TABLE")
    buckets = {"quarantined_objects": "Quarantine", "given_up_batches": "Failures"}

    assert tables.keys() == buckets.keys() == {table.name for table in OBJECT_TABLES}
    for table in OBJECT_TABLES:
        storage = tables[table.name]["StorageDescriptor"]
        assert buckets[table.name] in json.dumps(storage["Location"])
        assert json.dumps(storage["Location"]).endswith(f'/{table.prefix}"]]}}')
        assert {each["Name"]: each["Type"] for each in storage["Columns"]} == dict.fromkeys(
            table.columns, "string"
        )
        assert storage["SerdeInfo"]["SerializationLibrary"] == table.format


def test_the_quarantine_of_every_consumer_is_found(environment: Environment) -> None:
    """A folder that isn't projected is not read."""
    found = in_catalog(environment, "EXTERNAL_TABLE")["quarantined_objects"]
    written = [
        json.dumps(statement["Resource"])
        for _, statement in identities(environment)
        if "s3:PutObject" in listed(statement["Action"]) and "Quarantine" in json.dumps(statement["Resource"])
    ]

    assert found["PartitionKeys"] == [{"Name": "consumer", "Type": "string"}]
    assert found["Parameters"]["projection.enabled"] == "true"
    consumers = found["Parameters"]["projection.consumer.values"].split(",")
    assert sorted(consumers) == sorted(
        consumer for consumer in consumers if any(f'"/{consumer}/*"' in each for each in written)
    )
    assert len(consumers) == len(written)
    assert json.dumps(found["Parameters"]["storage.location.template"]).endswith('/${consumer}/"]]}')


def test_every_view_is_there_as_athena_wants_it(environment: Environment) -> None:
    views = in_catalog(environment, "VIRTUAL_VIEW")

    assert views.keys() == {view.name for view in (*VIEWS, FAILURES)}
    for view in (*VIEWS, FAILURES):
        known = views[view.name]
        assert (known["TableType"], known["Parameters"]["presto_view"]) == ("VIRTUAL_VIEW", "true")
        assert [each["Name"] for each in known["StorageDescriptor"]["Columns"]] == [
            column.name for column in view.columns
        ]
        assert known["ViewOriginalText"].startswith("/* Presto View: ")


def test_every_question_is_saved_where_it_may_be_asked(environment: Environment) -> None:
    group = environment.the("AWS::Athena::WorkGroup")
    saved = [query.properties for query in environment.every("AWS::Athena::NamedQuery")]

    assert {query["QueryString"] for query in saved} == {question.sql for question in QUESTIONS}
    assert {query["WorkGroup"]["Ref"] for query in saved} == {group.logical_id}


def test_no_question_reads_without_limit_or_leaves_its_answer_open(environment: Environment) -> None:
    settings = environment.the("AWS::Athena::WorkGroup").properties["WorkGroupConfiguration"]
    result = settings["ResultConfiguration"]

    assert settings["EnforceWorkGroupConfiguration"]
    assert 0 < settings["BytesScannedCutoffPerQuery"] <= 2**40
    assert settings["EngineVersion"]["SelectedEngineVersion"] == "Athena engine version 3"
    assert result["EncryptionConfiguration"]["EncryptionOption"] == "SSE_KMS"
    assert "Key" in json.dumps(result["EncryptionConfiguration"]["KmsKey"])
    assert "Answers" in json.dumps(result["OutputLocation"])


@every_table
def test_every_table_has_its_rules(environment: Environment, table: Table) -> None:
    tables = icebergs(environment)
    (rules,) = [
        each.properties
        for each in environment.every("AWS::Glue::DataQualityRuleset")
        if each.properties["TargetTable"]["TableName"] == {"Ref": tables[table.name].logical_id}
    ]

    assert rules["Ruleset"] == dqdl(table, f"sluice_{environment.config.environment}_lake")
