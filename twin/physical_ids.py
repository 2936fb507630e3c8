"""What only a deployment tells of the app's resources: their physical ids, and ARNs with a time in them."""

from collections.abc import Mapping

from twin.assembly import Assembly
from twin.emulator import Emulator

Ids = Mapping[tuple[str, str], str]
"""Physical ids by stack and logical id; a stack's own stands there as AWS::StackId."""

SECRET = "AWS::SecretsManager::Secret"  # noqa: S105 (a type of resource)

Attributes = Mapping[tuple[str, str, str], str]
"""What only the deployment tells of a resource, by stack, logical id and attribute."""


def deployed_ids(emulator: Emulator, assembly: Assembly) -> Ids:
    """Return the physical ids that the emulator gave to an assembly's stacks and their resources."""
    cloudformation = emulator.client("cloudformation")
    ids: dict[tuple[str, str], str] = {}
    for stack in assembly.stacks:
        for each in cloudformation.describe_stack_resources(StackName=stack.name)["StackResources"]:
            ids[stack.name, each["LogicalResourceId"]] = _id(emulator, each)
            ids[stack.name, "AWS::StackId"] = each["StackId"]
    return {**ids, **_secret_ids(emulator, assembly, ids)}


def _secret_ids(emulator: Emulator, assembly: Assembly, ids: Ids) -> Ids:
    """A secret's id is its ARN, which MiniStack has, and whose name it gives instead.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html
    """
    places = [(one.stack, one.logical_id) for one in assembly.resources("AWS::SecretsManager::Secret")]
    secrets = emulator.client("secretsmanager")
    return {place: secrets.describe_secret(SecretId=ids[place])["ARN"] for place in places}


def _id(emulator: Emulator, each: Mapping[str, str]) -> str:
    """MiniStack knows a secret by its name, CloudFormation by its ARN.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html
    """
    if each["ResourceType"] != SECRET:
        return each["PhysicalResourceId"]
    secrets = emulator.client("secretsmanager")
    return str(secrets.describe_secret(SecretId=each["PhysicalResourceId"])["ARN"])


def deployed_attributes(emulator: Emulator, assembly: Assembly, ids: Ids) -> Attributes:
    """Return the ARNs with a time in them: of tables' streams, and of consumers, whose physical id it is."""
    tables = emulator.client("dynamodb")
    consumers = assembly.resources("AWS::Kinesis::StreamConsumer")
    told = {(one.stack, one.logical_id, "ConsumerARN"): ids[one.stack, one.logical_id] for one in consumers}
    for one in assembly.resources("AWS::DynamoDB::Table"):
        if "StreamSpecification" in one.properties:
            table = tables.describe_table(TableName=ids[one.stack, one.logical_id])["Table"]
            told[one.stack, one.logical_id, "StreamArn"] = table["LatestStreamArn"]
    return told
