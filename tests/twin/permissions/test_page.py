"""The page that a reviewer reads."""

import pytest

from tests.synthesis import REPOSITORY
from tests.twin.permissions.apps import evaluated, synthesized
from twin.permissions.attachments import attachments
from twin.permissions.excuses import EXCUSES
from twin.permissions.names import ReaderNames, short
from twin.permissions.page import page
from twin.permissions.policies import grants_of
from twin.permissions.usage import AccessReview, review_of
from twin.resolve import Resolved

WRITTEN = REPOSITORY / "docs/permissions.md"


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Resolved:
    return synthesized(tmp_path_factory.mktemp("full"), "full")


@pytest.fixture(scope="module")
def review(full: Resolved) -> AccessReview:
    report = {"evaluated": 7, "grants": {}, "denied": [], "seconds": 0.5}
    return review_of(attachments(full), evaluated(full), report, whole=True)


def rows(text: str) -> set[str]:
    """The table rows of grants and of services' needs, without what varies from run to run."""
    return {" | ".join(line.split(" | ")[:2]) for line in text.splitlines() if line.startswith("| `")}


def test_the_written_page_has_the_grants_of_the_templates_and_no_others(
    full: Resolved, review: AccessReview
) -> None:
    assert rows(WRITTEN.read_text()) == rows(page(review, ReaderNames(full)))


def test_the_written_page_denies_nothing_and_leaves_nothing_unused() -> None:
    written = WRITTEN.read_text()

    assert "| of them denied | 0 |" in written
    assert "| needed by nobody | 0 |" in written


def test_every_grant_has_a_row_under_who_holds_it(full: Resolved, review: AccessReview) -> None:
    text = page(review, ReaderNames(full))

    for policy in attachments(full):
        if policy.kind != "trust" and list(grants_of(policy)):
            assert f"### {short(policy.place)}\n" in text


def test_names_no_physical_id(full: Resolved) -> None:
    names = ReaderNames(full)
    stream = next(iter(full.resources("AWS::Kinesis::Stream")))

    assert names.of(full.arn(stream)) == "kinesis:stream/<Stream/Events>"


def test_a_path_is_told_without_what_all_have() -> None:
    assert short("Sluice-dev-Stream/Archive/Role/DefaultPolicy/Resource") == "Stream/Archive/Role"


def test_every_excuse_excuses_a_grant_of_ours(review: AccessReview) -> None:
    used = {use.excuse for use in review.uses}

    assert set(EXCUSES) - used == set()
