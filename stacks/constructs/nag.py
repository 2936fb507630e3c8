"""Suppressions of the rule packs' findings."""

from collections.abc import Mapping

from aws_cdk import Acknowledgment, Validations
from constructs import Construct


def acknowledge(scope: Construct, reasons: Mapping[str, str]) -> None:
    """Acknowledge findings on one construct, each by its exact id, with a reason for the reviewer."""
    rules = [Acknowledgment(id=finding, reason=reason) for finding, reason in reasons.items()]
    Validations.of(scope).acknowledge(*rules)
