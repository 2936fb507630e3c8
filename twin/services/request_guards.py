"""Puts the evaluation of permissions into MiniStack's process, in the place of its own."""

import json
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any

from twin.permissions.api_call import ApiCall, Needed
from twin.services.internals import internals
from twin.services.own_actions import Answer, Document
from twin.services.permissions import DENIALS, LOAD, REGISTER, REPORT, Enforcement

ITERATING = frozenset({"dynamodb:GetRecords", "kinesis:GetRecords"})

Dispatch = Callable[..., Awaitable[Answer]]

_request: ContextVar[tuple[str, bytes, Mapping[str, Any], Mapping[str, object]]] = ContextVar(
    "_request", default=("POST", b"", {}, {})
)
_missing: ContextVar[Needed | None] = ContextVar("_missing", default=None)


def install() -> Enforcement:
    """Replace MiniStack's own evaluation; raises NotInstalled if its place isn't there."""
    app = internals("ministack.app", "_dispatch_service_request")
    evaluator = internals(
        "ministack.core.iam_evaluator",
        "EvalResult",
        "check_credentials",
        "enforce",
        "evaluate_trust_policy",
        "pin_request_caller",
        "resource_policy_allows",
    )
    actions = internals("ministack.core.iam_actions", "access_denied_response", "identity_denial_message")
    sts = internals("ministack.services.sts", "_sessions")
    enforcement = Enforcement(sts._sessions)
    evaluator.enforce = _enforcing(enforcement, evaluator.EvalResult, _iterated)
    evaluator.evaluate_trust_policy = lambda *_: True
    evaluator.check_credentials = lambda *_: None
    evaluator.pin_request_caller = lambda *_: None
    evaluator.resource_policy_allows = lambda *_, **__: True
    actions.access_denied_response = _explained(
        actions.identity_denial_message, actions.access_denied_response
    )
    app._dispatch_service_request = _noting(
        {
            LOAD: enforcement.load,
            DENIALS: enforcement.denials,
            REPORT: enforcement.report,
            REGISTER: enforcement.register,
        },
        _hiding(enforcement, actions.access_denied_response, app._dispatch_service_request),
    )
    return enforcement


def _enforcing(
    enforcement: Enforcement, result: Callable[..., Any], iterated: Callable[[str], str]
) -> Callable[..., Any]:
    """Answers as MiniStack's own: None if a request is allowed, else its denial."""

    def enforced(
        access_key_id: str,
        iam_action: str,
        _service: str,
        _region: str,
        resource_arn: str = "*",
        service_context: Mapping[str, object] | None = None,
    ) -> Any:  # noqa: ANN401
        principal = enforcement.principal(access_key_id)
        if principal is None or enforcement.monitor is None:
            return None
        method, body, query, conditions = _request.get()
        if iam_action in ITERATING and resource_arn == "*":
            resource_arn = iterated(json.loads(body)["ShardIterator"])
        context = {**conditions, **(service_context or {})}
        call = ApiCall(iam_action, resource_arn, method, body, query, context)
        missing = enforcement.monitor.allows(principal, call)
        if missing is None:
            return None
        _missing.set(missing)
        return result("ImplicitDeny", principal_arn=principal.name, reason=missing.action)

    return enforced


def _explained(message: Callable[..., str], others: Callable[..., Answer]) -> Callable[..., Answer]:
    """Answers a denial with what is missing, as AWS does: that may be another action than the call's name.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
    """

    def answered(service: str, action: str, principal: str, request_id: str, **more: Any) -> Answer:  # noqa: ANN401
        if missing := _missing.get():
            more["message"] = message(missing.action, principal, missing.resource, False)
            _missing.set(None)
        return others(service, action, principal, request_id, **more)

    return answered


def _iterated(iterator: str) -> str:
    """Return the ARN of the stream that an iterator is of; to whom calls it is only a name."""
    streams = internals("ministack.services.kinesis", "_shard_iterators", "_streams")
    tables = internals("ministack.services.dynamodb_streams", "_decode_iterator")
    if found := streams._shard_iterators.get(iterator):
        return str(streams._streams[found["stream"]]["StreamARN"])
    decoded = tables._decode_iterator(iterator) or {}
    return str(decoded.get("arn", "*"))


def _noting(actions: Mapping[str, Callable[[Document], Document]], others: Dispatch) -> Dispatch:
    """Keeps method, body and query of a request for its evaluation, and answers the twin's own actions."""

    async def dispatched(
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
        query: Mapping[str, Any],
        request_id: str,
    ) -> Answer:
        if own := actions.get(headers.get("x-amz-target", "")):
            answer = json.dumps(own(json.loads(body))).encode()
            return HTTPStatus.OK, {"Content-Type": "application/json"}, answer
        _request.set((method, body, query, _conditions(headers)))
        return await others(method, path, headers, body, query, request_id)

    return dispatched


def _hiding(enforcement: Enforcement, denied: Callable[..., Answer], others: Dispatch) -> Dispatch:
    """S3 tells that an object is missing only to whoever may list the bucket; to others it denies access.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    """

    async def dispatched(
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
        query: Mapping[str, Any],
        request_id: str,
    ) -> Answer:
        answer = await others(method, path, headers, body, query, request_id)
        if answer[0] != HTTPStatus.NOT_FOUND or method not in ("GET", "HEAD") or path.count("/") < 2:
            return answer
        principal = enforcement.principal(_key_of(headers))
        if principal is None or enforcement.monitor is None or "/s3/" not in headers.get("authorization", ""):
            return answer
        listing = ApiCall("s3:ListBucket", f"arn:aws:s3:::{path.split('/')[1]}")
        if enforcement.monitor.would_allow(principal, listing):
            return answer
        return denied("s3", "s3:ListBucket", principal.name, request_id, headers=dict(headers))

    return dispatched


def _conditions(headers: Mapping[str, str]) -> Mapping[str, object]:
    """Return the condition keys that MiniStack leaves out of a write.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
    """
    return {"s3:if-none-match": headers["if-none-match"]} if "if-none-match" in headers else {}


def _key_of(headers: Mapping[str, str]) -> str:
    return headers.get("authorization", "").partition("Credential=")[2].partition("/")[0]
