"""The security groups of everything in the private network that reaches the database."""

from collections.abc import Sequence

from aws_cdk.aws_ec2 import ISubnet, IVpc, Peer, Port, SecurityGroup
from constructs import Construct

from stacks.constructs.functions.placement import Placement

HTTPS = Port.tcp(443)


def function_placement(
    scope: Construct, *, vpc: IVpc, subnets: Sequence[ISubnet], network_range: str, port: int
) -> Placement:
    """Place functions where they reach the database's port, the endpoints, and nothing else."""
    group = _group(scope, "FunctionAccess", vpc, everywhere=False)
    group.add_egress_rule(Peer.ipv4(network_range), Port.tcp(port), "To the database")
    # Private addresses of endpoints, and DynamoDB's gateway: the network has no other way out.
    group.add_egress_rule(Peer.any_ipv4(), HTTPS, "To the endpoints")
    return Placement(vpc=vpc, subnets=subnets, groups=[group])


def replication_group(scope: Construct, *, vpc: IVpc) -> SecurityGroup:
    """Return the group of the replication: DMS refuses one that doesn't let everything out.

    https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Security.html
    """
    return _group(scope, "ReplicationAccess", vpc, everywhere=True)


def _group(scope: Construct, name: str, vpc: IVpc, *, everywhere: bool) -> SecurityGroup:
    description = f"{name} of the database that is replicated"
    return SecurityGroup(scope, name, allow_all_outbound=everywhere, description=description, vpc=vpc)
