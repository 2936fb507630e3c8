"""What StartReplay, CancelReplay and ListReplays take and refuse, and how far a replay is.

The errors are named where each action is documented, as
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_StartReplay.html; their words are modelled.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

NAME = re.compile(r"[.\-_A-Za-z0-9]{1,64}")
ACTIVE = frozenset({"STARTING", "RUNNING", "CANCELLING"})
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html
MOST_ACTIVE = 10
MOST_LISTED = 100
FILTERS = ("NamePrefix", "State", "EventSourceArn")
# What ListReplays leaves out of what DescribeReplay tells:
# https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Replay.html
DESCRIBED_ONLY = ("ReplayArn", "Description", "Destination")

Record = dict[str, Any]
"""A replay as DescribeReplay tells it; times in seconds since the epoch."""


class ReplayRefusal(Exception):
    """An error of the service, by its code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Known:
    """What there is when somebody asks: archives by ARN with the ARN of their bus, rules by ARN, replays."""

    archives: Mapping[str, str]
    rules: Collection[str]
    replays: Mapping[str, Record]


def started(asked: Mapping[str, Any], known: Known, now: float) -> Record:
    """Return the replay that StartReplay begins; raises Refusal.

    EventBridge is not known to refuse times to come; that it checks filters is modelled.
    """
    name, archive = asked["ReplayName"], asked["EventSourceArn"]
    if not NAME.fullmatch(name):
        raise _invalid("ReplayName", f"{name} must satisfy regular expression pattern: {NAME.pattern}")
    if archive not in known.archives:
        raise _invalid("EventSourceArn", f"Archive {archive.rpartition('/')[2]} does not exist.")
    if asked["Destination"]["Arn"] != known.archives[archive]:
        raise _invalid("Destination.Arn", "Cross event bus replay is not permitted.")
    if unknown := sorted(set(asked["Destination"].get("FilterArns", ())) - set(known.rules)):
        raise _invalid("Destination.FilterArns", f"Rule {unknown[0]} does not exist.")
    if asked["EventStartTime"] >= asked["EventEndTime"]:
        raise _invalid("EventEndTime", "EventStartTime must be before EventEndTime.")
    _require_room(name, known.replays)
    arn = f"{archive.rpartition(':')[0]}:replay/{name}"
    return {**asked, "ReplayArn": arn, "State": "STARTING", "ReplayStartTime": now}


def cancelling(replay: Record) -> Record:
    """Return the same replay, once somebody has cancelled it; raises Refusal.

    "You can cancel replays while their status is Starting or Running":
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html
    """
    if replay["State"] not in ("STARTING", "RUNNING"):
        name = replay["ReplayName"]
        raise ReplayRefusal(
            "IllegalStatusException", f"Replay {name} is not in a valid state for this operation."
        )
    return {**replay, "State": "CANCELLING"}


def reached(replay: Record, last: float | None) -> Record:
    """Return the same replay, at work, once events up to the time `last` were given back."""
    state = "RUNNING" if replay["State"] == "STARTING" else replay["State"]
    return {**replay, "State": state} | ({} if last is None else {"EventLastReplayedTime": last})


def ended(replay: Record, now: float) -> Record:
    """Return the same replay, once nothing more is given back."""
    state = "CANCELLED" if replay["State"] == "CANCELLING" else "COMPLETED"
    return {**replay, "State": state, "ReplayEndTime": now}


def first(replays: Iterable[Record], archive: str) -> Record | None:
    """Return the replay of an archive that has waited longest, if one isn't over."""
    active = (each for each in replays if each["EventSourceArn"] == archive and each["State"] in ACTIVE)
    return min(active, key=lambda each: float(each["ReplayStartTime"]), default=None)


def listed(replays: Mapping[str, Record], asked: Mapping[str, Any]) -> Record:
    """Return the answer of ListReplays, a page of it; raises Refusal: "Filter parameters are exclusive".

    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListReplays.html
    """
    if sum(name in asked for name in FILTERS) > 1:
        raise ReplayRefusal("ValidationException", f"At most one filter is allowed: {', '.join(FILTERS)}.")
    chosen = [_summary(replay) for _, replay in sorted(replays.items()) if _passes(replay, asked)]
    begin, most = int(asked.get("NextToken", 0)), asked.get("Limit", MOST_LISTED)
    more = {"NextToken": str(begin + most)} if begin + most < len(chosen) else {}
    return {"Replays": chosen[begin : begin + most], **more}


def _passes(replay: Record, asked: Mapping[str, Any]) -> bool:
    named = str(replay["ReplayName"]).startswith(asked.get("NamePrefix", ""))
    equal = (name for name in FILTERS if name in replay and name in asked)
    return named and all(replay[name] == asked[name] for name in equal)


def _summary(replay: Record) -> Record:
    return {name: value for name, value in replay.items() if name not in DESCRIBED_ONLY}


def _require_room(name: str, replays: Mapping[str, Record]) -> None:
    if name in replays:
        raise ReplayRefusal("ResourceAlreadyExistsException", f"Replay {name} already exists.")
    if sum(each["State"] in ACTIVE for each in replays.values()) >= MOST_ACTIVE:
        raise ReplayRefusal("LimitExceededException", f"More than {MOST_ACTIVE} replays would be active.")


def _invalid(parameter: str, reason: str) -> ReplayRefusal:
    return ReplayRefusal("ValidationException", f"Parameter {parameter} is not valid. Reason: {reason}")
