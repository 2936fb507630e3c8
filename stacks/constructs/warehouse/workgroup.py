"""A namespace, which holds the data, and its workgroup, which computes."""

from collections.abc import Sequence

from aws_cdk.aws_ec2 import ISubnet, IVpc, Peer, Port, SecurityGroup
from aws_cdk.aws_iam import IRole
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_redshiftserverless import CfnNamespace, CfnWorkgroup
from constructs import Construct

from stacks.constructs.lifetime import lifetime_id, removal_policy
from warehouse import DATABASE

OWNER = "owner"
LOGS = ["connectionlog", "useractivitylog", "userlog"]
HTTPS = Port.tcp(443)
# The port of a workgroup, if none is given.
PORT = 5439


class Workgroup(Construct):
    """A workgroup under the house key, its owner's password kept and changed by Redshift itself.

    It reaches the stream, the lake and the catalogue through its subnets, and nobody comes to it: the Data
    API needs no way into the network. Recovery points are taken each half hour and kept a day for nothing:
    https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-snapshots-recovery-points.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        environment: str,
        rpu: int,
        query_timeout_seconds: int,
        key: IKey,
        role: IRole,
        vpc: IVpc,
        subnets: Sequence[ISubnet],
        is_public: bool,
        retain: bool,
    ) -> None:
        super().__init__(scope, construct_id)
        self.name = f"sluice-{environment}-{lifetime_id()}"
        self.security = SecurityGroup(
            self, "Security", vpc=vpc, allow_all_outbound=False, description="The warehouse of Sluice"
        )
        self.security.add_egress_rule(Peer.any_ipv4(), HTTPS, "To endpoints of AWS's services")
        self.namespace = self._namespace(key, role)
        self.workgroup = self._workgroup(rpu, query_timeout_seconds, subnets, is_public=is_public)
        for part in (self.namespace, self.workgroup):
            part.apply_removal_policy(removal_policy(retain=retain))

    def _namespace(self, key: IKey, role: IRole) -> CfnNamespace:
        return CfnNamespace(
            self,
            "Namespace",
            namespace_name=self.name,
            admin_username=OWNER,
            manage_admin_password=True,
            admin_password_secret_kms_key_id=key.key_id,
            db_name=DATABASE,
            default_iam_role_arn=role.role_arn,
            iam_roles=[role.role_arn],
            kms_key_id=key.key_arn,
            log_exports=LOGS,
        )

    def _workgroup(
        self, rpu: int, query_timeout_seconds: int, subnets: Sequence[ISubnet], *, is_public: bool
    ) -> CfnWorkgroup:
        return CfnWorkgroup(
            self,
            "Workgroup",
            workgroup_name=self.name,
            namespace_name=self.namespace.ref,
            base_capacity=rpu,
            config_parameters=_parameters(
                max_query_execution_time=str(query_timeout_seconds), require_ssl="true"
            ),
            enhanced_vpc_routing=True,
            publicly_accessible=is_public,
            security_group_ids=[self.security.security_group_id],
            subnet_ids=[subnet.subnet_id for subnet in subnets],
        )

    @property
    def arn(self) -> str:
        """Return the ARN of the workgroup."""
        return self.workgroup.attr_workgroup_workgroup_arn


def _parameters(**values: str) -> list[CfnWorkgroup.ConfigParameterProperty]:
    """https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_ConfigParameter.html."""
    return [
        CfnWorkgroup.ConfigParameterProperty(parameter_key=key, parameter_value=value)
        for key, value in sorted(values.items())
    ]
