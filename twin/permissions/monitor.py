"""Evaluates calls as they are made, and counts what was asked, what allowed it and what was denied."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any

from twin.permissions.api_call import ApiCall, Needed
from twin.permissions.api_calls import needed_for
from twin.permissions.authorizer import AccessRequest, AccessVerdict, Authorizer, Principal
from twin.permissions.policies import Attachment

DENIALS_KEPT = 100


class AccessMonitor:
    """The policies of one deployment, held against every call of the principals that they are about."""

    def __init__(self, policies: Iterable[Attachment], keys: Mapping[str, str]) -> None:
        self._authorizer = Authorizer(policies)
        self._keys = keys
        self._calls: Counter[tuple[str, str]] = Counter()
        self._grants: Counter[str] = Counter()
        self._denied: dict[tuple[str, str, str], str] = {}
        self._seconds = 0.0
        self._counting = Lock()

    def allows(self, principal: Principal, call: ApiCall) -> Needed | None:
        """Return None if all that a call needs is allowed, else what isn't."""
        began = time.perf_counter()
        missing = next(
            (each for each in needed_for(call, self._keys) if not self._allowed(principal, each)), None
        )
        with self._counting:
            self._seconds += time.perf_counter() - began
        return missing

    def would_allow(self, principal: Principal, call: ApiCall) -> bool:
        """Return whether a call that was not made would be allowed; what allows it counts as used."""
        verdicts = [
            self._authorizer.decide(_request(principal, each)) for each in needed_for(call, self._keys)
        ]
        with self._counting:
            self._grants.update(grant for each in verdicts for grant in each.grants)
        return all(each.allowed for each in verdicts)

    def report(self) -> dict[str, Any]:
        """Return counts: evaluated actions, grants by use, denials, and the seconds that evaluating took."""
        with self._counting:
            return {
                "evaluated": sum(self._calls.values()),
                "calls": [[*key, count] for key, count in sorted(self._calls.items())],
                "grants": dict(self._grants),
                "denied": self._denials(),
                "seconds": self._seconds,
            }

    def denials(self) -> list[dict[str, str]]:
        """Return each thing that was denied, once."""
        with self._counting:
            return self._denials()

    def _denials(self) -> list[dict[str, str]]:
        return [
            {"principal": who, "action": action, "resource": resource, "reason": reason}
            for (who, action, resource), reason in self._denied.items()
        ]

    def _allowed(self, principal: Principal, needed: Needed) -> bool:
        verdict = self._authorizer.decide(_request(principal, needed))
        with self._counting:
            self._note(principal, needed, verdict)
        return verdict.allowed

    def _note(self, principal: Principal, needed: Needed, verdict: AccessVerdict) -> None:
        self._calls[principal.name, needed.action] += 1
        self._grants.update(verdict.grants)
        if not verdict.allowed and len(self._denied) < DENIALS_KEPT:
            self._denied[principal.name, needed.action, needed.resource] = verdict.reason


def _request(principal: Principal, needed: Needed) -> AccessRequest:
    return AccessRequest(principal, needed.action, needed.resource, needed.context)
