"""Shapes are those of records that DMS wrote (the capture, see twin.semantics.dms)."""

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from tests.twin.database.replications import replication
from twin.semantics.dms.conversion import Conversion, DefinitionUnknown, Transaction
from twin.semantics.dms.definitions import ColumnDefinition, TableDefinition, definitions
from twin.semantics.dms.records import OutputRecord, RecordWriter
from twin.semantics.dms.rows import RowRecord
from twin.semantics.dms.settings import DmsReplication

COLUMNS = (
    ColumnDefinition("id", 1, "integer", nullable=False),
    ColumnDefinition("age", 2, "integer", nullable=True),
    ColumnDefinition("attributes", 3, "jsonb", nullable=True),
)
FOO = TableDefinition(1, "pos", "foo", COLUMNS, ("id",))
NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
LSN = 0x2_7C007178
UNSAID = ("timestamp", "record-type", "schema-name", "table-name")
INSERT = 'table pos.foo: INSERT: id[integer]:45 age[integer]:30 attributes[jsonb]:\'{"foo": "bar"}\''
UPDATE = "table pos.foo: UPDATE: id[integer]:45 age[integer]:31 attributes[jsonb]:unchanged-toast-datum"


def transaction(*texts: str, of: DmsReplication | None = None, known: TableDefinition = FOO) -> Transaction:
    conversion = Conversion(of or replication(), definitions([known]))
    for text in ("BEGIN 1139", *texts):
        assert conversion.convert(text, 1, NOW) is None
    done = conversion.convert("COMMIT 1139 (at 2026-11-30 07:59:59.5+00)", LSN, NOW)
    assert done
    return done


def messages(*texts: str, **options: Any) -> list[dict[str, Any]]:
    return [json.loads(record.data) for record in transaction(*texts, **options).records]


def test_an_insert_is_its_row_and_where_it_stands_in_the_log() -> None:
    [message] = messages(INSERT)

    assert message == {
        "data": {"id": 45, "age": 30, "attributes": '{"foo": "bar"}'},
        "metadata": {
            "timestamp": "2026-11-30T08:00:00.000000Z",
            "record-type": "data",
            "operation": "insert",
            "partition-key-type": "primary-key",
            "partition-key-value": "pos.foo.45",
            "schema-name": "pos",
            "table-name": "foo",
            "transaction-id": 1139,
            "transaction-record-id": 1,
            "commit-timestamp": "2026-11-30T07:59:59.500000Z",
            "stream-position": "00000002/7C007178.1.00000002/7C007178",
        },
    }


def test_a_load_has_no_transaction() -> None:
    row = RowRecord("load", FOO, {"id": "42", "age": "30", "attributes": None})

    written = RecordWriter(replication()).write_row(row, NOW)

    assert written.partition_key == "pos.foo.42"
    assert json.loads(written.data) == {
        "data": {"id": 42, "age": 30, "attributes": None},
        "metadata": {
            "timestamp": "2026-11-30T08:00:00.000000Z",
            "record-type": "data",
            "operation": "load",
            "partition-key-type": "primary-key",
            "partition-key-value": "pos.foo.42",
            "schema-name": "pos",
            "table-name": "foo",
        },
    }


def test_an_update_leaves_out_what_it_left_alone_and_names_the_record_before() -> None:
    _, update = messages(INSERT, UPDATE)

    assert update["data"] == {"id": 45, "age": 31}
    assert update["before-image"] == {}
    assert update["metadata"]["transaction-record-id"] == 2
    assert update["metadata"]["prev-transaction-id"] == 1139
    assert update["metadata"]["prev-transaction-record-id"] == 1


def test_an_update_of_the_key_says_which_it_was() -> None:
    text = UPDATE.replace("UPDATE: ", "UPDATE: old-key: id[integer]:46 new-tuple: ")

    [message] = messages(text)

    assert message["before-image"] == {"id": 46}
    assert message["metadata"]["partition-key-value"] == "pos.foo.45"


def test_what_a_whole_replica_identity_has_logged_is_filled_in() -> None:
    text = UPDATE.replace("UPDATE: ", "UPDATE: old-key: id[integer]:45 attributes[jsonb]:'[1]' new-tuple: ")

    [message] = messages(text)

    assert message["data"] == {"id": 45, "age": 31, "attributes": "[1]"}


def test_a_delete_is_the_key_and_null_for_all_else() -> None:
    [message] = messages("table pos.foo: DELETE: id[integer]:45")

    assert message["data"] == {"id": 45, "age": None, "attributes": None}
    assert "before-image" not in message


def test_each_record_is_a_line() -> None:
    [record] = transaction(INSERT).records

    assert record.data.count(b"\n") == 1
    assert record.data.endswith(b"\n")


def test_null_and_empty_columns_are_left_out_unless_the_endpoint_says_so() -> None:
    text = "table pos.foo: INSERT: id[integer]:45 age[integer]:null attributes[jsonb]:null"

    [message] = messages(text, of=replication(kinesis={"IncludeNullAndEmpty": False}))

    assert message["data"] == {"id": 45}


def test_transaction_details_and_partition_values_are_left_out_unless_the_endpoint_says_so() -> None:
    bare = {"IncludeTransactionDetails": False, "IncludePartitionValue": False}

    [message] = messages(INSERT, of=replication(kinesis=bare))

    assert set(message["metadata"]) == {*UNSAID, "operation", "partition-key-type"}


def keys(parameters: dict[str, Any], *texts: str) -> list[str]:
    mapping = {
        "rule-type": "object-mapping",
        "rule-id": "2",
        "rule-name": "two",
        "rule-action": "map-record-to-record",
        "object-locator": {"schema-name": "pos", "table-name": "foo"},
        "mapping-parameters": parameters,
    }
    selection = mapping | {"rule-type": "selection", "rule-action": "include", "rule-id": "1"}
    del selection["mapping-parameters"]
    records: list[OutputRecord] = transaction(*texts, of=replication([selection, mapping])).records
    return [record.partition_key for record in records]


def test_rows_go_by_the_partition_key_that_the_mapping_says() -> None:
    assert keys({"partition-key-type": "schema-table"}, INSERT) == ["pos.foo"]
    assert keys({"partition-key-type": "transaction-id"}, INSERT) == ["1139"]
    constant = {"partition-key-type": "constant", "partition-key": {"value": "all"}}
    assert keys(constant, INSERT) == ["all"]
    attribute = {"partition-key-type": "attribute-name", "partition-key-name": "age"}
    assert keys(attribute, INSERT) == ["30"]
    # Changes go by their table if nothing is said, and by their key if they are applied in parallel.
    assert keys({}, INSERT) == ["pos.foo"]


def test_changes_applied_in_parallel_go_by_their_key() -> None:
    rules = replication().config.table_mappings.rules[:1]
    bare = [json.loads(msgspec.json.encode(rule)) for rule in rules]
    parallel = replication(bare, settings={"TargetMetadata": {"ParallelApplyThreads": 8}})

    [record] = transaction(INSERT, of=parallel).records

    assert record.partition_key == "pos.foo.45"


def audit(*tables: TableDefinition) -> str:
    text = msgspec.json.encode(tables).decode().replace("'", "''")
    return f"table dms.awsdms_ddl_audit: INSERT: c_key[bigint]:1 c_tables[text]:'{text}'"


WITH_NAME = msgspec.structs.replace(
    FOO, columns=(*COLUMNS, ColumnDefinition("name", 4, "character varying(10)", nullable=True))
)


def test_an_alteration_is_a_control_record_on_the_table_s_own_partition_key() -> None:
    done = transaction(audit(WITH_NAME), f"{INSERT} name[character varying]:'x'")

    control, row = done.records
    assert control.partition_key == "database.pos.foo"
    message = json.loads(control.data)
    assert message["metadata"]["operation"] == "add-column"
    assert message["metadata"]["partition-key-type"] == "task-id"
    assert message["control"]["column-name"] == "name"
    assert message["control"]["table-def"]["columns"]["name"] == {
        "type": "WSTRING",
        "length": 10,
        "nullable": True,
    }
    assert json.loads(row.data)["data"]["name"] == "x"
    assert done.definitions == definitions([WITH_NAME])
    assert done.changes == 1


def test_alterations_are_told_only_if_the_endpoint_says_so() -> None:
    assert messages(audit(WITH_NAME), of=replication(kinesis={"IncludeTableAlterOperations": False})) == []


def test_a_column_that_nobody_told_of_stops_the_task_before_anything_is_lost() -> None:
    with pytest.raises(DefinitionUnknown, match=r"pos\.foo has a column name.*awsdms_intercept_ddl.*reload"):
        transaction(f"{INSERT} name[character varying]:'x'")


def test_without_a_primary_key_updates_and_deletes_are_ignored() -> None:
    bare = msgspec.structs.replace(FOO, key=())
    selection = replication().config.table_mappings.rules[0]
    one = replication([json.loads(msgspec.json.encode(selection))])

    found = messages(INSERT, UPDATE, "table pos.foo: DELETE: (no-tuple-data)", of=one, known=bare)

    assert [message["metadata"]["operation"] for message in found] == ["insert"]


def test_a_truncation_is_not_captured() -> None:
    assert messages("table pos.foo: TRUNCATE: (no-flags)") == []
