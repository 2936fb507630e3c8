"""What a request's body must be before its backend is asked.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
"""

from collections.abc import Mapping

import msgspec
from jsonschema import Draft4Validator

from twin.semantics.gateway_answers import JSON, Rejected

# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
MOST_BYTES = 10 * 1024 * 1024


def content_type(headers: Mapping[str, str]) -> str:
    """JSON unless the request says otherwise; parameters such as a charset don't count (modelled)."""
    return headers.get("content-type", JSON).partition(";")[0].strip().lower()


def text(body: bytes) -> str:
    """Decode: an API without binary media types "supports only UTF-8-encoded text"; refusal is modelled."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise Rejected("BAD_REQUEST_BODY", "the body is not UTF-8") from None


def validate(body: str, model: Draft4Validator) -> None:
    """AWS's validator words what it finds otherwise. No body is an empty object (modelled)."""
    try:
        whole = msgspec.json.decode(body or "{}")
    except (msgspec.DecodeError, RecursionError):
        raise Rejected("BAD_REQUEST_BODY", "the body is not JSON") from None
    if found := [f"{error.json_path}: {error.message}" for error in model.iter_errors(whole)]:
        raise Rejected("BAD_REQUEST_BODY", "; ".join(found))
