"""What Athena finds besides the lake's tables: what failed, the views and the saved questions."""

import json
from base64 import b64decode

import pytest

from domain.lake import LAKE
from domain.lake.views import VIEWS
from lake.views.athena import definition
from tests.stacks.policies import identities, listed
from tests.stacks.synthesized import Environment
from tests.stacks.tables import database_of, deployed, in_catalog
from tests.synthesis import templates

pytestmark = pytest.mark.needs("Lake")


@pytest.fixture
def environment(environment: Environment) -> Environment:
    """What every environment has: a capability keeps its promises in tests of its own."""
    return environment.base


def test_what_was_refused_and_given_up_is_read_where_it_lies(environment: Environment) -> None:
    tables = in_catalog(environment, "EXTERNAL_TABLE")
    buckets = {"quarantined_objects": "Quarantine", "given_up_batches": "Failures"}

    assert tables.keys() == buckets.keys() == {table.name for table in LAKE.object_tables}
    for table in LAKE.object_tables:
        storage = tables[table.name]["StorageDescriptor"]
        assert buckets[table.name] in json.dumps(storage["Location"])
        assert json.dumps(storage["Location"]).endswith(f'/{table.prefix}"]]}}')
        assert {each["Name"]: each["Type"] for each in storage["Columns"]} == dict.fromkeys(
            table.columns, "string"
        )
        assert storage["SerdeInfo"]["SerializationLibrary"] == table.format


def test_the_quarantine_of_every_consumer_is_found(environment: Environment) -> None:
    """A folder that isn't projected is not read; one of a capability that isn't built is empty."""
    everything = templates(environment.config.environment)
    found = in_catalog(environment, "EXTERNAL_TABLE")["quarantined_objects"]
    written = [
        json.dumps(statement["Resource"])
        for _, statement in identities(Environment(environment.config, everything))
        # The break-glass role writes anew what others wrote.
        if "s3:DeleteObjectVersion" not in listed(statement["Action"])
        if "s3:PutObject" in listed(statement["Action"]) and "Quarantine" in json.dumps(statement["Resource"])
    ]

    assert found["PartitionKeys"] == [{"Name": "consumer", "Type": "string"}]
    assert found["Parameters"]["projection.enabled"] == "true"
    consumers = found["Parameters"]["projection.consumer.values"].split(",")
    known = [consumer for consumer in consumers if any(f'"/{consumer}/*"' in each for each in written)]
    assert len(known) == len(written)
    assert known == consumers or environment.config.environment != "full"
    assert json.dumps(found["Parameters"]["storage.location.template"]).endswith('/${consumer}/"]]}')


def test_every_view_is_there_as_athena_wants_it(environment: Environment) -> None:
    views = in_catalog(environment, "VIRTUAL_VIEW")

    assert views.keys() == {view.name for view in (*VIEWS, LAKE.failures)}
    for view in (*VIEWS, LAKE.failures):
        known = views[view.name]
        assert (known["TableType"], known["Parameters"]["presto_view"]) == ("VIRTUAL_VIEW", "true")
        assert [each["Name"] for each in known["StorageDescriptor"]["Columns"]] == [
            column.name for column in view.columns
        ]
        text = str(deployed(environment, known["ViewOriginalText"]))
        assert (text[:16], text[-3:]) == ("/* Presto View: ", " */")
        assert b64decode(text[16:-3], validate=True).decode() == definition(view, database_of(environment))


def test_every_question_is_saved_where_it_may_be_asked(environment: Environment) -> None:
    group = environment.the("AWS::Athena::WorkGroup")
    saved = [query.properties for query in environment.every("AWS::Athena::NamedQuery")]

    assert {query["QueryString"] for query in saved} == {question.sql for question in LAKE.questions}
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
