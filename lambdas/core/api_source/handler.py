"""A paged HTTP API is read on, whenever the schedule says so."""

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger, Metrics

from lambdas.core import clients
from lambdas.core.adapters.admission import Admission
from lambdas.core.adapters.handler_factory import count
from lambdas.core.api_source.api import parse_api
from lambdas.core.api_source.checkpoints import ApiCheckpoints
from lambdas.core.api_source.client import ApiClient
from lambdas.core.api_source.source import PagedSource, RunEnd
from lambdas.core.quarantine import Quarantine
from lambdas.core.replay.kinesis_writer import KinesisWriter
from lambdas.core.settings import ApiSettings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger()
metrics = Metrics()
settings = ApiSettings.from_environment()
declared = parse_api(settings.api)
admission = Admission(settings.bounds.oldest_day)
checkpoints = ApiCheckpoints(clients.dynamodb(), settings.checkpoints_table, declared.name)
quarantine = Quarantine(clients.s3(), settings.quarantine_bucket, settings.consumer)
stream = KinesisWriter(clients.kinesis(), settings.stream)
secrets = clients.secrets_manager()


@logger.inject_lambda_context
@metrics.log_metrics
def lambda_handler(event: object, context: "LambdaContext") -> dict[str, Any]:  # noqa: ARG001 (Lambda's)
    """Run once; what the event says doesn't matter. The token is read anew: it may have been changed."""
    token = secrets.get_secret_value(SecretId=settings.token_secret)["SecretString"]
    client = ApiClient(declared, settings.api_url, token)
    report = PagedSource(client, checkpoints, admission, stream, quarantine).run(
        context.get_remaining_time_in_millis
    )
    count("RunsCompleted", int(report.stop is RunEnd.UP_TO_DATE))
    count("EventsPut", report.put)
    count("EventsQuarantined", report.quarantined)
    result = {
        "stop": report.stop,
        "pages": report.pages,
        "put": report.put,
        "quarantined": report.quarantined,
    }
    logger.info("run ended", extra=result)
    return result
