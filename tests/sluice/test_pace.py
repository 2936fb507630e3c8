"""Nothing goes faster than it is told, also after a pause."""

from sluice.pace import Pace


class Clock:
    """Moves only while somebody sleeps."""

    now = 100.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def __call__(self) -> float:
        return self.now


def test_each_waits_for_those_before() -> None:
    clock = Clock()
    pace = Pace(10, sleep=clock.sleep, clock=clock)

    times = []
    for count in (5, 20, 1):
        pace.wait(count)
        times.append(clock.now - 100)

    assert times == [0, 0.5, 2.5]


def test_what_a_pause_left_free_is_not_made_up_for() -> None:
    clock = Clock()
    pace = Pace(10, sleep=clock.sleep, clock=clock)
    pace.wait(1)
    clock.now += 60

    pace.wait(10)
    pace.wait(1)

    assert clock.now == 161
