"""Replays of archived events, put into MiniStack's process.

By itself it carries them past the data plane. Here StartReplay is held against EventBridge's rules
(twin/semantics/bus_replays.py) and kept; the plane takes it, plays it and tells how far it is
(twin/plane/replays.py). One after the other: EventBridge has up to ten at work at once.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from twin.semantics import bus_replays
from twin.semantics.bus_replays import Known, ReplayRefusal
from twin.services.internals import internals
from twin.services.own_actions import Action, Answer, Document, answering

FIRST, REACHED, ENDED = "AWSEvents.FirstReplay", "AWSEvents.ReachedByReplay", "AWSEvents.EndedReplay"
KEPT = ("_archives", "_replays", "_rules")
REPLACED = ("_cancel_replay", "_list_replays", "_start_replay", "handle_request")
BAD_REQUEST = 400


def install() -> None:
    """Replace what is listed above; raises NotInstalled."""
    events = internals("ministack.services.eventbridge", *REPLACED, *KEPT)
    service = _Service(events)
    events._start_replay = service.refusing(service.start)
    events._cancel_replay = service.refusing(service.cancel)
    events._list_replays = service.refusing(service.listed)
    own = {FIRST: service.first, REACHED: service.reached, ENDED: service.ended}
    events.handle_request = answering(own, events.json_response, events.handle_request)


@dataclass(frozen=True)
class _Service:
    """What MiniStack keeps of archives, rules and replays."""

    events: Any

    def refusing(self, action: Action) -> Callable[[Document], Answer]:
        """Answer as MiniStack does, with the service's error if the action is refused."""

        def answered(asked: Document) -> Answer:
            try:
                answer: Answer = self.events.json_response(action(asked))
            except ReplayRefusal as refusal:
                answer = self.events.error_response_json(refusal.code, str(refusal), BAD_REQUEST)
            return answer

        return answered

    def start(self, asked: Document) -> Document:
        replay = bus_replays.started(asked, self._known(), time.time())
        self.events._replays[replay["ReplayName"]] = replay
        return {name: replay[name] for name in ("ReplayArn", "State", "ReplayStartTime")}

    def cancel(self, asked: Document) -> Document:
        if (name := asked["ReplayName"]) not in self.events._replays:
            raise ReplayRefusal("ResourceNotFoundException", f"Replay {name} does not exist.")
        replay = self._change(name, bus_replays.cancelling)
        return {name: replay[name] for name in ("ReplayArn", "State")}

    def listed(self, asked: Document) -> Document:
        return bus_replays.listed(self._replays(), asked)

    def first(self, asked: Document) -> Document:
        """Return the replay that the plane is to play."""
        return {"Replay": bus_replays.first(self._replays().values(), asked["EventSourceArn"])}

    def reached(self, told: Document) -> Document:
        """Note how far the plane is."""
        return self._change(told["ReplayName"], lambda replay: bus_replays.reached(replay, told["Last"]))

    def ended(self, told: Document) -> Document:
        """Note that the plane gives back nothing more."""
        return self._change(told["ReplayName"], lambda replay: bus_replays.ended(replay, time.time()))

    def _change(self, name: str, change: Action) -> Document:
        self.events._replays[name] = changed = change(self.events._replays[name])
        return changed

    def _replays(self) -> Document:
        return dict(self.events._replays.items())

    def _known(self) -> Known:
        archives = {each["ArchiveArn"]: each["EventSourceArn"] for each in self.events._archives.values()}
        rules = {each["Arn"] for each in self.events._rules.values()}
        return Known(archives, rules, self._replays())
