"""What of a deployed app the demo needs to know, read from its templates."""

from collections.abc import Mapping
from dataclasses import dataclass

from twin.graph import KINDS
from twin.resolve import Resolved
from twin.semantics.sources import Source


@dataclass(frozen=True)
class Deployment:
    """Physical names: consumers by function, ledgers by consumer, what each function's mapping reads, and
    the template path of every name."""

    stream: str
    raw: str
    quarantine: str
    failures: str
    consumers: Mapping[str, str]
    ledgers: Mapping[str, str]
    sources: Mapping[str, str]
    paths: Mapping[str, str]

    @classmethod
    def of(cls, app: Resolved) -> "Deployment":
        """Look the names up."""
        functions = {
            one.physical_id: _variables(one.properties) for one in app.resources("AWS::Lambda::Function")
        }
        consumers = {name: each for name, each in functions.items() if "CONSUMER" in each}
        return cls(
            stream=app.output("StreamName"),
            raw=app.output("RawBucket"),
            quarantine=app.output("QuarantineBucket"),
            failures=app.output("FailuresBucket"),
            consumers={name: each["CONSUMER"] for name, each in consumers.items()},
            ledgers={each["CONSUMER"]: each["LEDGER_TABLE"] for each in consumers.values()},
            sources=_sources(app),
            paths=_paths(app),
        )

    def consumer_of(self, function: str) -> str:
        """The consumer that a function, named or by its ARN, is; of another what its stack calls it."""
        name = function.rpartition(":")[2]
        return self.consumers.get(name) or self.paths[name].split("/")[1].lower()


def _variables(properties: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Mapping[str, str]:
    return properties.get("Environment", {}).get("Variables", {})


def _sources(app: Resolved) -> Mapping[str, str]:
    mappings = (one.properties for one in app.resources("AWS::Lambda::EventSourceMapping"))
    # A queue has mappings too, but no stream.
    streams = (each for each in mappings if "stream/" in each["EventSourceArn"])
    return {each["FunctionName"]: Source(each["EventSourceArn"]).name for each in streams}


def _paths(app: Resolved) -> Mapping[str, str]:
    found = (one for type_ in KINDS for one in app.resources(type_))
    return {one.physical_id: one.path.removesuffix("/Resource") for one in found}
