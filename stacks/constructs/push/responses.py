"""The responses to a sender: accepted, retry, or refused, always as JSON of one shape.

A gateway response fills in variables and no more:
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
"""

import json
from dataclasses import dataclass

from aws_cdk.aws_apigateway import IntegrationResponse, MethodResponse, ResponseType, RestApi

from domain import EVENT

JSON = "application/json"
# A shard counts by the second; a plan fills up by the second; a day's quota takes longer.
SOON, LATER, MUCH_LATER = 1, 2, 3_600

ACCEPTED = (
    """{"outcome": "accepted", "shard": $input.json('$.ShardId'),"""
    """ "sequence_number": $input.json('$.SequenceNumber')}"""
)
UNKNOWN_KEY = "x-api-key holds no key that is known."
EXPIRED = "The key has expired: ask for a new one."
FOREIGN = f"The key is not that {EVENT.partition_noun}'s: {EVENT.partition.name} must be the key's own."
CARD_NUMBER = "It holds what looks like a card number: put a token in its place, and keep the number nowhere."
TOO_LARGE = "A record of the stream holds 1 MiB: send this event by a producer or in a file."
NOT_NOW = "The stream didn't take it. Keep the event and send it again."
# Kinesis answers 400 to a throttle and to a record too large: only the error's type tells them apart.
# https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html#API_PutRecord_Errors
# The messages are of a request without a partition key, which endpoint.py makes of another sender's event,
# of one without data, which it makes of an event by a key that has expired, and of one with a hash key that
# is no number, which it makes of an event with a card number.
NOT_ACCEPTED = """\
#if($input.path('$.message').matches('.*null at .data. failed to satisfy constraint.*'))
#set($context.responseOverride.status = 403)
{expired}
#elseif($input.path('$.message').matches('.*.partitionKey. failed to satisfy constraint.*'))
#set($context.responseOverride.status = 403)
{foreign}
#elseif($input.path('$.message').matches('.*.explicitHashKey. failed to satisfy constraint.*'))
#set($context.responseOverride.status = 422)
{card_number}
#elseif($input.path('$.__type').matches('.*(ValidationException|InvalidArgumentException)'))
#set($context.responseOverride.status = 413)
{refusal}
#else
#set($context.responseOverride.header.Retry-After = '{seconds}')
{retry}
#end"""


@dataclass(frozen=True, kw_only=True)
class PushResponse:
    """A response that API Gateway gives by itself; a status of None keeps its own."""

    type: ResponseType
    body: str
    status: int | None = None
    retry_after: int | None = None

    @property
    def headers(self) -> dict[str, str] | None:
        """Return static values in single quotes, as API Gateway takes them."""
        return None if self.retry_after is None else {"Retry-After": f"'{self.retry_after}'"}


def render_refusal(why: str) -> str:
    """Return the body for a request that would be refused again."""
    return json.dumps({"outcome": "refused", "why": why})


def render_retry(why: str) -> str:
    """Return the body for a request that may be taken later; the event is the sender's until then."""
    return json.dumps({"outcome": "retry", "why": why})


# https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
GATEWAY_RESPONSES = (
    PushResponse(
        type=ResponseType.BAD_REQUEST_BODY, body=render_refusal("$context.error.validationErrorString")
    ),
    PushResponse(type=ResponseType.INVALID_API_KEY, body=render_refusal(UNKNOWN_KEY)),
    PushResponse(
        type=ResponseType.MISSING_AUTHENTICATION_TOKEN,
        status=404,
        body=render_refusal(f"POST to /{EVENT.nouns}."),
    ),
    PushResponse(type=ResponseType.REQUEST_TOO_LARGE, body=render_refusal(TOO_LARGE)),
    PushResponse(
        type=ResponseType.UNSUPPORTED_MEDIA_TYPE, body=render_refusal(f"Content-Type must be {JSON}.")
    ),
    PushResponse(
        type=ResponseType.THROTTLED, retry_after=SOON, body=render_retry("Too many events at once.")
    ),
    PushResponse(
        type=ResponseType.QUOTA_EXCEEDED, retry_after=MUCH_LATER, body=render_retry("Too many events today.")
    ),
    PushResponse(type=ResponseType.DEFAULT_4_XX, body=render_refusal("$context.error.message")),
    PushResponse(type=ResponseType.DEFAULT_5_XX, status=503, retry_after=LATER, body=render_retry(NOT_NOW)),
)


def add_gateway_responses(api: RestApi) -> None:
    """Add each as a gateway response; what has none of its own takes a default."""
    for response in GATEWAY_RESPONSES:
        api.add_gateway_response(
            response.type.response_type.title().replace("_", ""),
            type=response.type,
            status_code=None if response.status is None else str(response.status),
            response_headers=response.headers,
            templates={JSON: response.body},
        )


def integration_responses() -> list[IntegrationResponse]:
    """Return the responses by the status of Kinesis: nothing but a 200 becomes "accepted"."""
    not_accepted = NOT_ACCEPTED.format(
        expired=render_refusal(EXPIRED),
        foreign=render_refusal(FOREIGN),
        card_number=render_refusal(CARD_NUMBER),
        refusal=render_refusal(TOO_LARGE),
        retry=render_retry(NOT_NOW),
        seconds=LATER,
    )
    return [
        IntegrationResponse(status_code="202", selection_pattern="200", response_templates={JSON: ACCEPTED}),
        IntegrationResponse(status_code="503", response_templates={JSON: not_accepted}),
    ]


def method_responses() -> list[MethodResponse]:
    """Return the statuses that the method may have once the stream has answered."""
    may_wait = {"method.response.header.Retry-After": False}
    return [
        MethodResponse(status_code="202"),
        MethodResponse(status_code="503", response_parameters=may_wait),
    ]
