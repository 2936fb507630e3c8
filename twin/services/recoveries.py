"""Point-in-time recovery of the deployed tables: MiniStack has it, and its CloudFormation leaves it out."""

from typing import TYPE_CHECKING

from twin.resolve import Resolved

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

RECOVERY = "PointInTimeRecoverySpecification"


def set_recoveries(dynamodb: "DynamoDBClient", app: Resolved) -> None:
    """Give each table the recovery that its template declares.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-table-pointintimerecoveryspecification.html
    """
    for table in app.resources("AWS::DynamoDB::Table"):
        if declared := table.properties.get(RECOVERY):
            dynamodb.update_continuous_backups(
                TableName=table.physical_id, PointInTimeRecoverySpecification=declared
            )
