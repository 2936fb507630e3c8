"""Whoever the app's managed policies are attached to: an account says who that is, the templates don't."""

from twin.loopback import ACCOUNT
from twin.permissions.authorizer import Principal
from twin.resolve import Resolved


def policy_holder(app: Resolved, *outputs: str) -> Principal:
    """Return somebody to whom just the managed policies are attached whose ARNs these outputs tell."""
    policies = tuple(app.output(name) for name in outputs)
    return Principal(f"arn:aws:iam::{ACCOUNT}:role/holder-of-{'-'.join(outputs)}", policies)
