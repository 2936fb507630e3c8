"""A replay is killed on the way: when something of it was sent, and not before."""

from demo.recovery.raw_replays import has_sent
from tests.lambdas.core.replay.cloud import REPLAY, REPLAYS, Cloud
from tests.lambdas.core.replay.test_chunk import sold


def test_has_sent_nothing_before_its_first_checkpoint() -> None:
    cloud = Cloud()
    cloud.start()

    assert not has_sent(cloud.dynamodb, REPLAYS, REPLAY)


def test_has_sent_something_once_a_checkpoint_says_so() -> None:
    cloud = Cloud()
    chunk = cloud.archive([sold(1)])
    cloud.start()

    cloud.working.work(chunk)

    assert has_sent(cloud.dynamodb, REPLAYS, REPLAY)
    assert not has_sent(cloud.dynamodb, REPLAYS, "another")
