"""A consumer's event source mapping as the template sets it."""

from collections.abc import Iterator
from typing import Any

from tests.synthesis import Template, templates
from twin.semantics.mapping_settings import MappingSettings

STREAM = "arn:aws:kinesis:eu-central-1:111122223333:stream/events"


def mapping_settings(consumer: str, environment: str = "dev") -> MappingSettings:
    """Read the mapping that feeds the consumer's function, its references filled in."""
    [mapping] = [
        each for template in templates(environment).values() for each in _mappings(template, consumer)
    ]
    filled_in = {
        "EventSourceArn": STREAM,
        "FunctionName": consumer,
        "DestinationConfig": {"OnFailure": {"Destination": "arn:aws:s3:::failures"}},
    }
    return MappingSettings.from_properties(mapping | filled_in)


def _mappings(template: Template, consumer: str) -> Iterator[dict[str, Any]]:
    """Yield those of a stack whose function is this consumer's."""
    for each in template["Resources"].values():
        if each["Type"] == "AWS::Lambda::EventSourceMapping":
            function = template["Resources"].get(each["Properties"]["FunctionName"].get("Ref"))
            if function and _consumer(function) == consumer:
                yield each["Properties"]


def _consumer(function: dict[str, Any]) -> object:
    return function["Properties"]["Environment"]["Variables"].get("CONSUMER")
