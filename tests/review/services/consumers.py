"""A function that reads a stream, as a template has it."""

from collections.abc import Mapping

from review.consumers import FUNCTION
from review.services import kinesis
from review.services.mappings import MAPPING
from tests.review.templates import assembly
from tests.twin.assemblies import resource
from twin.assembly import Assembly, Resource

STREAM = {"Sales": resource(kinesis.STREAM, ShardCount=2)}


def fed(
    source: Mapping[str, object],
    by: str,
    *,
    name: str = "inventory",
    memory: int = 1_769,
    architecture: str = "arm64",
    **settings: object,
) -> Assembly:
    """A function with these sources, mapped to what `by` names of them: "Sales.Arn"."""
    return assembly(
        **source,  # type: ignore[arg-type]
        Function=resource(
            FUNCTION,
            Architectures=[architecture],
            Environment={"Variables": {"POWERTOOLS_SERVICE_NAME": name}},
            MemorySize=memory,
        ),
        Mapping=resource(
            MAPPING,
            EventSourceArn={"Fn::GetAtt": by.split(".")},
            FunctionName={"Ref": "Function"},
            **settings,
        ),
    )


def the(app: Assembly, type_: str) -> Resource:
    """The only resource of a type."""
    [found] = app.resources(type_)
    return found
