"""The handler that Firehose calls before it delivers: each record becomes one line of the raw archive.

Firehose puts records one behind the other. Without a line of its own for each, nobody could say later how
many there were, and one record could be read as several (docs/decisions/0019-one-record-one-line.md).
https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-status-model.html
"""

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.data_classes import (
    KinesisFirehoseDataTransformationResponse,
    KinesisFirehoseEvent,
)

from lambdas.core.raw import encode_line

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:  # noqa: ARG001 (Lambda's)
    """Return every record as its line; there is none that has no line."""
    response = KinesisFirehoseDataTransformationResponse()
    for record in KinesisFirehoseEvent(event).records:
        line = b64encode(encode_line(record.data_as_bytes)).decode()
        response.add_record(record.build_data_transformation_response(data=line))
    return response.asdict()
