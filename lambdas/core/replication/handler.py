"""Starts, resumes and stops a replication around the changes of its stack."""

import time
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from lambdas.core import clients, handler_factory
from lambdas.core.error_codes import may_pass
from lambdas.core.replication.replication import ReplicationControl, ReplicationFailed
from lambdas.core.replication.request import ResourceRequest, respond

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

# Left for the answer.
MARGIN_SECONDS = 30

dms = clients.dms()


@handler_factory.logger.inject_lambda_context
def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> None:
    """Do what is asked and answer; what raises is asked again by Lambda, twice, and goes on where it was."""
    request = ResourceRequest.of(event)
    replication = ReplicationControl(
        dms,
        request.config_arn,
        remaining_seconds=lambda: context.get_remaining_time_in_millis() / 1_000 - MARGIN_SECONDS,
        sleep=time.sleep,
    )
    try:
        fulfil(request, replication)
    except ReplicationFailed as failed:
        respond(request, str(failed))
    except ClientError as error:
        if may_pass(error):
            raise
        respond(request, str(error))
    else:
        respond(request)


def fulfil(request: ResourceRequest, replication: ReplicationControl) -> None:
    """Stop it before its configuration changes or goes, and run it after."""
    match (request.kind, request.action):
        case ("Custom::ReplicationPause", "Create"):
            # A role is known everywhere only some seconds after it is made.
            time.sleep(request.settle_seconds)
        case ("Custom::ReplicationPause", "Update") | ("Custom::ReplicationRun", "Delete"):
            replication.stop()
        case ("Custom::ReplicationRun", _):
            replication.run()
