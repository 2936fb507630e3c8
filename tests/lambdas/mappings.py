"""A consumer's event source mapping as the template sets it."""

from tests.synthesis import resources, templates
from twin.semantics.mapping_settings import MappingSettings

STREAM = "arn:aws:kinesis:eu-central-1:111122223333:stream/sales"


def mapping_settings(consumer: str, environment: str = "dev") -> MappingSettings:
    """Read the mapping that feeds the consumer's function, its references filled in."""
    functions = {
        name: each
        for stack in ("Consumers", "Fraud")
        for name, each in templates(environment)[f"Sluice-{environment}-{stack}"]["Resources"].items()
    }
    [mapping] = [
        properties
        for each in resources(environment, "AWS::Lambda::EventSourceMapping")
        if _consumer(functions, properties := each["Properties"]) == consumer
    ]
    filled_in = {
        "EventSourceArn": STREAM,
        "FunctionName": consumer,
        "DestinationConfig": {"OnFailure": {"Destination": "arn:aws:s3:::failures"}},
    }
    return MappingSettings.from_properties(mapping | filled_in)


def _consumer(functions: dict[str, object], mapping: dict[str, dict[str, str]]) -> object:
    """None for a function of another stack, or one that consumes no sales."""
    if (function := functions.get(mapping["FunctionName"]["Ref"])) is None:
        return None
    return function["Properties"]["Environment"]["Variables"].get("CONSUMER")  # type: ignore[index]
