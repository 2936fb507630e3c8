"""The rules of `lake.quality` as Glue evaluates them, beside each table in its console."""

from aws_cdk import Stack
from aws_cdk.aws_glue import CfnDataQualityRuleset
from aws_cdk.aws_iam import PolicyStatement, Role, ServicePrincipal
from constructs import Construct

from lake.quality import dqdl
from stacks.constructs.curated import Curated
from stacks.constructs.dead_letters import DeadLetters
from stacks.constructs.iceberg_table import IcebergTable
from stacks.constructs.permit import permit_glue_log
from stacks.constructs.schedule import Schedule

LOGS = ("/aws-glue/data-quality/error", "/aws-glue/data-quality/output")
WORKERS = 5
TIMEOUT_MINUTES = 60
DAY = "SUN"


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
        hour: int,
        enabled: bool,
        dead_letters: DeadLetters,
    ) -> None:
        super().__init__(scope, construct_id)
        self._role = Role(self, "Role", assumed_by=ServicePrincipal("glue.amazonaws.com"))
        curated.let(self._role, write=[])
        for group in LOGS:
            permit_glue_log(self._role, group)
        for table in curated.tables:
            rules = self._rules(curated, table)
            Schedule(
                self,
                f"{table.table.name}_weekly",
                action="startDataQualityRulesetEvaluationRun",
                arguments=self._evaluation(table, rules),
                may=self._may(rules),
                hour=hour,
                day=DAY,
                enabled=enabled,
                dead_letters=dead_letters,
            )

    def _rules(self, curated: Curated, table: IcebergTable) -> CfnDataQualityRuleset:
        return CfnDataQualityRuleset(
            self,
            table.table.name,
            name=f"{curated.name}_{table.table.name}",
            ruleset=dqdl(table.table, curated.name),
            target_table=CfnDataQualityRuleset.DataQualityTargetTableProperty(
                database_name=table.database_name, table_name=table.ref
            ),
        )

    def _evaluation(self, table: IcebergTable, rules: CfnDataQualityRuleset) -> dict[str, object]:
        source = {"DatabaseName": table.database_name, "TableName": table.ref}
        return {
            "DataSource": {"GlueTable": source},
            "NumberOfWorkers": WORKERS,
            "Role": self._role.role_arn,
            "RulesetNames": [rules.ref],
            "Timeout": TIMEOUT_MINUTES,
        }

    def _may(self, rules: CfnDataQualityRuleset) -> list[PolicyStatement]:
        arn = Stack.of(self).format_arn(
            service="glue", resource="dataQualityRuleset", resource_name=rules.ref
        )
        return [
            PolicyStatement(actions=["glue:StartDataQualityRulesetEvaluationRun"], resources=[arn]),
            PolicyStatement(
                actions=["iam:PassRole"],
                resources=[self._role.role_arn],
                conditions={"StringEquals": {"iam:PassedToService": "glue.amazonaws.com"}},
            ),
        ]
