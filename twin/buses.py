"""The event buses and queues of a deployed app, as the data plane plays them."""

from collections.abc import Sequence
from functools import partial

from twin.assembly import Resource
from twin.deploy import Twin
from twin.plane.event_bus import DeployedArchive, DeployedBus
from twin.plane.replays import EventReplays
from twin.plane.wiring import DeployedQueueMapping
from twin.resolve import Resolved
from twin.semantics.bus_settings import ArchiveSettings, BusSettings, RuleSettings
from twin.semantics.event_archive import EventArchive
from twin.semantics.properties import Unsupported
from twin.semantics.queue_settings import QueueSettings
from twin.services.buses import accepted


def buses(twin: Twin) -> list[DeployedBus]:
    """Return every custom bus; raises Unsupported for what the twin can't play of it."""
    return [_bus(twin, one) for one in twin.app.resources("AWS::Events::EventBus")]


def queues(app: Resolved) -> list[DeployedQueueMapping]:
    """Return every mapping of a queue."""
    roles = {one.physical_id: one.properties["Role"] for one in app.resources("AWS::Lambda::Function")}
    mappings = filter(reads_queue, app.resources("AWS::Lambda::EventSourceMapping"))
    settings = (QueueSettings.from_properties(one.properties) for one in mappings)
    return [DeployedQueueMapping(each, roles[each.function_name]) for each in settings]


def reads_queue(mapping: Resource) -> bool:
    """Return whether an event source mapping is that of a queue."""
    return ":sqs:" in mapping.properties["EventSourceArn"]


def _bus(twin: Twin, resource: Resource) -> DeployedBus:
    name = BusSettings.from_properties(resource.properties).name
    taken = partial(accepted, twin.emulator.endpoint, name)
    archive = archive_of(twin.app, twin.app.arn(resource), twin.emulator.endpoint)
    return DeployedBus(name, rules_of(twin.app, name), archive, taken)


def rules_of(app: Resolved, bus: str) -> Sequence[RuleSettings]:
    """Return the rules of a bus by its name."""
    declared = app.resources("AWS::Events::Rule")
    attached = (one for one in declared if _bus_of(one) == bus)
    return [RuleSettings.from_properties(app.arn(one), one.properties) for one in attached]


def _bus_of(rule: Resource) -> str:
    """Return its name, whether the rule has the name or the ARN."""
    return str(rule.properties.get("EventBusName", "default")).rpartition("/")[2]


def archive_of(app: Resolved, bus_arn: str, endpoint: str) -> DeployedArchive | None:
    """Return the archive of a bus, empty, if it has one, with the replays that are started at `endpoint`."""
    archives = [
        DeployedArchive(EventArchive(settings), EventReplays(endpoint, app.arn(one)))
        for one in app.resources("AWS::Events::Archive")
        if (settings := ArchiveSettings.from_properties(one.properties)).source_arn == bus_arn
    ]
    if len(archives) > 1:
        raise Unsupported(f"The twin keeps one archive a bus, {bus_arn} has {len(archives)}.")
    return archives[0] if archives else None
