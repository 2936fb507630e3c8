"""The definitions of a source's tables, read from its catalog or noted by a trigger at each DDL statement."""

import msgspec
from psycopg2.extensions import connection

from twin.database.errors import NothingCaptured, SourceUnfit
from twin.semantics.dms.conversion import AUDIT_TABLE, AUDITED
from twin.semantics.dms.definitions import Definitions, TableDefinition, definitions
from twin.semantics.dms.table_mappings import TableMappings

TRIGGER = "awsdms_intercept_ddl"
_IDENTIFIED = """
    c.relreplident IN ('d', 'f') OR EXISTS (
        SELECT FROM pg_catalog.pg_index AS i WHERE i.indrelid = c.oid AND i.indisprimary AND i.indisreplident)
"""
_COLUMNS = """
    SELECT json_agg(json_build_object(
        'name', a.attname, 'number', a.attnum, 'nullable', NOT a.attnotnull, 'stored', a.attgenerated <> 'v',
        'type', pg_catalog.format_type(a.atttypid, a.atttypmod)) ORDER BY a.attnum)
    FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
"""
_KEY = """
    SELECT json_agg(a.attname ORDER BY k.place)
    FROM pg_catalog.pg_index AS i
        CROSS JOIN unnest(i.indkey) WITH ORDINALITY AS k (number, place)
        CROSS JOIN pg_catalog.pg_attribute AS a
    WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid AND a.attnum = k.number
"""
DEFINITIONS = f"""
    SELECT coalesce(json_agg(json_build_object(
        'oid', c.oid::bigint, 'schema', n.nspname, 'name', c.relname, 'identified', {_IDENTIFIED},
        'columns', coalesce(({_COLUMNS}), '[]'), 'key', coalesce(({_KEY}), '[]'))), '[]')::text
    FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND c.relname <> '{AUDIT_TABLE}'
        AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
"""  # noqa: S608 (constants)

ARTIFACTS = f"""
CREATE SCHEMA IF NOT EXISTS {{schema}};
CREATE TABLE IF NOT EXISTS {{schema}}.{AUDIT_TABLE} (
    c_key bigserial PRIMARY KEY, c_time timestamp, c_user varchar(64), c_txn varchar(16),
    c_tag varchar(24), c_oid integer, c_name varchar(64), c_schema varchar(64), c_ddlqry text,
    {AUDITED} text);
CREATE OR REPLACE FUNCTION {{schema}}.{TRIGGER}() RETURNS event_trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO {{schema}}.{AUDIT_TABLE} (c_time, c_user, c_txn, c_tag, c_schema, c_ddlqry, {AUDITED})
    VALUES (current_timestamp, current_user, txid_current()::text, tg_tag, current_schema, current_query(),
        ({DEFINITIONS}));
    DELETE FROM {{schema}}.{AUDIT_TABLE};
END;
$$;
DROP EVENT TRIGGER IF EXISTS {TRIGGER};
CREATE EVENT TRIGGER {TRIGGER} ON ddl_command_end
    WHEN TAG IN ('CREATE TABLE', 'CREATE TABLE AS', 'ALTER TABLE', 'DROP TABLE', 'DROP SCHEMA')
    EXECUTE FUNCTION {{schema}}.{TRIGGER}();
ALTER EVENT TRIGGER {TRIGGER} ENABLE ALWAYS;
"""  # noqa: S608 (constants)
"""What DMS makes in a source to capture DDL, for a superuser to run; `schema` is DdlArtifactsSchema.

https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Source.PostgreSQL.html#CHAP_Source.PostgreSQL.RDSPostgreSQL.NonMasterUser
DMS reads the statement in c_ddlqry; the stand-in, which has no parser, reads what it led to in the column
that DMS's table doesn't have.
"""


def read_definitions(database: connection) -> Definitions:
    """Return all tables of the source, as the connection's transaction sees them."""
    with database.cursor() as query:
        query.execute(DEFINITIONS)
        [(text,)] = query.fetchall()
    return definitions(msgspec.json.decode(text, type=tuple[TableDefinition, ...]))


def selected(known: Definitions, mappings: TableMappings) -> list[TableDefinition]:
    """Return the tables that the mapping selects, by name; raises what the mapping can't stand."""
    found = sorted(
        (table for table in known.values() if mappings.selects(table.schema, table.name)),
        key=lambda table: table.full_name,
    )
    for table in found:
        mappings.require(table)
    return found


def require_some(
    tables: list[TableDefinition], known: Definitions, mappings: TableMappings, *, fail: bool
) -> list[str]:
    """Return a warning for each rule that selects no table; raise NothingCaptured if all do and that fails.

    FailOnNoTablesCaptured, https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TaskSettings.ErrorHandling.html
    """
    missing = mappings.unmatched(known.values())
    if not tables and fail:
        raise NothingCaptured(
            f"The source has no table {' or '.join(missing)}: correct the table mapping, "
            "in which names are case-sensitive."
        )
    return [f"The source has no table {name}, which the table mapping selects." for name in missing]


def require_readable(database: connection, user: str, tables: list[TableDefinition]) -> None:
    """Raise SourceUnfit unless the user may read the tables."""
    with database.cursor() as query:
        for table in tables:
            query.execute(
                "SELECT has_schema_privilege(%s, 'USAGE') AND has_table_privilege(%s::oid, 'SELECT')",
                (table.schema, table.oid),
            )
            if query.fetchall() != [(True,)]:
                raise SourceUnfit(
                    f"{user} may not read {table.full_name}: GRANT USAGE ON SCHEMA {table.schema} TO {user}, "
                    f"GRANT SELECT ON {table.full_name} TO {user}."
                )


def require_trigger(database: connection) -> None:
    """Raise SourceUnfit unless DDL is noted."""
    with database.cursor() as query:
        query.execute("SELECT FROM pg_event_trigger WHERE evtname = %s", (TRIGGER,))
        if not query.fetchall():
            raise SourceUnfit(
                f"The source has no event trigger {TRIGGER}, which captures DDL: let a superuser create it "
                "(docs/databases.md), or set capture_ddls to false."
            )
