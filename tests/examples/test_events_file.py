"""The sample of a user's own events can be played, and its page says what it holds."""

import json
import re

from msgspec import structs

from demo.events_file import read_events
from domain.sale import Sale
from lambdas.core.contract import parse
from tests.synthesis import REPOSITORY

SAMPLE = REPOSITORY / "examples" / "sales.jsonl"
PAGE = (REPOSITORY / "docs" / "events-file.md").read_text()


def test_every_line_of_the_sample_keeps_the_contract() -> None:
    events = read_events(SAMPLE)

    assert len(events) == len({json.loads(each.data)["sale_id"] for each in events}) == 24
    assert all(isinstance(parse(each.data), Sale) for each in events)


def test_the_page_names_every_field_of_a_sale() -> None:
    named = set(re.findall(r"`(\w+)`", "".join(line for line in PAGE.splitlines() if line.startswith("| `"))))

    assert {each.encode_name for each in structs.fields(Sale)} <= named


def test_the_page_and_the_command_say_where_the_sample_is() -> None:
    assert "--events examples/sales.jsonl" in PAGE
    assert "24\nsales of two stores" in PAGE
