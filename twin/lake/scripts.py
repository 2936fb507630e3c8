"""The deployed script of a job, as a run gets it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from twin.errors import last_line

if TYPE_CHECKING:
    from types_boto3_glue.type_defs import JobRunTypeDef, JobTypeDef
    from types_boto3_s3 import S3Client


@dataclass(frozen=True)
class Script:
    """What a run runs, the libraries that it imports from, what it is told, and where its output goes.

    Its calls bear the access key `key`, by which the emulator knows the job's role.
    """

    path: Path
    libraries: Sequence[Path]
    arguments: Mapping[str, str]
    log: Path
    key: str

    @property
    def words(self) -> list[str]:
        """Return the arguments as the script sees them."""
        return [word for pair in self.arguments.items() for word in pair]


def fetched(s3: "S3Client", job: "JobTypeDef", run: "JobRunTypeDef", place: Path, key: str) -> Script:
    """Download the script, and the libraries that `--extra-py-files` names, to a place of the run's own.

    `s3` and `key` are of the job's role.
    """
    place.mkdir(parents=True)
    arguments = arguments_of(job, run)
    libraries = [each for each in arguments.get("--extra-py-files", "").split(",") if each]
    return Script(
        path=_download(s3, job["Command"]["ScriptLocation"], place),
        libraries=[_download(s3, each, place) for each in libraries],
        arguments=arguments,
        log=place / "log",
        key=key,
    )


def arguments_of(job: "JobTypeDef", run: "JobRunTypeDef") -> dict[str, str]:
    """Return the job's defaults, what Glue adds, the run's own, and what no run can change; the later counts.

    https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
    """
    return {
        **job.get("DefaultArguments", {}),
        "--JOB_NAME": run["JobName"],
        "--JOB_RUN_ID": run["Id"],
        **run.get("Arguments", {}),
        **job.get("NonOverridableArguments", {}),
    }


def failure(log: Path) -> str:
    """Return what a script failed of: the error of its last traceback, else the last that it said."""
    _, traced, raised = log.read_text(errors="replace").rpartition("Traceback (most recent call last):\n")
    errors = [line for line in raised.splitlines() if traced and line and not line[0].isspace()]
    return errors[0] if errors else last_line(log)


def _download(s3: "S3Client", url: str, place: Path) -> Path:
    bucket, _, key = url.removeprefix("s3://").partition("/")
    path = place / key.rpartition("/")[2]
    s3.download_file(bucket, key, str(path))
    return path
