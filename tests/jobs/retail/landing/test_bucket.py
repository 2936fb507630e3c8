"""The landing bucket is listed once, version by version."""

from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from jobs.retail.landing.bucket import Landing
from jobs.retail.landing.limits import LARGEST_MANIFEST
from jobs.retail.landing.manifest import Announcement, FileVersion
from jobs.retail.landing.problems import FileRefused
from tests import emulated
from tests.emulated import refusing

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

FILE = "sales/367/2017-12-22.csv"


@pytest.fixture
def s3() -> "S3Client":
    client = emulated.s3()
    client.create_bucket(Bucket="landing", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    client.put_bucket_versioning(Bucket="landing", VersioningConfiguration={"Status": "Enabled"})
    return client


@pytest.fixture
def landing(s3: "S3Client") -> Landing:
    return Landing(s3, "landing")


def put(s3: "S3Client", key: str, body: bytes = b"{}") -> str:
    return s3.put_object(Bucket="landing", Key=key, Body=body)["VersionId"]


def files(announced: list[Announcement]) -> list[str]:
    return [each.file for each in announced]


def test_what_has_no_receipt_waits_in_the_order_in_which_it_came(s3: "S3Client", landing: Landing) -> None:
    answered = put(s3, "sales/1/a.csv.manifest.json")
    put(s3, f"receipts/sales/1/a.csv/{answered}.json")
    for name in ("sales/2/b.csv", "elsewhere/c.csv", "d.csv"):
        put(s3, f"{name}.manifest.json")

    waiting = landing.unanswered()

    assert sorted(files(waiting)) == ["d.csv", "elsewhere/c.csv", "sales/2/b.csv"]
    assert waiting == sorted(waiting, key=lambda each: (each.at, each.file))


def test_a_new_announcement_of_an_answered_file_waits(s3: "S3Client", landing: Landing) -> None:
    answered = put(s3, f"{FILE}.manifest.json")
    put(s3, f"receipts/{FILE}/{answered}.json")
    again = put(s3, f"{FILE}.manifest.json")

    [waiting] = landing.unanswered()

    assert (waiting.file, waiting.manifest_version) == (FILE, again)


def test_a_receipt_that_was_replaced_is_still_an_answer(s3: "S3Client", landing: Landing) -> None:
    answered = put(s3, f"{FILE}.manifest.json")
    for _ in range(2):
        put(s3, f"receipts/{FILE}/{answered}.json")

    assert landing.unanswered() == []


def test_what_a_sender_puts_among_the_answers_is_no_announcement(s3: "S3Client", landing: Landing) -> None:
    put(s3, "receipts/x.csv.manifest.json")
    put(s3, "taken/x.csv.manifest.json")
    put(s3, "attempts/x.csv.manifest.json")

    assert landing.unanswered() == []


def test_what_runs_ended_at_is_known_by_announcement(s3: "S3Client", landing: Landing) -> None:
    put(s3, f"{FILE}.manifest.json")
    put(s3, "sales/2/b.csv.manifest.json")
    [announcement] = landing.announced(FILE)

    landing.mark(announcement, 1)

    assert {each.file: each.deaths for each in landing.unanswered()} == {FILE: 1, "sales/2/b.csv": 0}
    put(s3, f"{FILE}.manifest.json")
    assert {each.deaths for each in landing.unanswered()} == {0}


def test_more_files_than_a_page_holds_are_listed(s3: "S3Client", landing: Landing) -> None:
    names = [f"sales/1/{number:04}.csv" for number in range(1_100)]
    for name in names:
        put(s3, f"{name}.manifest.json")

    assert sorted(files(landing.unanswered())) == names


def test_a_manifest_is_read_in_the_version_that_was_listed(s3: "S3Client", landing: Landing) -> None:
    """FAULTS 33: an upload during a run isn't mixed into it."""
    put(s3, f"{FILE}.manifest.json", b"first")
    [announcement] = landing.unanswered()
    put(s3, f"{FILE}.manifest.json", b"second")

    assert landing.manifest(announcement) == b"first"


def test_of_what_is_too_long_for_a_manifest_only_the_beginning_is_read(
    s3: "S3Client", landing: Landing
) -> None:
    put(s3, f"{FILE}.manifest.json", bytes(10 * LARGEST_MANIFEST))
    [announcement] = landing.unanswered()

    assert len(landing.manifest(announcement)) == LARGEST_MANIFEST


def test_a_files_versions_are_its_own_and_the_newest_is_first(
    s3: "S3Client", landing: Landing, tmp_path: Path
) -> None:
    put(s3, FILE, b"1")
    put(s3, f"{FILE}.gz", b"4444")
    put(s3, FILE, b"22")

    versions = landing.versions(FILE)

    assert [each.size for each in versions] == [2, 1]
    for version, body in zip(versions, (b"22", b"1"), strict=True):
        assert landing.fetch(FILE, version, into=tmp_path / "stored") == sha256(body).hexdigest()
        assert (tmp_path / "stored").read_bytes() == body


def test_a_file_that_was_deleted_has_no_versions_until_it_comes_again(
    s3: "S3Client", landing: Landing
) -> None:
    put(s3, FILE, b"1")
    s3.delete_object(Bucket="landing", Key=FILE)
    deleted = landing.versions(FILE)
    put(s3, FILE, b"22")

    assert deleted == []
    assert [each.size for each in landing.versions(FILE)] == [2, 1]


def test_what_was_never_kept_is_nothing(landing: Landing) -> None:
    assert landing.kept("taken/sales/367/none.json") is None
    assert landing.answers(FILE) == []


@pytest.mark.parametrize(
    "code", ["AccessDenied", "InvalidObjectState", "KMS.DisabledException", "NoSuchVersion"]
)
def test_what_s3_never_hands_out_is_refused_and_stops_no_other_file(
    code: str, s3: "S3Client", landing: Landing, tmp_path: Path
) -> None:
    manifest = Announcement(FILE, put(s3, f"{FILE}.manifest.json"), datetime.now(UTC))
    version = FileVersion(put(s3, FILE), 2)

    for read in (
        partial(landing.manifest, manifest),
        partial(landing.fetch, FILE, version, into=tmp_path / "stored"),
    ):
        with (
            refusing(s3, "s3.GetObject", code, 403),
            pytest.raises(FileRefused, match="unreadable") as refused,
        ):
            read()
        assert code in refused.value.problems[0].told(FILE)


@pytest.mark.parametrize(
    ("code", "status"), [("SlowDown", 503), ("InternalError", 500), ("NoSuchBucket", 404)]
)
def test_what_may_be_read_later_is_left_to_the_next_run(
    code: str, status: int, s3: "S3Client", landing: Landing, tmp_path: Path
) -> None:
    version = FileVersion(put(s3, FILE), 2)

    with refusing(s3, "s3.GetObject", code, status), pytest.raises(ClientError, match=code):
        landing.fetch(FILE, version, into=tmp_path / "stored")


def test_a_receipt_that_cannot_be_read_is_no_senders_fault(s3: "S3Client", landing: Landing) -> None:
    with refusing(s3, "s3.GetObject", "AccessDenied", 403), pytest.raises(ClientError, match="AccessDenied"):
        landing.kept("receipts/x.json")
