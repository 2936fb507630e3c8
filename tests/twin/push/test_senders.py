"""A key speaks for its own sender: of every other's events nothing comes to the stream."""

import json
from itertools import product
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from environments import preset
from stacks.push import PushSettings
from tests.lambdas.sales import encoded, sale
from tests.stacks.synthesized import settings_of
from tests.synthesis import templates
from tests.twin.push.endpoint import Endpoint, method_of
from twin.semantics.gateway import Put, Request

SENDERS = settings_of(preset("prod"), PushSettings).senders
METHOD = method_of("sales", templates("prod"))
SEEN_ALIKE = st.sampled_from(
    ["0{}", " {}", "{} ", "{}\u200b", "{}\n", "\ufeff{}", "{}.0", "{}/1", "+{}", "{}\u0301", '{}"', "{}'"]
)


def posted(sender: str, body: bytes, now: list[float] = [1_700_000_000.0]) -> dict[str, str]:  # noqa: B006 (a clock)
    """Return what Kinesis is asked once a sender's key has posted a body; each post is an hour later."""
    now[0] += 3_600.0
    headers = {"x-api-key": f"a-key-of-store-{sender}"}
    admitted = METHOD.admit(Request("POST", "/v1/sales", headers, body), now[0])
    assert isinstance(admitted, Put), admitted
    asked: dict[str, str] = json.loads(admitted.call)
    return asked


@pytest.mark.parametrize(("sender", "store"), [*product(SENDERS, [*SENDERS, "no-store"])])
def test_of_all_pairs_of_keys_and_partitions_only_the_own_passes(sender: str, store: str) -> None:
    """Refuses a foreign sale. FAULTS 50."""
    asked = posted(sender, encoded(sale(store=store)))

    assert asked.get("PartitionKey") == (sender if sender == store else None)
    assert bool(asked["Data"]) == (sender == store)


@given(sender=st.sampled_from(SENDERS), written=SEEN_ALIKE)
def test_another_spelling_of_the_own_partition_does_not_pass(sender: str, written: str) -> None:
    """Compares letter by letter. FAULTS 50."""
    asked = posted(sender, encoded(sale(store=written.format(sender))))

    assert "PartitionKey" not in asked


@given(sender=st.sampled_from(SENDERS), store=st.text(min_size=1, max_size=64))
def test_whatever_a_partition_is_called_it_passes_only_by_its_own_key(sender: str, store: str) -> None:
    """Lets nothing else through, digits of other scripts included. FAULTS 50."""
    asked = posted(sender, encoded(sale(store=store)))

    assert ("PartitionKey" in asked) == (store == sender)


@pytest.mark.parametrize("digits", ["\uff13\uff16\uff17", "\u0663\u0666\u0667"])
def test_digits_that_normalize_to_the_own_partition_do_not_pass(digits: str) -> None:
    """Compares before anybody normalizes. FAULTS 50."""
    assert normalize("NFKC", "\uff13\uff16\uff17") == "367"
    assert "PartitionKey" not in posted("367", encoded(sale(store=digits)))


def test_an_escaped_spelling_of_the_own_partition_is_the_own(endpoint: Endpoint) -> None:
    body = encoded(sale()).replace(b'"store_id":"367"', rb'"store_id":"\u00336\u0037"')

    assert endpoint.post(body).outcome == (202, "accepted")
    assert endpoint.records() == [("367", body)]


def test_a_foreign_sale_is_refused_and_nothing_of_it_is_on_the_stream(endpoint: Endpoint) -> None:
    """Answers 403 and says why. FAULTS 50."""
    told = endpoint.post(encoded(sale(store="381")))

    assert told.outcome == (403, "refused")
    assert told.body["why"] == "The key is not that store's: store_id must be the key's own."
    assert "Retry-After" not in told.headers
    assert endpoint.records() == []


def test_a_foreign_sale_too_large_for_the_stream_is_foreign(endpoint: Endpoint) -> None:
    told = endpoint.post(encoded(sale(store="381", filler="x" * 1_100_000)))

    assert told.outcome == (403, "refused")
