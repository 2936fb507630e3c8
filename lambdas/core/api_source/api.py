"""The declaration of a paged HTTP API: its words, and how much of it is read at once."""

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from contracts.fields import Text

# What one PutRecords call takes: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
MOST_EVENTS = 500


class BadApi(ValueError):
    """A declaration of an API that can't be read."""


class Api(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An API that answers `GET url?cursor=…&limit=…` with `{"events": […], "next": "…"}`, in its own words.

    A page is read whole, in at most `page_seconds` with all its tries, and has at most `page_bytes`. With a
    cursor that it gave before, the API answers with the same events, and perhaps more behind them; `next` is
    the cursor behind them, and null, left out or unchanged where nothing is behind them yet.
    """

    name: Text
    cursor_parameter: Text = "cursor"
    limit_parameter: Text = "limit"
    events_field: Text = "events"
    next_field: Text = "next"
    page_events: Annotated[int, Meta(ge=1, le=MOST_EVENTS)] = MOST_EVENTS
    # PutRecords takes 10 MiB, and a page is in memory with what is made of it.
    page_bytes: Annotated[int, Meta(ge=1_024, le=8 * 1_024 * 1_024)] = 5 * 1_024 * 1_024
    page_seconds: Annotated[float, Meta(gt=0, le=30)] = 20
    tries: Annotated[int, Meta(ge=1, le=10)] = 4
    # A limit on calls that lasts longer than this is waited for by the next runs, up to `longest_wait`.
    wait_seconds: Annotated[float, Meta(ge=0, le=30)] = 10
    longest_wait: Annotated[int, Meta(ge=1, le=86_400)] = 3_600


def parse_api(text: str) -> Api:
    """Read a declaration from JSON; raise BadApi and say what is wrong with it."""
    try:
        return msgspec.json.decode(text, type=Api)
    except msgspec.DecodeError as error:
        raise BadApi(f"The API can't be read: {error}") from None
