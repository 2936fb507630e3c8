"""The endpoints from which DMS reads and to which it writes, each under a role that may do that alone."""

from aws_cdk import Aws
from aws_cdk.aws_dms import CfnEndpoint
from aws_cdk.aws_iam import Role, ServicePrincipal
from aws_cdk.aws_kinesis import IStream
from aws_cdk.aws_kms import IKey
from constructs import Construct

from stacks.constructs.database.secret import ExistingSecret, SourceSecret
from stacks.constructs.grant import grant

# https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.Kinesis.html#CHAP_Target.Kinesis.Prerequisites
WRITE_STREAM = ("kinesis:DescribeStream", "kinesis:PutRecord", "kinesis:PutRecords")
# Every installation has it. pglogical decodes less, but wants a library loaded at a restart, and knows no
# REPLICA IDENTITY FULL: https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Source.PostgreSQL.html
PLUGIN = "test-decoding"
# In minutes: a slot of a database in which nothing changes moves on with these.
HEARTBEAT = 5
STATEMENT_SECONDS = 60


class SourceEndpoint(Construct):
    """A PostgreSQL or Aurora endpoint, by its secret, over TLS that verifies certificate and host name."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        engine: str,
        database: str,
        certificate_arn: str,
        secret: SourceSecret | ExistingSecret,
        artifacts_schema: str,
    ) -> None:
        super().__init__(scope, construct_id)
        # The service of the region, and no other: https://docs.aws.amazon.com/dms/latest/userguide/security_iam_secretsmanager.html
        self.role = Role(self, "Role", assumed_by=ServicePrincipal(f"dms.{Aws.REGION}.amazonaws.com"))
        secret.grant_read(self.role)
        self.endpoint = CfnEndpoint(
            self,
            "Endpoint",
            certificate_arn=certificate_arn,
            database_name=database,
            endpoint_type="source",
            engine_name=engine,
            postgre_sql_settings=CfnEndpoint.PostgreSqlSettingsProperty(
                # What changes a table: by an event trigger, whose table lies in a schema of its own.
                capture_ddls=True,
                ddl_artifacts_schema=artifacts_schema,
                execute_timeout=STATEMENT_SECONDS,
                # Rather than a value that was cut off in silence.
                fail_tasks_on_lob_truncation=True,
                heartbeat_enable=True,
                heartbeat_frequency=HEARTBEAT,
                heartbeat_schema=artifacts_schema,
                map_boolean_as_boolean=True,
                plugin_name=PLUGIN,
                secrets_manager_access_role_arn=self.role.role_arn,
                secrets_manager_secret_id=secret.arn,
            ),
            ssl_mode="verify-full",
        )
        self.endpoint.node.add_dependency(self.role)


class StreamEndpoint(Construct):
    """A Kinesis stream, each change a record of one line with all that the fold goes by.

    S3 targets have a setting for the time of a load, `use_task_start_time_for_full_load_timestamp`; Kinesis
    targets have neither that nor its column: a record of a load has no time of commit at all, and changes are
    ordered by their position in the log (docs/databases.md).
    """

    def __init__(self, scope: Construct, construct_id: str, *, stream: IStream, key: IKey) -> None:
        super().__init__(scope, construct_id)
        self.role = Role(self, "Role", assumed_by=ServicePrincipal("dms.amazonaws.com"))
        grant(self.role, *WRITE_STREAM, on=stream.stream_arn)
        grant(self.role, "kms:GenerateDataKey", on=key.key_arn)
        self.endpoint = CfnEndpoint(
            self,
            "Endpoint",
            endpoint_type="target",
            engine_name="kinesis",
            kinesis_settings=CfnEndpoint.KinesisSettingsProperty(
                # Columns and keys of a table, before its rows and when they change.
                include_control_details=True,
                # A column that is null differs from one that is not there.
                include_null_and_empty=True,
                include_partition_value=True,
                include_table_alter_operations=True,
                # Commit time, transaction and position: what changes of a row are ordered by.
                include_transaction_details=True,
                message_format="json-unformatted",
                # Bytes are plain hexadecimal digits.
                no_hex_prefix=True,
                # Rows of two tables with the same key go to different shards.
                partition_include_schema_table=True,
                service_access_role_arn=self.role.role_arn,
                stream_arn=stream.stream_arn,
            ),
        )
        self.endpoint.node.add_dependency(self.role)
