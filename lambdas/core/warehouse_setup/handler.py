"""Sets the warehouse up: its usage limit, and the steps of its files, each as often as it is asked."""

from typing import TYPE_CHECKING, Any

import warehouse
from lambdas.core import clients, handler_factory
from lambdas.core.settings import WarehouseSetupSettings
from lambdas.core.warehouse.statements import StatementSession
from lambdas.core.warehouse_setup.deliverer import give_password
from lambdas.core.warehouse_setup.limit import UsageLimit
from warehouse import DeliveryMode, Step

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

settings = WarehouseSetupSettings.from_environment()
redshift, serverless = clients.redshift_data(), clients.redshift_serverless()


@handler_factory.logger.inject_lambda_context
def lambda_handler(_event: dict[str, Any], context: "LambdaContext") -> None:
    """Do it all; the first step that Redshift refuses ends it, with one line that says which and why."""
    limit = UsageLimit(
        workgroup=settings.workgroup_arn,
        rpu_hours=int(settings.usage_limit_rpu_hours),
        breach_action=settings.breach_action,
    ).apply(serverless)
    session = StatementSession(redshift, _account(), context.get_remaining_time_in_millis)
    steps = warehouse.setup_steps(DeliveryMode(settings.delivery))
    done = [step.name for step in steps if _run(session, step)]
    if settings.delivery_secret:
        give_password(session, clients.secrets_manager(), settings.delivery_secret)
    handler_factory.logger.info("warehouse set up", extra={"usage_limit": limit, "steps": done})


def _account() -> dict[str, str]:
    """Return how to sign in as the owner, whose password Redshift keeps and changes by itself."""
    namespace = serverless.get_namespace(namespaceName=settings.namespace)["namespace"]
    secret = namespace["adminPasswordSecretArn"]
    return {"WorkgroupName": settings.workgroup, "Database": warehouse.DATABASE, "SecretArn": secret}


def _run(session: StatementSession, step: Step) -> bool:
    """Run a step's statements one by one, for some run in no transaction; return whether any ran."""
    names = {
        "stream": settings.stream,
        "catalog": settings.catalog,
        "oldest_day": settings.oldest_day,
    }
    if step.unless and session.query(step.name, step.unless):
        return False
    for statement in step.statements:
        session.query(step.name, warehouse.fill_in(statement, names))
    return True
