"""The network of the servers that AWS places in one: private, without a way to the internet."""

from collections.abc import Iterable

from aws_cdk import Fn, Stack
from aws_cdk.aws_ec2 import (
    FlowLogDestination,
    FlowLogOptions,
    FlowLogTrafficType,
    GatewayVpcEndpointAwsService,
    InterfaceVpcEndpointAwsService,
    IpAddresses,
    Peer,
    Port,
    SubnetConfiguration,
    SubnetSelection,
    SubnetType,
    Vpc,
)
from aws_cdk.aws_iam import Role, ServicePrincipal
from constructs import Construct

from stacks.config import Config
from stacks.constructs.grant import grant
from stacks.constructs.log import Log

# A Redshift workgroup wants three: https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-usage-considerations.html
ZONES = 3
RANGE = "10.42.0.0/16"
HTTPS = Port.tcp(443)

SERVICES = {
    "ecr.api": InterfaceVpcEndpointAwsService.ECR,
    "ecr.dkr": InterfaceVpcEndpointAwsService.ECR_DOCKER,
    "glue": InterfaceVpcEndpointAwsService.GLUE,
    "kinesis-streams": InterfaceVpcEndpointAwsService.KINESIS_STREAMS,
    "kms": InterfaceVpcEndpointAwsService.KMS,
    "logs": InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
    "monitoring": InterfaceVpcEndpointAwsService.CLOUDWATCH_MONITORING,
    "secretsmanager": InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
}
"""Interface endpoints, charged by the hour and zone. S3 and DynamoDB have gateways, which are free."""


class NetworkStack(Stack):
    """The subnets in three zones, and private endpoints of the services that the capabilities need.

    No NAT: what isn't an endpoint can't be reached. https://docs.aws.amazon.com/vpc/latest/privatelink/concepts.html
    """

    def __init__(
        self, scope: Construct, construct_id: str, *, config: Config, endpoints: Iterable[str]
    ) -> None:
        super().__init__(scope, construct_id)
        private = SubnetConfiguration(name="Private", subnet_type=SubnetType.PRIVATE_ISOLATED, cidr_mask=20)
        self.vpc = Vpc(
            self,
            "Vpc",
            availability_zones=[Fn.select(zone, Fn.get_azs()) for zone in range(ZONES)],
            flow_logs={"Refused": self._flow_log(config)},
            ip_addresses=IpAddresses.cidr(RANGE),
            # Emptying the default group takes a custom resource; no server of ours is in it.
            restrict_default_security_group=False,
            subnet_configuration=[private],
        )
        self.subnets = self.vpc.select_subnets(subnet_type=SubnetType.PRIVATE_ISOLATED)
        for name, service in {
            "S3": GatewayVpcEndpointAwsService.S3,
            "DynamoDB": GatewayVpcEndpointAwsService.DYNAMODB,
        }.items():
            self.vpc.add_gateway_endpoint(name, service=service)
        for name in sorted(endpoints):
            self._endpoint(name)

    def _endpoint(self, name: str) -> None:
        endpoint = self.vpc.add_interface_endpoint(
            name.title().replace("-", "").replace(".", ""),
            open=False,
            private_dns_enabled=True,
            service=SERVICES[name],
            subnets=SubnetSelection(subnets=self.subnets.subnets),
        )
        endpoint.connections.allow_from(Peer.ipv4(RANGE), HTTPS, "From the network")

    def _flow_log(self, config: Config) -> FlowLogOptions:
        log = Log(self, "FlowLog", config=config)
        role = Role(self, "FlowLogRole", assumed_by=ServicePrincipal("vpc-flow-logs.amazonaws.com"))
        # CDK's own grant lets it pass itself on besides.
        grant(
            role, "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents", on=log.log_group_arn
        )
        destination = FlowLogDestination.to_cloud_watch_logs(log, role.without_policy_updates())
        return FlowLogOptions(destination=destination, traffic_type=FlowLogTrafficType.REJECT)
