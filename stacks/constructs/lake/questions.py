"""The Athena workgroup of the lake."""

from collections.abc import Sequence

from aws_cdk import Names, Size
from aws_cdk.aws_athena import CfnNamedQuery, CfnWorkGroup
from aws_cdk.aws_kms import IKey
from aws_cdk.aws_s3 import IBucket
from constructs import Construct

from lake.questions import PARAMETERS, Question

ENGINE = "Athena engine version 3"
# Half a dollar a question: https://aws.amazon.com/athena/pricing/
MOST_SCANNED = Size.gibibytes(100)


class Questions(CfnWorkGroup):
    """An Athena workgroup with saved questions: none reads too much, answers are encrypted and soon gone."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        questions: Sequence[Question],
        database: str,
        query_results: IBucket,
        key: IKey,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            name=Names.unique_resource_name(scope, max_length=128),
            recursive_delete_option=True,
            work_group_configuration=_configuration(query_results, key),
        )
        for question in questions:
            self._save(question, database)

    def _save(self, question: Question, database: str) -> None:
        CfnNamedQuery(
            self,
            question.name,
            database=database,
            description=f"{question.description} {PARAMETERS}{', '.join(question.parameters)}",
            name=question.title,
            query_string=question.sql,
            work_group=self.ref,
        )


def _configuration(query_results: IBucket, key: IKey) -> CfnWorkGroup.WorkGroupConfigurationProperty:
    encryption = CfnWorkGroup.EncryptionConfigurationProperty(
        encryption_option="SSE_KMS", kms_key=key.key_arn
    )
    return CfnWorkGroup.WorkGroupConfigurationProperty(
        bytes_scanned_cutoff_per_query=MOST_SCANNED.to_bytes(),
        enforce_work_group_configuration=True,
        engine_version=CfnWorkGroup.EngineVersionProperty(selected_engine_version=ENGINE),
        publish_cloud_watch_metrics_enabled=True,
        result_configuration=CfnWorkGroup.ResultConfigurationProperty(
            encryption_configuration=encryption, output_location=query_results.s3_url_for_object()
        ),
    )
