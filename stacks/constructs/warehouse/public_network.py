"""A network that Firehose can reach: only for a warehouse that asks for it."""

from aws_cdk import Fn
from aws_cdk.aws_ec2 import (
    FlowLogDestination,
    FlowLogOptions,
    FlowLogTrafficType,
    GatewayVpcEndpointAwsService,
    GatewayVpcEndpointOptions,
    IpAddresses,
    SubnetConfiguration,
    SubnetType,
    Vpc,
)
from aws_cdk.aws_iam import Role, ServicePrincipal
from constructs import Construct

from stacks.config import Config
from stacks.constructs.grant import grant
from stacks.constructs.log import Log

ZONES = 3
RANGE = "10.43.0.0/16"
WRITE_FLOWS = ("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents")


class PublicNetwork(Construct):
    """Three public subnets with a way to the internet. A security group says who may come in."""

    def __init__(self, scope: Construct, construct_id: str, *, config: Config) -> None:
        super().__init__(scope, construct_id)
        log = Log(self, "FlowLog", config=config)
        role = Role(self, "FlowLogRole", assumed_by=ServicePrincipal("vpc-flow-logs.amazonaws.com"))
        grant(role, *WRITE_FLOWS, on=log.log_group_arn)
        refused = FlowLogOptions(
            # CDK's own grant lets it pass itself on besides.
            destination=FlowLogDestination.to_cloud_watch_logs(log, role.without_policy_updates()),
            traffic_type=FlowLogTrafficType.REJECT,
        )
        public = SubnetConfiguration(
            name="Public", subnet_type=SubnetType.PUBLIC, cidr_mask=20, map_public_ip_on_launch=False
        )
        self.vpc = Vpc(
            self,
            "Vpc",
            availability_zones=[Fn.select(zone, Fn.get_azs()) for zone in range(ZONES)],
            flow_logs={"Refused": refused},
            gateway_endpoints={"S3": GatewayVpcEndpointOptions(service=GatewayVpcEndpointAwsService.S3)},
            ip_addresses=IpAddresses.cidr(RANGE),
            restrict_default_security_group=False,
            subnet_configuration=[public],
        )
