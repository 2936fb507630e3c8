"""The partner's API is a feed as the adapter knows one, and has a limit on its calls."""

from itertools import pairwise

import pytest

from demo.retail.adapters.partner_api import PAGE_EVENTS, PartnerApi, partner_api
from lambdas.core.api_source.api import Api
from lambdas.core.api_source.client import ApiClient, RateLimited
from tests.lambdas.sales import encoded, sale

API = Api(name="partner", tries=1)
EVENTS = [encoded(sale(number)) for number in range(20)]


def pages(api: PartnerApi) -> list[tuple[str | None, tuple[bytes, ...]]]:
    """Read to the end: each page with the cursor behind it."""
    client = ApiClient(API, api.url, token=None)
    cursor: str | None = None
    read: list[tuple[str | None, tuple[bytes, ...]]] = []
    while True:
        page = client.fetch(cursor)
        if page.next_cursor == cursor:
            return read
        read.append((page.next_cursor, page.events))
        cursor = page.next_cursor


def test_the_first_call_is_one_too_many() -> None:
    with partner_api() as api:
        with pytest.raises(RateLimited):
            ApiClient(API, api.url, token=None).fetch(None)
        api.events = EVENTS

        read = pages(api)

    assert [event for _, events in read for event in events] == EVENTS
    assert max(len(events) for _, events in read) == PAGE_EVENTS
    assert all(first != second for (first, _), (second, _) in pairwise(read))


def test_nothing_new_leads_to_the_same_cursor() -> None:
    with partner_api() as api:
        api.refused, api.events = 1, EVENTS[:3]

        [(cursor, _)] = pages(api)
        again = ApiClient(API, api.url, token=None).fetch(cursor)

    assert (again.events, again.next_cursor) == ((), cursor)
