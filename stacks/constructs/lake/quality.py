"""The rules of `lake.quality` as Glue evaluates them, beside each table in its console."""

from collections.abc import Sequence

from aws_cdk import Aws, Stack
from aws_cdk.aws_glue import CfnDataQualityRuleset
from aws_cdk.aws_iam import PolicyStatement, Role, ServicePrincipal
from constructs import Construct

from lake.quality import dqdl
from lake.quality.rule import QualityRule
from stacks.constructs.grant import grant, grant_put_metrics, grant_write_glue_log
from stacks.constructs.lake.curated import Curated
from stacks.constructs.lake.iceberg_table import IcebergTable
from stacks.constructs.lake.passed_evaluations import PassedEvaluations
from stacks.constructs.messages.dead_letters import DeadLetters
from stacks.constructs.nag import acknowledge
from stacks.constructs.schedule import Schedule

LOGS = ("/aws-glue/data-quality/error", "/aws-glue/data-quality/output")
WORKERS = 5
TIMEOUT_MINUTES = 60
DAY = "SUN"
NAMESPACE = "Glue Data Quality"
ASSETS = "s3:::aws-glue-ml-data-quality-assets"
AWS_LIBRARIES = "AWS's own libraries, which every run loads: their names are AWS's."
EVERY_RUN = "A run is no resource: AWS asks for its actions on every ruleset."


class Quality(Construct):
    """A ruleset for each table, and a weekly evaluation, which reads all of it.

    It is there for what went around the jobs: what they write they have checked by the same rules, and a day
    that breaks one isn't closed.
    https://docs.aws.amazon.com/glue/latest/dg/data-quality-authorization.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        curated: Curated,
        declared: Sequence[QualityRule],
        hour: int,
        enabled: bool,
        dead_letters: DeadLetters,
    ) -> None:
        super().__init__(scope, construct_id)
        self._declared = declared
        self._role = Role(self, "Role", assumed_by=ServicePrincipal("glue.amazonaws.com"))
        curated.grant_find_database(self._role)
        curated.grant_read(self._role, *(each.table for each in curated.tables))
        self._grant_run(curated)
        self.tables = len(curated.tables)
        self.passed = self._passed(curated, dead_letters) if enabled else None
        for table in curated.tables:
            rules = self._rules(curated, table)
            grant(self._role, "glue:GetDataQualityRuleset", on=self._arn(rules.ref))
            Schedule(
                self,
                f"{table.table.name}_weekly",
                action="startDataQualityRulesetEvaluationRun",
                arguments=self._evaluation(table, rules),
                policy_statements=self._may(rules),
                hour=hour,
                day=DAY,
                enabled=enabled,
                dead_letters=dead_letters,
            )

    def _passed(self, curated: Curated, dead_letters: DeadLetters) -> PassedEvaluations:
        return PassedEvaluations(self, "Passed", database=curated.name, dead_letters=dead_letters)

    def _grant_run(self, curated: Curated) -> None:
        """Let Glue run the evaluation.

        Without the libraries no run starts: https://docs.aws.amazon.com/glue/latest/dg/data-quality-trouble.html
        """
        role = self._role
        for arn in curated.catalog_arns:
            grant(role, "glue:GetPartitions", on=arn)
        libraries = f"arn:{Aws.PARTITION}:{ASSETS}-{Aws.REGION}/*"
        grant(role, "s3:GetObject", on=libraries)
        grant(role, "glue:GetDataQualityRulesetEvaluationRun", "glue:PublishDataQuality", on=self._arn("*"))
        grant_put_metrics(role, NAMESPACE)
        for group in LOGS:
            grant_write_glue_log(role, group)
        rulesets = "arn:<AWS::Partition>:glue:<AWS::Region>:<AWS::AccountId>:dataQualityRuleset/*"
        acknowledge(
            role,
            {
                f"AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:{ASSETS}-<AWS::Region>/*]": (
                    AWS_LIBRARIES
                ),
                f"AwsSolutions::AwsSolutions-IAM5[Resource::{rulesets}]": EVERY_RUN,
            },
        )

    def _arn(self, ruleset: str) -> str:
        return Stack.of(self).format_arn(service="glue", resource="dataQualityRuleset", resource_name=ruleset)

    def _rules(self, curated: Curated, table: IcebergTable) -> CfnDataQualityRuleset:
        return CfnDataQualityRuleset(
            self,
            table.table.name,
            name=f"{curated.name}_{table.table.name}",
            ruleset=dqdl(table.table, curated.name, self._declared),
            target_table=CfnDataQualityRuleset.DataQualityTargetTableProperty(
                database_name=table.database_name, table_name=table.ref
            ),
        )

    def _evaluation(self, table: IcebergTable, rules: CfnDataQualityRuleset) -> dict[str, object]:
        source = {"DatabaseName": table.database_name, "TableName": table.ref}
        return {
            # Without metrics a run tells EventBridge nothing of its end:
            # https://docs.aws.amazon.com/glue/latest/dg/data-quality-alerts.html
            "AdditionalRunOptions": {"CloudWatchMetricsEnabled": True},
            "DataSource": {"GlueTable": source},
            "NumberOfWorkers": WORKERS,
            "Role": self._role.role_arn,
            "RulesetNames": [rules.ref],
            "Timeout": TIMEOUT_MINUTES,
        }

    def _may(self, rules: CfnDataQualityRuleset) -> list[PolicyStatement]:
        started = self._arn(rules.ref)
        return [
            PolicyStatement(actions=["glue:StartDataQualityRulesetEvaluationRun"], resources=[started]),
            PolicyStatement(
                actions=["iam:PassRole"],
                resources=[self._role.role_arn],
                conditions={"StringEquals": {"iam:PassedToService": "glue.amazonaws.com"}},
            ),
        ]
