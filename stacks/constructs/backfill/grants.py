"""The job's permissions: read history, keep notes, add objects; change or delete nothing of others."""

from aws_cdk.aws_iam import Role
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_s3 import IBucket

from stacks.constructs.grant import grant, grant_named_objects, grant_objects

NAMED_BY_ITS_OWNER = (
    "History files are named by whoever uploads them; the job may read them, and change none."
)
NAMED_BY_CHUNK = "An object is named by its hour and its chunk; the job may add one, not read or delete it."
NOTED_BY_CHUNK = "What is begun and done of a chunk is noted under its name, and nothing else lies there."
NOTES = "backfill/"


def grant_read_history(role: Role, *, landing: IBucket, prefix: str) -> None:
    """Let the job list and read the files."""
    grant(role, "s3:ListBucket", on=landing.bucket_arn)
    grant_objects(role, "s3:GetObject", bucket=landing, prefix=prefix, because=NAMED_BY_ITS_OWNER)


def grant_notes(role: Role, *, raw: IBucket, quarantine: IBucket, key: IKey) -> None:
    """Let the job note what is begun and done, and keep what is refused."""
    grant(role, "s3:ListBucket", on=raw.bucket_arn)
    grant_objects(role, "s3:GetObject", "s3:PutObject", bucket=raw, prefix=NOTES, because=NOTED_BY_CHUNK)
    grant_objects(role, "s3:PutObject", bucket=quarantine, prefix=NOTES, because=NAMED_BY_CHUNK)
    grant(role, "kms:Decrypt", "kms:GenerateDataKey", on=key.key_arn)


def grant_add_raw(role: Role, *, raw: IBucket) -> None:
    """Let the job add objects of its own name under any hour."""
    name = "events/*/backfill-*"
    grant_named_objects(role, "s3:PutObject", bucket=raw, name=name, because=NAMED_BY_CHUNK)
