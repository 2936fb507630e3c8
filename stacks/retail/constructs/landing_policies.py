"""Who may put which files: a store its own, the head office its own, and neither an answer or a mark."""

from aws_cdk.aws_iam import Grant, ManagedPolicy
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from domain.lake.files import HEAD_OFFICE
from stacks.constructs.grant import grant, grant_objects
from stacks.constructs.stream.producer import OWN

NAMED_BY_SENDER = "A file and its answers are named by who sent it, under a folder that is the sender's."


class FilesPolicy(ManagedPolicy):
    """The policy of an identity that uploads files to its own folders, and reads the answers to them."""

    def __init__(
        self, scope: Construct, construct_id: str, *, landing: IBucket, key: IKey, folders: tuple[str, ...]
    ) -> None:
        super().__init__(scope, construct_id, description="Send files to Sluice")
        for folder in folders:
            grant_objects(self, "s3:PutObject", bucket=landing, prefix=folder, because=NAMED_BY_SENDER)
            grant_objects(
                self, "s3:GetObject", bucket=landing, prefix=f"receipts/{folder}", because=NAMED_BY_SENDER
            )
            self._grant_list(landing, f"receipts/{folder}*")
        grant(self, "kms:Decrypt", "kms:GenerateDataKey", on=key.key_arn)

    def _grant_list(self, landing: IBucket, prefix: str) -> None:
        """Let it find its answers, whose names hold the version of a manifest."""
        Grant.add_to_principal(
            grantee=self,
            actions=["s3:ListBucket"],
            resource_arns=[landing.bucket_arn],
            conditions={"StringLike": {"s3:prefix": prefix}},
        )


def store_files_policy(scope: Construct, *, landing: IBucket, key: IKey) -> FilesPolicy:
    """Return the policy of every store: which one an identity is, its tag says."""
    return FilesPolicy(scope, "StoreFiles", landing=landing, key=key, folders=(f"sales/{OWN}/",))


def head_office_files_policy(scope: Construct, *, landing: IBucket, key: IKey) -> FilesPolicy:
    """Return the policy of the head office: products and stores, and no sales."""
    folders = (f"products/{HEAD_OFFICE}/", f"stores/{HEAD_OFFICE}/")
    return FilesPolicy(scope, "HeadOfficeFiles", landing=landing, key=key, folders=folders)
