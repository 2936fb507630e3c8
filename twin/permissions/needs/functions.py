"""What Lambda needs: to log, to read what a function is fed from, to keep what it gave up."""

from collections.abc import Callable, Iterator

from twin.assembly import Resource
from twin.permissions.needs.arns import log_streams, role_of_function, target_service
from twin.permissions.needs.row import Arise, NeedCase, NeedRow
from twin.resolve import Resolved

LAMBDA = "lambda.amazonaws.com"
FUNCTION, MAPPING = "AWS::Lambda::Function", "AWS::Lambda::EventSourceMapping"
INVOKE_CONFIG = "AWS::Lambda::EventInvokeConfig"
LOGS = "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html"
KINESIS = "https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html"
DYNAMODB = (
    "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaDynamoDBExecutionRole.html"
)
SQS = "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaSQSQueueExecutionRole.html"
ON_FAILURE = "https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html"
ASYNC = "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html"


def _log(_: Resolved, function: Resource) -> Iterator[NeedCase]:
    properties = function.properties
    group = properties.get("LoggingConfig", {}).get("LogGroup", f"/aws/lambda/{function.physical_id}")
    yield NeedCase(resources=(log_streams(group),), role=properties["Role"])


def _fed_from(service: str) -> Arise:
    """The mappings whose source is of a service; of a registered consumer it is the consumer's stream."""

    def arise(app: Resolved, mapping: Resource) -> Iterator[NeedCase]:
        source = str(mapping.properties["EventSourceArn"])
        if target_service(source) == service:
            role = role_of_function(app, mapping.properties["FunctionName"])
            yield NeedCase(resources=(source.partition("/consumer/")[0],), role=role)

    return arise


def _consumer(app: Resolved, mapping: Resource) -> Iterator[NeedCase]:
    source = mapping.properties["EventSourceArn"]
    if "/consumer/" in source:
        yield NeedCase(resources=(source,), role=role_of_function(app, mapping.properties["FunctionName"]))


def _every_stream(app: Resolved, mapping: Resource) -> Iterator[NeedCase]:
    """Streams of tables are listed all or none."""
    for each in _fed_from("dynamodb")(app, mapping):
        yield NeedCase(resources=("*",), role=each.role)


def _given_up(service: str, place: Callable[[str], str] = str) -> Arise:
    """What fails for good goes to a destination of a service, with the function's role."""

    def arise(app: Resolved, holder: Resource) -> Iterator[NeedCase]:
        on_failure = holder.properties.get("DestinationConfig", {}).get("OnFailure", {})
        destination = str(on_failure.get("Destination", ""))
        if destination and target_service(destination) == service:
            role = role_of_function(app, holder.properties["FunctionName"])
            yield NeedCase(resources=(place(destination),), role=role)

    return arise


def _dead_letter(service: str) -> Arise:
    def arise(_: Resolved, function: Resource) -> Iterator[NeedCase]:
        target = function.properties.get("DeadLetterConfig", {}).get("TargetArn", "")
        if target and target_service(target) == service:
            yield NeedCase(resources=(target,), role=function.properties["Role"])

    return arise


def _row(type_: str, page: str, arise: Arise, *actions: str) -> NeedRow:
    return NeedRow(service=LAMBDA, type=type_, page=page, actions=actions, arise=arise)


def _objects(bucket: str) -> str:
    """Lambda names what it leaves itself: aws/lambda/<mapping>/<shard>/…"""
    return f"{bucket}/aws/lambda/*"


READ_STREAM = (
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamSummary",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
)
READ_TABLE_STREAM = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
TAKE_MESSAGES = ("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage")
SEND = {"sqs": "sqs:SendMessage", "sns": "sns:Publish"}

ROWS = (
    _row(FUNCTION, LOGS, _log, "logs:CreateLogStream", "logs:PutLogEvents"),
    _row(MAPPING, KINESIS, _fed_from("kinesis"), *READ_STREAM),
    _row(MAPPING, KINESIS, _consumer, "kinesis:SubscribeToShard"),
    _row(MAPPING, DYNAMODB, _fed_from("dynamodb"), *READ_TABLE_STREAM),
    _row(MAPPING, DYNAMODB, _every_stream, "dynamodb:ListStreams"),
    _row(MAPPING, SQS, _fed_from("sqs"), *TAKE_MESSAGES),
    _row(MAPPING, ON_FAILURE, _given_up("s3"), "s3:ListBucket"),
    _row(MAPPING, ON_FAILURE, _given_up("s3", _objects), "s3:PutObject"),
    *(_row(MAPPING, ON_FAILURE, _given_up(service), action) for service, action in SEND.items()),
    *(_row(INVOKE_CONFIG, ASYNC, _given_up(service), action) for service, action in SEND.items()),
    *(_row(FUNCTION, ASYNC, _dead_letter(service), action) for service, action in SEND.items()),
)
