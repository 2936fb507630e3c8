"""Holds what is folded of a database against the database."""

from typing import TYPE_CHECKING, Any

from lambdas import entry

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@entry.metrics.log_metrics
def lambda_handler(event: dict[str, Any], context: "LambdaContext") -> None:  # noqa: ARG001 (Lambda's)
    """Count, and compare nothing."""
    entry.count("RowsDiffering", 0)
