"""Puts a deployment's own names in the place of a page's, and sees to what a command needs before."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from tests.twin.damage import Damage
from tests.twin.operated import World
from tests.twin.operators import Answered

HOUR, MINUTE, SECOND = "%Y-%m-%dT%H", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"
GENERATION = "spring1"
QUIET_SECONDS = 75
RELEASED, DROPPED = "po-1", "po-2"

Words = Sequence[str]
Mend = Callable[[str], Answered]
"""Types a command as who mends."""


class Scenes:
    """What was started and damaged so far."""

    def __init__(self, world: World, mend: Mend) -> None:
        self._world, self._mend, self._damage = world, mend, Damage(world)
        self._slow = self._replay = self._of_events = ""
        self._fills: Mapping[str, Callable[[Words], Words]] = {
            "raw check": self._hours,
            "raw mend": self._hours,
            "raw restore": lambda words: [*words[:-1], self._damage.overwritten],
            "raw write-off": lambda words: [*words[:3], *self._damage.broken],
            "events replay": self._minutes,
            "events cancel": lambda words: [*words[:-1], self._of_events],
            "purge": self._hours,
            "replay plan": self._seconds,
            "replay start": self._seconds,
            "replay verify": lambda words: [*words[:-1], self._replay],
            "orders release": lambda words: [*words[:-1], RELEASED],
            "orders drop": lambda words: [*words[:-1], DROPPED],
            "failures show": lambda words: [*words[:3], self._failure()],
            "failures park": lambda words: [*words[:3], self._failure(), *words[4:]],
            "failures correct": lambda words: [*words[:3], self._failure("conflict"), *words[4:]],
        }
        self._before: Mapping[str, Callable[[], object]] = {
            "raw mend": self._damage.lose_entry,
            "raw restore": self._damage.overwrite,
            "raw write-off": self._damage.break_object,
            "failures park --release": lambda: self._mend(f"failures park dev {self._failure()}"),
            "replay plan": world.quiet,
            "replay start": world.quiet,
            "replay pause": self._start_slowly,
            "replay resume <replay>": self._pause_another,
            "orders release": lambda: world.hold(RELEASED),
            "orders drop": lambda: world.hold(DROPPED),
            "shelves recount --yes": self._damage.change_shelves,
            "accounts swap": self._leave_accounts,
            "rebuild spring1": world.quiet,
            "rebuild spring1 --swap": self._damage.change_rows,
            "rebuild <generation> --swap": self._damage.make_up_rows,
        }

    def filled(self, words: Words) -> list[str]:
        """Return a page's command as it is typed here."""
        named = {
            "<replay>": self._slow,
            "<generation>": GENERATION,
            "quantities.toml": str(self._world.recipe),
        }
        fill = self._fills.get(" ".join(words[:2]), self._fills.get(words[0], list))
        return [named.get(word, word) for word in fill(words)]

    def prepare(self, words: Words) -> None:
        """See to it that a command has something to do."""
        told = {"dev", "--into"}
        named = [word for word in words if word not in told and (word.isalnum() or word[0] in "<-")]
        self._before.get(" ".join(named[:3]), self._before.get(" ".join(words[:2]), lambda: None))()

    def note(self, words: Words, answer: Answered) -> None:
        """Remember what a command has started."""
        started = answer.out.partition(":")[0]
        if words[:2] == ["events", "replay"]:
            self._of_events = started
        if words[:2] == ["replay", "start"]:
            self._replay = started

    def _hours(self, words: Words) -> Words:
        return _between(words, HOUR, self._world.began, _now() + timedelta(hours=1))

    def _minutes(self, words: Words) -> Words:
        """Around the events that came a while ago."""
        began, while_ago = self._world.began, timedelta(minutes=10)
        return _between(words, MINUTE, began - 3 * while_ago, began - while_ago)

    def _seconds(self, words: Words) -> Words:
        return _between(words, SECOND, self._world.began, _now())

    def _start_slowly(self) -> None:
        self._world.quiet()
        window = self._seconds(["replay", "start", "dev", "--from", "x", "--to", "x"])
        self._slow = self._mend(" ".join([*window, "--rate", "1", "--no-wait"])).out.strip()

    def _leave_accounts(self) -> None:
        """An account of which a sale came within the last minute is left for the next run."""
        self._damage.change_accounts()
        time.sleep(QUIET_SECONDS)

    def _pause_another(self) -> None:
        self._start_slowly()
        self._mend("replay pause dev")

    def _failure(self, reason: str = "wrong_shape") -> str:
        return next(each.id for each in self._world.failures() if each.last.reason == reason)


def _between(words: Words, written: str, start: datetime, end: datetime) -> list[str]:
    """The command with another window."""
    given = {"--from": f"{start:{written}}", "--to": f"{end:{written}}"}
    return [given.get(before, word) for before, word in zip(["", *words], words, strict=False)]


def _now() -> datetime:
    return datetime.now(UTC)
