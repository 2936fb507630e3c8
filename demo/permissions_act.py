"""The act that holds every grant against its use: by calls, and by what AWS's services need."""

from collections.abc import Iterator, Mapping, Sequence

from demo.act import Act, Phase, RunStage
from demo.check import Check, judge_none
from demo.demo_run import DemoRun
from twin.permissions.names import ReaderNames
from twin.permissions.needs.evaluation import NeedResult, require_needs
from twin.permissions.page import page
from twin.permissions.usage import AccessReview, review_of
from twin.services import permissions


class AccessOutcome:
    """A review of all grants, in the lines of the reconciliation."""

    def __init__(self, review: AccessReview) -> None:
        self.review = review

    @property
    def wrong(self) -> Mapping[str, Sequence[str]]:
        """Name what must not be."""
        return self.review.wrong

    def figures(self) -> Mapping[str, object]:
        """Return the review as JSON."""
        return self.review.figures()

    def checks(self) -> Iterator[Check]:
        """Return the lines of the reconciliation."""
        review = self.review
        yield judge_none(
            "Calls denied by the synthesized policies", review.denials, review.checks, varies=True
        )
        yield Check("Needs of AWS's services that are permitted", len(review.needs))
        if review.whole:
            yield judge_none("Grants that nothing needs", review.unused, len(review.uses))


class PermissionsAct(Act):
    """Evaluates the needs of services before anything moves, and reviews all grants in the end."""

    name = "permissions"
    outcome: AccessOutcome | None = None

    _needs: Sequence[NeedResult] = ()

    def phases(self) -> Sequence[Phase]:
        """Return its steps."""
        return (
            Phase(
                name="needs",
                title="Evaluating what AWS's services need",
                at=RunStage.PREPARE,
                perform=self._evaluate,
            ),
            Phase(
                name="permissions",
                title="Holding every grant against its use",
                at=RunStage.REVIEW,
                perform=self._review,
            ),
        )

    def files(self, run: DemoRun) -> Mapping[str, Mapping[str, str]]:
        """Return the review as a page."""
        if self.outcome is None:
            return {}
        return {"access": {"permissions.md": page(self.outcome.review, ReaderNames(run.twin.app))}}

    def _evaluate(self, run: DemoRun) -> None:
        self._needs = require_needs(run.twin.app, run.twin.policies)

    def _review(self, run: DemoRun) -> None:
        report = permissions.report(run.twin.emulator.endpoint)
        whole = self.options.is_whole
        self.outcome = AccessOutcome(review_of(run.twin.policies, self._needs, report, whole=whole))
