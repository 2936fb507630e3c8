"""The data plane of a deployed app: its mappings, delivery streams and buses as the templates set them."""

from collections.abc import Collection, Mapping
from functools import cache, partial

from twin.arns import ARNS
from twin.assembly import Resource
from twin.buses import buses, queues, reads_queue
from twin.deploy import Twin
from twin.emulator import Emulator
from twin.loopback import ACCOUNT, REGION
from twin.permissions.authorizer import Principal
from twin.permissions.usage import Denial
from twin.plane.access_watch import AccessWatch
from twin.plane.clients import PlaneClients
from twin.plane.faults import Faults
from twin.plane.mover import Mover
from twin.plane.observations import Observer
from twin.plane.plane import DataPlane
from twin.plane.queues import Queues
from twin.plane.wiring import DeployedDelivery, DeployedMapping
from twin.semantics.delivery_settings import DeliverySettings
from twin.semantics.failures import MappingIdentity
from twin.semantics.mapping_settings import MappingSettings
from twin.services.permissions import denials


def data_plane(
    twin: Twin,
    *,
    faults: Faults,
    observe: Observer,
    resting: Collection[str] = (),
    stops_at_denials: bool = True,
) -> DataPlane:
    """Return what moves the records of `twin`, but for what the functions named `resting` would read.

    It rests until it is started, and ends at the first call that is denied, unless denials are expected.
    """
    watches = [Mover("the run", AccessWatch(partial(_denied, twin.emulator)))]
    functions = {one.physical_id: one for one in twin.app.resources("AWS::Lambda::Function")}
    return DataPlane(
        service_clients(twin.emulator),
        [
            _mapping(one, functions)
            for one in twin.app.resources("AWS::Lambda::EventSourceMapping")
            if not reads_queue(one) and one.properties["FunctionName"] not in resting
        ],
        [_delivery(one) for one in twin.app.resources("AWS::KinesisFirehose::DeliveryStream")],
        buses=buses(twin),
        queues=queues(twin.app),
        watches=watches if stops_at_denials else (),
        faults=faults,
        observe=observe,
    )


def _denied(emulator: Emulator) -> list[str]:
    return [Denial(**each).text for each in denials(emulator.endpoint)]


def service_clients(emulator: Emulator, principal: Principal | None = None) -> PlaneClients:
    """Clients of an emulator, and by `access` of each principal of a service, made once."""
    client = partial(emulator.client, principal=principal)
    return PlaneClients(
        kinesis=client("kinesis"),
        table_streams=client("dynamodbstreams"),
        functions=client("lambda"),
        s3=client("s3"),
        cloudwatch=client("cloudwatch"),
        queues=Queues(client("sqs"), emulator.client("sqs")),
        access=cache(partial(service_clients, emulator)),
    )


def _mapping(resource: Resource, functions: Mapping[str, Resource]) -> DeployedMapping:
    settings = MappingSettings.from_properties(resource.properties)
    function = functions[settings.function_name]
    identity = MappingIdentity(
        uuid=resource.physical_id,
        source_arn=settings.event_source_arn,
        function_arn=ARNS[function.type].format(account=ACCOUNT, region=REGION, id=function.physical_id),
        role_arn=function.properties["Role"],
    )
    return DeployedMapping(identity, settings)


def _delivery(resource: Resource) -> DeployedDelivery:
    return DeployedDelivery(resource.physical_id, DeliverySettings.from_properties(resource.properties))
