"""The handler that enters each new object of the raw archive into the manifest."""

from typing import TYPE_CHECKING, Any

from lambdas.core import clients, handler_factory
from lambdas.core.manifest.item import ManifestEntry
from lambdas.core.manifest.object_version import ObjectVersion, read_entry
from lambdas.core.manifest.table import is_overwritten, put_entry
from lambdas.core.settings import ManifestSettings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

settings = ManifestSettings.from_environment()
s3, dynamodb = clients.s3(), clients.dynamodb()


@handler_factory.logger.inject_lambda_context
@handler_factory.metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> None:  # noqa: ARG001 (Lambda's)
    """Enter one version; its event may come more than once, and Lambda repeats one that fails."""
    entered = read_entry(s3, ObjectVersion.of(event))
    put_entry(dynamodb, settings.manifest_table, entered)
    _emit(entered, overwritten=is_overwritten(dynamodb, settings.manifest_table, entered))


def _emit(entered: ManifestEntry, *, overwritten: bool) -> None:
    handler_factory.count("ObjectsBroken", 1 if entered.broken else 0)
    handler_factory.count("ObjectsOverwritten", 1 if overwritten else 0)
    extra = {"key": entered.key, "version": entered.version}
    if entered.broken:
        handler_factory.logger.warning("object not readable", extra=extra | {"cause": entered.broken})
    if overwritten:
        handler_factory.logger.warning("object overwritten", extra=extra)
