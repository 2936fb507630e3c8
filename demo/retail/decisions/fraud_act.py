"""The act in which frauds, made up on top of real sales, are suspected while sales stream."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from types import MappingProxyType

from contracts.scenario import SourceMessage
from demo.act import Act, Phase, RunStage
from demo.demo_run import DemoRun
from demo.flow import Pair
from demo.message import name_of
from demo.options import Options
from demo.retail.decisions import render
from demo.retail.decisions.bus_flows import Decider, flows_of
from demo.retail.decisions.cases import Case, take_cases
from demo.retail.decisions.fraud_outcome import FraudOutcome
from demo.retail.frauds import Incident, incidents
from demo.section import Section, render_section

SCREENER = Decider("fraud", "FraudSuspected", "ACCOUNTS_TABLE")


class FraudAct(Act):
    """Frauds are made up, and an investigator takes the cases off their queue."""

    name = "fraud"
    needs = frozenset({"Fraud"})
    services = frozenset({"fraud"})
    settings = MappingProxyType({"frauds": 20})
    outcome: FraudOutcome

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        self._incidents: Sequence[Incident] = ()

    def phases(self) -> Sequence[Phase]:
        """Return its step."""
        title = "Taking the cases of who is suspected"
        return (Phase(name="cases", title=title, at=RunStage.EXAMINE, perform=self._take_cases),)

    def plan(self, run: DemoRun, events: Sequence[SourceMessage]) -> Sequence[SourceMessage]:  # noqa: ARG002
        """Make frauds up; a user's own sales stay alone."""
        count = 0 if self.options.events else self.options.settings.get("frauds", self.settings["frauds"])
        self._incidents = incidents(events, count, self.options.seed)
        frauds = [sale for incident in self._incidents for sale in incident.sales]
        return sorted([*events, *frauds], key=attrgetter("sent_at"))

    def origins(self) -> Mapping[str, Iterable[str]]:
        """Return the sales of incidents."""
        return {"of frauds": [name_of(sale.data) for each in self._incidents for sale in each.sales]}

    def flows(self, run: DemoRun) -> Mapping[Pair, int]:
        """Return what its function put on the bus, and what it remembers of what it has seen."""
        return flows_of(run, SCREENER)

    def sections(self) -> Iterable[Section]:
        """Return some of the suspected sales."""
        found = self.outcome
        suspected = {"suspicions": render.suspicions(found), "suspects": render.suspects(found)}
        return (render_section(__package__, "suspected.html.j2", "suspected", **suspected),)

    def _take_cases(self, run: DemoRun) -> None:
        cases = take_cases(run.twin.emulator.client("sqs"), run.twin.app.output("CasesQueue"))
        self.outcome = FraudOutcome(self._incidents, cases, list(_waits(run, cases).values()))


def _waits(run: DemoRun, cases: Iterable[Case]) -> dict[str, float]:
    """Return by sale the seconds until it was suspected; what the record doesn't hold came later."""
    recorder = run.record.recorder
    taken_at = recorder.heard()
    since: dict[str, float] = {}
    for message, at in zip(run.record.accepted, recorder.accepted, strict=True):
        name = name_of(message.data)
        # Of a sale that was sent twice the first counts.
        since[name] = min(at, since.get(name, at))
    known = sorted((taken_at[case.heard_as], case.sale_id) for case in cases if case.heard_as in taken_at)
    return {sale_id: at - since[sale_id] for at, sale_id in reversed(known)}
