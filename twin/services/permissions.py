"""Holds every request that reaches MiniStack against the policies of the synthesized templates.

MiniStack evaluates requests itself (AUTH=true), against the policies that its IAM keeps. Here it is asked to
do so only because it then tells each function's role apart: whether a request is allowed is decided by
twin/permissions, which knows the statement of a template that allows it. Requests under the account's own
key, which are the twin's and those of whoever deploys, aren't evaluated.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import asdict
from typing import Any

from twin.loopback import ACCOUNT, CREDENTIALS
from twin.permissions.api_call import ApiCall
from twin.permissions.authorizer import Principal
from twin.permissions.monitor import AccessMonitor
from twin.permissions.policies import Attachment
from twin.services.own_actions import Document, ask

LOAD, DENIALS, REPORT, REGISTER = (
    f"TwinPermissions.{action}" for action in ("Load", "Denials", "Report", "RegisterPrincipal")
)


def register(endpoint: str, principal: Principal) -> str:
    """Make a principal known to the emulator, and return the key that its requests are to bear."""
    return str(ask(endpoint, REGISTER, asdict(principal))["AccessKeyId"])


def load(endpoint: str, policies: Iterable[Attachment], keys: Mapping[str, str]) -> None:
    """Have the emulator hold these policies against every request from now on."""
    ask(endpoint, LOAD, {"Policies": [asdict(each) for each in policies], "Keys": dict(keys)})


def denials(endpoint: str) -> list[Document]:
    """Return what was denied so far, each as Denial's fields."""
    found: list[Document] = ask(endpoint, DENIALS, {})["Denied"]
    return found


def report(endpoint: str) -> Document:
    """Return what was evaluated since the policies were loaded, as AccessMonitor.report says."""
    return ask(endpoint, REPORT, {})


class Enforcement:
    """What MiniStack asks before it answers; it allows all until the policies are loaded."""

    def __init__(self, sessions: MutableMapping[str, Any]) -> None:
        self.monitor: AccessMonitor | None = None
        self._sessions = sessions
        self._principals: dict[str, Principal] = {}

    def load(self, asked: Document) -> Document:
        """Take the policies of a deployment; from now on they are enforced."""
        policies = [Attachment(**each) for each in asked["Policies"]]
        self.monitor = AccessMonitor(policies, asked["Keys"])
        return {}

    def register(self, asked: Document) -> Document:
        """Take in a principal that isn't a function's role, and return the key that its requests bear."""
        sequences = {name: tuple(map(_hashable, asked[name])) for name in ("identities", "tags")}
        principal = Principal(**{**asked, **sequences})
        key = access_key(principal)
        self._principals[key] = principal
        self._sessions[key] = _session(principal)
        return {"AccessKeyId": key}

    def denials(self, _: Document) -> Document:
        """Return what was denied so far."""
        return {"Denied": self.monitor.denials() if self.monitor else []}

    def report(self, _: Document) -> Document:
        """Return what was evaluated so far."""
        return self.monitor.report() if self.monitor else {}

    def allows(self, principal: Principal, call: ApiCall) -> bool:
        """Return whether a call is allowed; all are before the policies are loaded."""
        return self.monitor is None or self.monitor.allows(principal, call) is None

    def principal(self, key: str) -> Principal | None:
        """Return whose key it is; None for the account's own."""
        if key in self._principals:
            return self._principals[key]
        session = self._sessions.get(key)
        if session is None:
            return None
        account, assumed = session["Arn"].split(":")[4:6]
        return Principal.role(f"arn:aws:iam::{account}:role/{assumed.split('/')[1]}")


def _hashable(value: str | list[str]) -> str | tuple[str, ...]:
    return value if isinstance(value, str) else tuple(value)


def access_key(principal: Principal) -> str:
    """Return the key under which a principal calls; the same for the same principal."""
    named = (principal.arn, *principal.identities, principal.service, principal.source, *principal.tags)
    told = json.dumps(named)
    return f"ASIA{hashlib.sha256(told.encode()).hexdigest()[:16].upper()}"


def _session(principal: Principal) -> Document:
    """What MiniStack's STS keeps of whoever has assumed a role: its S3 knows no other temporary key."""
    secret = CREDENTIALS["AWS_SECRET_ACCESS_KEY"]
    return {
        "Arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{principal.name}/twin",
        "UserId": principal.name,
        "SecretAccessKey": secret,
        "SessionToken": CREDENTIALS["AWS_SESSION_TOKEN"],
    }
