"""Whoever the app's managed policies are attached to: an account says who that is, the templates don't."""

from twin.loopback import ACCOUNT
from twin.permissions.authorizer import Principal
from twin.resolve import Resolved


def policy_holder(app: Resolved, *outputs: str, **tags: str) -> Principal:
    """Return somebody so tagged to whom just the managed policies are attached that these outputs tell."""
    policies = tuple(app.output(name) for name in outputs)
    name = "-".join(("holder-of", *outputs, *tags.values()))
    return Principal(f"arn:aws:iam::{ACCOUNT}:role/{name}", policies, tags=tuple(tags.items()))
