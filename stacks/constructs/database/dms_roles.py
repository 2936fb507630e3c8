"""The two roles that DMS looks for by their names, one of each an account."""

from aws_cdk import Duration
from aws_cdk.aws_iam import ManagedPolicy, Role, ServicePrincipal
from constructs import Construct

from stacks.constructs.lifetime import removal_policy
from stacks.constructs.nag import acknowledge

# https://docs.aws.amazon.com/dms/latest/userguide/security-iam.html#CHAP_Security.APIRole
ROLES = {
    "dms-vpc-role": "AmazonDMSVPCManagementRole",
    "dms-cloudwatch-logs-role": "AmazonDMSCloudWatchLogsRole",
}
# IAM doesn't say how long: without it the subnet group is refused just after the role was made.
SETTLE = Duration.seconds(30)
AS_DMS_WANTS = "DMS takes this role by its name, with the policy that AWS keeps for it."


class DmsRoles(Construct):
    """The roles that one environment of an account makes, kept or removed as its data is."""

    def __init__(self, scope: Construct, construct_id: str, *, retain: bool) -> None:
        super().__init__(scope, construct_id)
        for name, policy in ROLES.items():
            role = Role(
                self,
                "".join(part.capitalize() for part in name.split("-")),
                assumed_by=ServicePrincipal("dms.amazonaws.com"),
                managed_policies=[ManagedPolicy.from_aws_managed_policy_name(f"service-role/{policy}")],
                role_name=name,
            )
            role.apply_removal_policy(removal_policy(retain=retain))
            managed = f"arn:<AWS::Partition>:iam::aws:policy/service-role/{policy}"
            acknowledge(role, {f"AwsSolutions::AwsSolutions-IAM4[Policy::{managed}]": AS_DMS_WANTS})
