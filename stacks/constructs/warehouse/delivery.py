"""Firehose to Redshift: objects staged in S3, which COPY loads; what it can't load stays there."""

from typing import cast

from aws_cdk import Aws, CfnMapping, Duration, Stack
from aws_cdk.aws_ec2 import Peer, Port
from aws_cdk.aws_iam import Role, ServicePrincipal
from aws_cdk.aws_kinesis import IStream
from aws_cdk.aws_kinesisfirehose import CfnDeliveryStream
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_logs import LogStream
from aws_cdk.aws_s3 import CfnBucket
from aws_cdk.aws_secretsmanager import Secret, SecretStringGenerator
from aws_cdk.region_info import RegionInfo
from constructs import Construct

from stacks.config import Config
from stacks.constructs.grant import READ_STREAM, grant
from stacks.constructs.log import Log
from stacks.constructs.nag import acknowledge
from stacks.constructs.storage.bucket import AccessLogBucket, Bucket
from stacks.constructs.storage.lifecycle import expire_after
from stacks.constructs.stream.archive import BY_ARRIVAL_HOUR, DELIVER_OBJECTS, DELIVER_TO_BUCKET
from stacks.constructs.warehouse.setup import Setup
from stacks.constructs.warehouse.workgroup import PORT, Workgroup
from warehouse import DATABASE, DELIVERED_COLUMN, DELIVERED_TABLE, DELIVERER

STAGED_FOR = Duration.days(14)
# A byte that no JSON text holds parts the columns, of which there is one. A line that is longer than that is
# passed over and listed by SYS_LOAD_ERROR_DETAIL; the backup and raw have it.
COPY_OPTIONS = "GZIP DELIMITER '\\001' MAXERROR 100000"
# The longest that Firehose tries again: https://docs.aws.amazon.com/firehose/latest/dev/retry.html
LONGEST_RETRY_SECONDS = 7_200
NAMED_BY_FIREHOSE = "Firehose names its objects by arrival hour; it may write and read them, never delete."
NOT_ROTATED = (
    "It is for one user, who may add rows to one table; a new password takes effect with a deployment."
)
ONE_RANGE = "The rule can't read a mapping: it lets in Firehose's addresses, to one port."
ENCRYPTED = (
    "A stream source is encrypted with the stream's key, and what Firehose buffers of it with the same."
    " https://docs.aws.amazon.com/firehose/latest/dev/encryption.html"
)


class WarehouseDelivery(Construct):
    """A delivery that reads the stream as the archive does, and has Redshift copy objects into a table.

    It tries for two hours; after that the object's manifest lies under errors/, to be copied by hand, and the
    next objects go on. https://docs.aws.amazon.com/firehose/latest/dev/basic-deliver.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        config: Config,
        stream: IStream,
        storage_key: IKey,
        access_log: AccessLogBucket,
        workgroup: Workgroup,
        setup: Setup,
    ) -> None:
        super().__init__(scope, construct_id)
        self._config, self._key, self._workgroup = config, storage_key, workgroup
        self.staged = Bucket(
            self,
            "Staged",
            key=storage_key,
            access_log=access_log,
            retain=config.retain_data,
            lifecycle=expire_after(STAGED_FOR),
        )
        self.errors = Log(self, "Errors", config=config)
        self._error_stream = LogStream(self, "ErrorStream", log_group=self.errors)
        self.secret = self._secret()
        setup.grant_sign_in(self.secret)
        role = self._role(stream)
        self.delivery = self._stream(stream, role)
        self.delivery.node.add_dependency(role, workgroup)
        acknowledge(self.delivery, {"AwsSolutions::AwsSolutions-KDF1": ENCRYPTED})
        self._allow_ingress()

    def _secret(self) -> Secret:
        secret = Secret(
            self,
            "Password",
            encryption_key=self._key,
            generate_secret_string=SecretStringGenerator(
                secret_string_template=f'{{"username": "{DELIVERER}"}}',
                generate_string_key="password",
                exclude_punctuation=True,
                password_length=48,
            ),
        )
        acknowledge(secret, {"AwsSolutions::AwsSolutions-SMG4": NOT_ROTATED})
        return secret

    def _role(self, stream: IStream) -> Role:
        role = Role(self, "Role", assumed_by=ServicePrincipal("firehose.amazonaws.com"))
        grant(role, *READ_STREAM, on=stream.stream_arn)
        grant(role, *DELIVER_OBJECTS, on=self.staged.arn_for_objects("*"))
        staged = Stack.of(self).get_logical_id(cast(CfnBucket, self.staged.node.default_child))
        acknowledge(role, {f"AwsSolutions::AwsSolutions-IAM5[Resource::<{staged}.Arn>/*]": NAMED_BY_FIREHOSE})
        grant(role, *DELIVER_TO_BUCKET, on=self.staged.bucket_arn)
        grant(role, "kms:Decrypt", "kms:GenerateDataKey", on=self._key.key_arn)
        grant(role, "logs:PutLogEvents", on=self.errors.log_group_arn)
        grant(role, "secretsmanager:GetSecretValue", on=self.secret.secret_arn)
        return role

    def _stream(self, stream: IStream, role: Role) -> CfnDeliveryStream:
        address = self._workgroup.workgroup.attr_workgroup_endpoint_address
        return CfnDeliveryStream(
            self,
            "Stream",
            delivery_stream_type="KinesisStreamAsSource",
            kinesis_stream_source_configuration=CfnDeliveryStream.KinesisStreamSourceConfigurationProperty(
                kinesis_stream_arn=stream.stream_arn, role_arn=role.role_arn
            ),
            redshift_destination_configuration=CfnDeliveryStream.RedshiftDestinationConfigurationProperty(
                cloud_watch_logging_options=self._logged(),
                cluster_jdbcurl=f"jdbc:redshift://{address}:{PORT}/{DATABASE}",
                copy_command=CfnDeliveryStream.CopyCommandProperty(
                    data_table_name=DELIVERED_TABLE,
                    data_table_columns=DELIVERED_COLUMN,
                    copy_options=COPY_OPTIONS,
                ),
                processing_configuration=_line_each(),
                retry_options=CfnDeliveryStream.RedshiftRetryOptionsProperty(
                    duration_in_seconds=LONGEST_RETRY_SECONDS
                ),
                role_arn=role.role_arn,
                s3_backup_configuration=self._objects("received/", role),
                s3_backup_mode="Enabled",
                s3_configuration=self._objects("staged/", role),
                secrets_manager_configuration=CfnDeliveryStream.SecretsManagerConfigurationProperty(
                    enabled=True, role_arn=role.role_arn, secret_arn=self.secret.secret_arn
                ),
            ),
        )

    def _objects(self, prefix: str, role: Role) -> CfnDeliveryStream.S3DestinationConfigurationProperty:
        """COPY reads neither SNAPPY nor ZIP."""
        profile = self._config.profile
        return CfnDeliveryStream.S3DestinationConfigurationProperty(
            bucket_arn=self.staged.bucket_arn,
            buffering_hints=CfnDeliveryStream.BufferingHintsProperty(
                interval_in_seconds=max(60, profile.buffer_seconds), size_in_m_bs=profile.buffer_mebibytes
            ),
            cloud_watch_logging_options=self._logged(),
            compression_format="GZIP",
            error_output_prefix=f"errors/{prefix}",
            prefix=f"{prefix}{BY_ARRIVAL_HOUR}",
            role_arn=role.role_arn,
        )

    def _logged(self) -> CfnDeliveryStream.CloudWatchLoggingOptionsProperty:
        return CfnDeliveryStream.CloudWatchLoggingOptionsProperty(
            enabled=True,
            log_group_name=self.errors.log_group_name,
            log_stream_name=self._error_stream.log_stream_name,
        )

    def _allow_ingress(self) -> None:
        """Firehose comes from addresses of its own in each region.

        https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-rs-vpc
        """
        ranges = {
            region.name: {"Range": region.firehose_cidr_block}
            for region in RegionInfo.regions
            if region.firehose_cidr_block
        }
        mapping = CfnMapping(self, "Addresses", mapping=ranges)
        peer = Peer.ipv4(mapping.find_in_map(Aws.REGION, "Range"))
        self._workgroup.security.add_ingress_rule(peer, Port.tcp(PORT), "Firehose")
        acknowledge(self._workgroup.security, {"AwsSolutions::AwsSolutions-EC23": ONE_RANGE})


def _line_each() -> CfnDeliveryStream.ProcessingConfigurationProperty:
    """A record a line, as COPY reads them."""
    delimiter = CfnDeliveryStream.ProcessorParameterProperty(
        parameter_name="Delimiter", parameter_value="\\n"
    )
    append = CfnDeliveryStream.ProcessorProperty(type="AppendDelimiterToRecord", parameters=[delimiter])
    return CfnDeliveryStream.ProcessingConfigurationProperty(enabled=True, processors=[append])
