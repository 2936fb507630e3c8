"""The acts of a run: those of every domain and the domain's own, less what is left out."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module

from contracts.scenario import Scenario
from demo.act import Act, Phase
from demo.alerts_act import AlertsAct
from demo.options import Options
from demo.permissions_act import PermissionsAct
from demo.push_act import PushAct
from demo.recovery.recover_act import RecoverAct
from demo.reshard_act import ReshardAct
from twin.errors import TwinError

OF_EVERY_DOMAIN = (PermissionsAct, ReshardAct, AlertsAct, PushAct, RecoverAct)


class UnknownName(TwinError):
    """An act or a setting that isn't there."""


@dataclass(frozen=True)
class LeftOut:
    """What is not played, and why."""

    act: Act
    why: str


def act_types(scenario: Scenario) -> Sequence[type[Act]]:
    """Return the acts that there are, in the order in which their phases of one moment come."""
    return (*OF_EVERY_DOMAIN, *map(_imported, scenario.acts))


def choose_acts(options: Options) -> Sequence[Act]:
    """Return a run's acts; raise UnknownName for a name in the options that no act has."""
    acts = [each(options) for each in act_types(options.scenario)]
    _require("act", options.without, [act.name for act in acts])
    _require("setting", options.settings, [name for act in acts for name in act.settings])
    return acts


def leave_out(
    acts: Sequence[Act],
    without: Collection[str],
    capabilities: Collection[str],
    first_day: date,
) -> list[LeftOut]:
    """Return the acts that nobody wants, that lack a capability or days, or that build on one of those."""
    found: dict[str, LeftOut] = {}
    for act in acts:
        if act.name in without:
            found[act.name] = LeftOut(act, "as asked")
        elif missing := sorted(act.needs - {*capabilities}):
            found[act.name] = LeftOut(act, f"the environment has no {missing[0]}")
        elif obstacle := act.obstacle(first_day):
            found[act.name] = LeftOut(act, obstacle)
    while more := [act for act in acts if act.name not in found and act.builds_on & found.keys()]:
        for act in more:
            found[act.name] = LeftOut(act, f"it builds on {min(act.builds_on & found.keys())}")
    return list(found.values())


def phases_of(acts: Iterable[Act], capabilities: Collection[str]) -> list[Phase]:
    """Return the phases of acts whose needs are met, in the order in which they come."""
    phases = [phase for act in acts for phase in act.phases() if phase.needs <= {*capabilities}]
    return sorted(phases, key=lambda phase: phase.at)


def _imported(path: str) -> type[Act]:
    module, _, name = path.partition(":")
    found: type[Act] = getattr(import_module(module), name)
    return found


def _require(kind: str, asked: Iterable[str], known: Sequence[str]) -> None:
    for name in sorted(set(asked) - set(known)):
        raise UnknownName(f"There is no {kind} {name!r}: there are {', '.join(sorted(known)) or 'none'}.")
