"""The answers that an announcement may get."""

from datetime import datetime

from jobs.retail.landing.faults import Fault
from jobs.retail.landing.file_check import FileContents
from jobs.retail.landing.limits import MOST_TOLD
from jobs.retail.landing.manifest import Announcement, FileManifest, FileVersion
from jobs.retail.landing.problems import FileRefused, Problem
from jobs.retail.landing.receipts import FileOutcome, Receipt, ToldProblem


def accept(
    announcement: Announcement,
    now: datetime,
    manifest: FileManifest,
    version: FileVersion,
    contents: FileContents,
) -> Receipt:
    """Answer that the file was taken whole."""
    return Receipt(
        file=announcement.file,
        manifest_version=announcement.manifest_version,
        outcome=FileOutcome.ACCEPTED,
        answered_at=now,
        taken_at=now,
        file_version=version.id,
        sha256=manifest.digest,
        rows=contents.row_count,
        sales=contents.sale_count or None,
    )


def repeat(announcement: Announcement, now: datetime, before: Receipt) -> Receipt:
    """Answer that the content was taken before, or repeat an answer that wasn't written."""
    if (before.file, before.manifest_version) == (announcement.file, announcement.manifest_version):
        return before
    return Receipt(
        file=announcement.file,
        manifest_version=announcement.manifest_version,
        outcome=FileOutcome.REPEATED,
        answered_at=now,
        taken_at=before.taken_at,
        taken_as=before.file,
        sha256=before.sha256,
    )


def reject(announcement: Announcement, now: datetime, refusal: FileRefused) -> Receipt:
    """Answer that nothing of the file was taken, with as many problems as somebody will read."""
    problems = refusal.problems
    return Receipt(
        file=announcement.file,
        manifest_version=announcement.manifest_version,
        outcome=FileOutcome.REFUSED,
        answered_at=now,
        problems=[_told(announcement.file, each) for each in problems[:MOST_TOLD]],
        problems_not_told=max(0, len(problems) - MOST_TOLD),
        rows_not_checked=refusal.rows_not_checked,
    )


def give_up(announcement: Announcement, now: datetime) -> Receipt:
    """Answer that the file is not looked at any more, since runs end at it."""
    problem = Problem(fault=Fault.GIVEN_UP, details={"deaths": announcement.deaths})
    return Receipt(
        file=announcement.file,
        manifest_version=announcement.manifest_version,
        outcome=FileOutcome.GIVEN_UP,
        answered_at=now,
        problems=[_told(announcement.file, problem)],
    )


def _told(file: str, problem: Problem) -> ToldProblem:
    message = problem.told(file)
    return ToldProblem(code=problem.fault.code, line=problem.line, column=problem.column, message=message)
