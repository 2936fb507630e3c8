import pytest

from twin.plane.replays import Replay, ReplayRefused, Replays

RULE = "arn:aws:events:eu-west-1:111122223333:rule/sales/reorder"


def test_replays_wait_for_each_other() -> None:
    replays, first, second = Replays("sales", [RULE]), Replay("a", 0.0, 1.0), Replay("b", 0.0, 1.0, (RULE,))
    replays.ask(first)
    replays.ask(second)

    taken = []
    while replay := replays.first():
        taken.append(replay)
        replays.done()

    assert taken == [first, second]
    assert not replays


@pytest.mark.parametrize(
    ("replay", "why"),
    [
        (Replay("later", 1.0, 1.0), "ends before it starts"),
        (Replay("known", 0.0, 1.0), "already"),
        (Replay("filtered", 0.0, 1.0, ("arn:other",)), "no rule arn:other"),
    ],
)
def test_refuses_what_eventbridge_would(replay: Replay, why: str) -> None:
    replays = Replays("sales", [RULE])
    replays.ask(Replay("known", 0.0, 1.0))
    replays.done()

    with pytest.raises(ReplayRefused, match=why):
        replays.ask(replay)
    assert not replays
