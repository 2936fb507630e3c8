"""Policies and requests as tests write them."""

from typing import Any

from twin.permissions.authorizer import AccessRequest, AccessVerdict, Authorizer, Principal
from twin.permissions.policies import Attachment

ROLE = "arn:aws:iam::111122223333:role/inventory"
BUCKET = "arn:aws:s3:::raw"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1"
PLACE = "Consumers/Inventory/Policy"


def allowing(action: Any, resource: Any, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def denying(action: Any, resource: Any, **more: Any) -> dict[str, Any]:
    return {**allowing(action, resource, **more), "Effect": "Deny"}


def identity(*statements: dict[str, Any], owner: str = ROLE) -> Attachment:
    return Attachment(owner, PLACE, "identity", statements)


def on(owner: str, *statements: dict[str, Any]) -> Attachment:
    return Attachment(owner, f"Storage/{owner}/Policy", "resource", statements)


def decide(
    *policies: Attachment,
    action: str,
    resource: str,
    by: Principal | None = None,
    context: dict[str, object] | None = None,
) -> AccessVerdict:
    """Decide what `inventory` asks for, or somebody else."""
    request = AccessRequest(by or Principal.role(ROLE), action, resource, context or {})
    return Authorizer(policies).decide(request)
