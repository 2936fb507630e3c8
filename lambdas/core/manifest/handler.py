"""Whatever comes into the raw archive is entered into its manifest."""

from typing import TYPE_CHECKING, Any

from lambdas.core import clients, entry
from lambdas.core.manifest.created import Created
from lambdas.core.manifest.item import Entry
from lambdas.core.manifest.overwriting import is_overwritten
from lambdas.core.manifest.reading import read
from lambdas.core.manifest.table import put
from lambdas.core.settings import ManifestSettings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

settings = ManifestSettings.from_environment()
s3, dynamodb = clients.s3(), clients.dynamodb()


@entry.logger.inject_lambda_context
@entry.metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> None:  # noqa: ARG001 (Lambda's)
    """Enter one version; it may be told more than once, and what fails is told again by Lambda."""
    entered = read(s3, Created.of(event))
    put(dynamodb, settings.manifest_table, entered)
    _tell(entered, overwritten=is_overwritten(dynamodb, settings.manifest_table, entered))


def _tell(entered: Entry, *, overwritten: bool) -> None:
    entry.count("ObjectsBroken", 1 if entered.broken else 0)
    entry.count("ObjectsOverwritten", 1 if overwritten else 0)
    told = {"key": entered.key, "version": entered.version}
    if entered.broken:
        entry.logger.warning("object not readable", extra=told | {"cause": entered.broken})
    if overwritten:
        entry.logger.warning("object overwritten", extra=told)
