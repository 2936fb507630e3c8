"""What of a deployed app the demo needs to know, read from its templates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from twin.assembly import Resource
from twin.graph import KINDS
from twin.resolve import Resolved
from twin.semantics.sources import Source

SERVICE = "POWERTOOLS_SERVICE_NAME"


@dataclass(frozen=True)
class Deployment:
    """Physical names of what is deployed.

    Consumers of the events by function, ledgers by consumer, what each function's mapping and each delivery
    stream reads, functions by their services' names, their environment `variables`, and the template path of
    every name. The paths that are `unplayed` move or hold nothing of what is played.
    """

    stream: str
    raw: str
    quarantine: str
    failures: str
    consumers: Mapping[str, str]
    ledgers: Mapping[str, str]
    sources: Mapping[str, str]
    archived: Mapping[str, str]
    paths: Mapping[str, str]
    bus: str | None
    services: Mapping[str, str]
    variables: Mapping[str, Mapping[str, str]]
    queues: Mapping[str, str]
    unplayed: frozenset[str]

    @classmethod
    def of(cls, app: Resolved) -> "Deployment":
        """Look the names up."""
        functions = {
            one.physical_id: _variables(one.properties) for one in app.resources("AWS::Lambda::Function")
        }
        readers = _sources(app)
        stream = app.output("StreamName")
        consumers = {
            name: each
            for name, each in functions.items()
            if "CONSUMER" in each and readers.get(name) == stream
        }
        return cls(
            stream=stream,
            raw=app.output("RawBucket"),
            quarantine=app.output("QuarantineBucket"),
            failures=app.output("FailuresBucket"),
            consumers={name: each["CONSUMER"] for name, each in consumers.items()},
            ledgers={
                each["CONSUMER"]: each["LEDGER_TABLE"]
                for each in consumers.values()
                if "LEDGER_TABLE" in each
            },
            sources=readers,
            archived=_archived(app),
            paths=_paths(app),
            bus=next((one.physical_id for one in app.resources("AWS::Events::EventBus")), None),
            services={each[SERVICE]: name for name, each in functions.items() if SERVICE in each},
            variables=functions,
            queues={app.arn(one): _path(one) for one in app.resources("AWS::SQS::Queue")},
            unplayed=frozenset(_unplayed(app, functions)),
        )

    def function_of(self, consumer: str) -> str:
        """Return the function of a consumer of the stream of events."""
        [function] = [name for name, each in self.consumers.items() if each == consumer]
        return function

    def consumer_of(self, function: str) -> str:
        """Return the consumer that a function, named or by its ARN, is; of another its name in the stack."""
        name = function.rpartition(":")[2]
        return self.consumers.get(name) or self.paths[name].split("/")[1].lower()


def _variables(properties: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Mapping[str, str]:
    return properties.get("Environment", {}).get("Variables", {})


def _sources(app: Resolved) -> Mapping[str, str]:
    mappings = (one.properties for one in app.resources("AWS::Lambda::EventSourceMapping"))
    # A queue has mappings too, but no stream.
    streams = (each for each in mappings if "stream/" in each["EventSourceArn"])
    return {each["FunctionName"]: Source(each["EventSourceArn"]).name for each in streams}


def _archived(app: Resolved) -> Mapping[str, str]:
    deliveries = (
        (one.physical_id, one.properties["KinesisStreamSourceConfiguration"])
        for one in app.resources("AWS::KinesisFirehose::DeliveryStream")
    )
    return {name: Source(source["KinesisStreamARN"]).name for name, source in deliveries}


def _unplayed(app: Resolved, functions: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Functions that no mapping feeds, and the table that says how far the others are."""
    fed = {one.properties["FunctionName"] for one in app.resources("AWS::Lambda::EventSourceMapping")}
    positions = {each["POSITIONS_TABLE"] for each in functions.values() if "POSITIONS_TABLE" in each}
    paths = _paths(app)
    yield from (paths[name] for name in {*(functions.keys() - fed), *positions} if name in paths)


def _paths(app: Resolved) -> Mapping[str, str]:
    found = (one for type_ in KINDS for one in app.resources(type_))
    return {one.physical_id: _path(one) for one in found}


def _path(resource: Resource) -> str:
    return resource.path.removesuffix("/Resource")
