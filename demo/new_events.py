"""Events that nobody has sent yet, under ids that no event of the source has."""

import json
from dataclasses import replace

from contracts.scenario import Scenario, SourceMessage, compact
from producer.stream import BYTES_A_RECORD


def new_events(
    scenario: Scenario, like: SourceMessage, count: int = 1, *, besides: int = 0
) -> list[SourceMessage]:
    """Return new events, each the same one under an id of its own; `besides` were made before."""
    event = json.loads(like.data)
    return [
        replace(like, data=compact(scenario.renew(event, number)))
        for number in range(besides, besides + count)
    ]


def oversized(event: SourceMessage) -> SourceMessage:
    """Return the event with a note that no record has room for."""
    return replace(event, data=compact({**json.loads(event.data), "note": "x" * BYTES_A_RECORD}))
