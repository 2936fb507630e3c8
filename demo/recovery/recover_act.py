"""The act that brings back what failed and what is wanted again, as an operator would."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any

from contracts.refusals import Reason
from demo.act import Act, Phase, RunStage
from demo.demo_run import DemoRun
from demo.recovery import render
from demo.recovery.operator import Operator
from demo.recovery.raw_replays import replay_raw, restore_ledger
from demo.recovery.recovery_outcome import (
    CorrectionOutcome,
    RebuildOutcome,
    RecoveryOutcome,
    RedriveOutcome,
    RepairOutcome,
)
from demo.recovery.snapshot import snapshot
from demo.section import Section, render_section
from domain import CONSUMERS, EVENT
from sluice.failures.render import SAME
from twin.deploy import ROOT
from twin.permissions.holders import policy_holder

GENERATION = "demo"
WHY = "counted again by hand"
ONE_CONSUMER = "Replaying to one consumer, whose ledger lost rows"
NOTHING = frozenset[str]()
HOUR = timedelta(hours=1)
ANSWERED = frozenset({0, 1})
"""Exit codes of commands whose answer says what can't be repaired, or differs."""


class RecoverAct(Act):
    """Redrives what was given up, repairs what was quarantined, replays raw, rebuilds the ledgers of it."""

    name = "recover"
    outcome: RecoveryOutcome
    _operator: Operator

    def phases(self) -> Sequence[Phase]:
        """Return its steps."""
        # Without a ledger nobody could tell that a replay did what it says.
        kept, replayed = frozenset({"Consumers"}), frozenset({"Consumers", "Replay"})
        new = f"Replaying all of raw beside new {EVENT.nouns}, killed once"
        steps = (
            ("redrive", "Redriving what was given up", RunStage.REDRIVE, self._redrive, NOTHING),
            ("repair", "Repairing what was quarantined", RunStage.REPAIR, self._repair, NOTHING),
            ("correct", "Saying which of two payloads is right", RunStage.REPAIR, self._correct, kept),
            ("one", ONE_CONSUMER, RunStage.RECOVER, self._restore, replayed),
            ("over", new, RunStage.RECOVER, self._replay, replayed),
            ("rebuild", "Rebuilding the ledgers from raw", RunStage.RECOVER, self._rebuild, replayed),
        )
        return [
            Phase(name=name, title=title, at=at, perform=perform, needs=needs)
            for name, title, at, perform, needs in steps
            if name != "repair" or self._recipes
        ]

    def sections(self) -> Iterable[Section]:
        """Return the story of the recovery."""
        recovery = render.story(self.outcome)
        return (render_section(__package__, "recovery.html.j2", "recovery", recovery=recovery),)

    def _redrive(self, run: DemoRun) -> None:
        """Repair the function that stumbled, and send again what was given up; then look for more."""
        holder = policy_holder(run.twin.app, "LookPolicyArn", "MendPolicyArn")
        self._operator = Operator(run.twin.emulator.environment_of(holder), run.twin.environment)
        run.running.repair()
        first = self._operator.type("failures", "redrive", "--apply")
        run.running.settle()
        again = self._operator.type("failures", "redrive", "--apply")
        self.outcome = RecoveryOutcome(RedriveOutcome(first["sent"], again["sent"]), self._operator.ran)

    def _repair(self, run: DemoRun) -> None:
        """Repair what the scenario's recipes match, and see that it counts."""
        proposals = [each for recipe in self._recipes for each in self._apply(recipe)]
        run.running.settle()
        ids = [each["after"][EVENT.id.name] for each in proposals]
        ledgers = snapshot(run).ledgers.values()
        missing = [event_id for event_id in ids if any(event_id not in rows for rows in ledgers)]
        shown = proposals[0] if proposals else {}
        repaired = RepairOutcome(ids, missing, shown.get("before"), shown.get("after"))
        self.outcome = replace(self.outcome, repaired=repaired)

    def _correct(self, run: DemoRun) -> None:
        """Let the second of two payloads be the right one, and see that every ledger has it."""
        keepers = {consumer.name for consumer in CONSUMERS}
        found = self._operator.type("failures", "list", "--reason", Reason.CONFLICT, noted=False)
        conflicts = [each for each in found if each["consumer"] in keepers]
        if not conflicts:
            return
        one = min(conflicts, key=itemgetter(EVENT.id.name, "id"))["id"]
        said = self._operator.type("failures", "correct", one, "--reason", WHY, "--apply")
        run.running.settle()
        event_id = said[EVENT.id.name]
        run.corrections[event_id] = said["payload"]
        applied = self._operator.type("failures", "show", one)["applied"]
        otherwise = [name for name in sorted(keepers) if applied.get(name) != SAME]
        self.outcome = replace(self.outcome, corrected=CorrectionOutcome([event_id], otherwise))

    def _restore(self, run: DemoRun) -> None:
        self.outcome = replace(self.outcome, restored=restore_ledger(run, self._operator))

    def _replay(self, run: DemoRun) -> None:
        self.outcome = replace(self.outcome, replay=replay_raw(run, self._operator))

    def _rebuild(self, run: DemoRun) -> None:
        """Fold raw into fresh tables, hold the live ones against them, and raw against its manifest."""
        rebuilt = self._operator.type("rebuild", "--into", GENERATION, codes=ANSWERED)
        differences = [json.dumps(each) for each in rebuilt["differences"]]
        done = RebuildOutcome(rebuilt["rows"], differences, self._raw_gaps(run))
        self.outcome = replace(self.outcome, rebuilt=done)

    def _raw_gaps(self, run: DemoRun) -> Sequence[str]:
        """See how everything stands, and return what is missing from raw."""
        hours = ("--from", f"{run.began:%Y-%m-%dT%H}", "--to", f"{datetime.now(UTC) + HOUR:%Y-%m-%dT%H}")
        checked = self._operator.type("raw", "check", *hours, codes=ANSWERED)
        status = self._operator.type("status", codes=ANSWERED)
        lacking = [each["hour"] for each in status["hours"] if each["says"] == "missing"]
        return [*(each["key"] for each in checked["disagreements"]), *lacking]

    @property
    def _recipes(self) -> Sequence[str]:
        folder = self.options.scenario.recipes
        found = (ROOT / folder).glob("*.toml") if folder else ()
        return sorted(str(path.relative_to(ROOT)) for path in found)

    def _apply(self, recipe: str) -> Sequence[Mapping[str, Any]]:
        """Look first, as anybody would; return what could be repaired, once it was sent."""
        proposed = self._operator.type("failures", "repair", "--recipe", recipe)["proposals"]
        self._operator.type("failures", "repair", "--recipe", recipe, "--apply", codes=ANSWERED)
        return [each for each in proposed if not each["problem"]]
