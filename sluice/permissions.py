"""Which policy for operators, or which role, brings a permission that AWS says is missing."""

import re

LOOK = frozenset(
    {
        "cloudformation:DescribeStacks",
        "cloudformation:ListStackResources",
        "cloudformation:ListStacks",
        "cloudwatch:GetMetricData",
        "dynamodb:BatchGetItem",
        "dynamodb:DescribeContinuousBackups",
        "dynamodb:DescribeTable",
        "dynamodb:GetItem",
        "dynamodb:ListTagsOfResource",
        "dynamodb:Query",
        "dynamodb:Scan",
        "events:DescribeArchive",
        "events:DescribeReplay",
        "events:ListReplays",
        "events:ListRules",
        "firehose:DescribeDeliveryStream",
        "glue:GetJob",
        "glue:GetJobRun",
        "glue:GetJobRuns",
        "glue:GetTable",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
        "kms:Decrypt",
        "lambda:GetFunctionConfiguration",
        "logs:DescribeLogStreams",
        "logs:FilterLogEvents",
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:ListBucket",
        "s3:ListBucketVersions",
        "sqs:ChangeMessageVisibility",
        "sqs:GetQueueAttributes",
        "sqs:GetQueueUrl",
        "sqs:ReceiveMessage",
        "states:DescribeExecution",
    }
)
MEND = frozenset(
    {
        "dynamodb:ConditionCheckItem",
        "dynamodb:CreateTable",
        "dynamodb:DeleteItem",
        "dynamodb:DeleteTable",
        "dynamodb:PartiQLInsert",
        "dynamodb:PartiQLSelect",
        "dynamodb:PartiQLUpdate",
        "dynamodb:PutItem",
        "dynamodb:TagResource",
        "dynamodb:UpdateContinuousBackups",
        "dynamodb:UpdateItem",
        "events:CancelReplay",
        "events:StartReplay",
        "glue:StartJobRun",
        "kinesis:PutRecords",
        "kms:GenerateDataKey",
        "lambda:InvokeFunction",
        "s3:PutObject",
        "secretsmanager:GetSecretValue",
        "sqs:DeleteMessage",
        "sqs:SendMessage",
        "states:StartExecution",
    }
)
# What neither brings: of the role's own, and of the policy beside it.
BREAK_GLASS = frozenset(
    {
        "s3:DeleteObjectVersion",
        "s3:GetBucketObjectLockConfiguration",
        "s3:GetObjectLegalHold",
        "s3:GetObjectRetention",
        "s3:GetReplicationConfiguration",
    }
)

LETTERS = frozenset({"sqs:ChangeMessageVisibility", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"})
BESIDE = ", or LettersPolicyArn where that had no room for a queue"

# https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
DENIED = re.compile(
    r"(?:An error occurred \(\S+\) when calling the \w+ operation(?: \(reached max retries: \d+\))?: )?"
    r"User: \S+ is not authorized to perform: (?P<action>\w++:\w++)"
    r"(?: on resource: \"?(?P<resource>[^\s\"]++)\"?+)?+"
    r"(?: because no (?:identity|resource)-based policy allows the \S+ action)?+(?! because| with)"
)
# S3 answers HEAD without a body: https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
UNEXPLAINED = "An error occurred (403) when calling the HeadObject operation: Forbidden"
OF_HEAD = "s3:GetObject or s3:GetObjectVersion"


def explain(message: str) -> str:
    """Say of a denial, in one line, which permission is missing and which policy brings it.

    What something else denies than the lack of a policy (a boundary, an organization, a bucket's own policy)
    stays as AWS says it.
    """
    explained = message.replace(UNEXPLAINED, describe_missing("s3:GetObject", named=OF_HEAD))
    return DENIED.sub(_explained, explained)


def _explained(denial: re.Match[str]) -> str:
    action, resource = denial["action"], denial["resource"]
    where = f" on {resource}" if resource and resource != "*" else ""
    return describe_missing(action, named=f"{action}{where}")


def describe_missing(action: str, named: str = "") -> str:
    """Say that an action, perhaps named otherwise, isn't allowed, and which policy brings it."""
    return f"{named or action} isn't allowed: {_remedy(action)}"


def _remedy(action: str) -> str:
    for verb, actions in (("Look", LOOK), ("Mend", MEND)):
        if action in actions:
            brought = (
                f"the {verb.lower()} policy brings it, {verb}PolicyArn of the environment's Operators stack"
            )
            return f"{brought}{BESIDE if action in LETTERS else ''}"
    if action in BREAK_GLASS:
        return "the break-glass role brings it, BreakGlassRoleArn of the environment's Storage stack"
    return "neither policy for operators brings it, this takes the rights of whoever deploys"
