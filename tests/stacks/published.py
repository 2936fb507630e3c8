"""Metrics that AWS publishes, as its documentation lists them: those that this system looks at."""

from collections.abc import Mapping, Set

COUNT = frozenset({"Sum", "SampleCount"})
GAUGE = frozenset({"Minimum", "Maximum", "Average", "SampleCount"})

# https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html#kinesis-metrics-stream
KINESIS = {
    "IncomingRecords": COUNT,
    "PutRecords.Latency": GAUGE,
    "ReadProvisionedThroughputExceeded": COUNT,
    "WriteProvisionedThroughputExceeded": COUNT,
}
# https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html
FIREHOSE = {
    "DataReadFromKinesisStream.Records": COUNT,
    "DeliveryToS3.DataFreshness": GAUGE,
    "DeliveryToS3.Records": COUNT,
    "KinesisMillisBehindLatest": GAUGE,
}
# https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
FUNCTION = {"Duration": GAUGE, "Errors": COUNT, "IteratorAge": GAUGE, "Throttles": COUNT}
# https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
MAPPING = {
    "DroppedEventCount": COUNT,
    "OnFailureDestinationDeliveredEventCount": COUNT,
    "PolledEventCount": COUNT,
}
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
TABLE = {"ConsumedWriteCapacityUnits": COUNT, "WriteThrottleEvents": COUNT}
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
QUEUE = {"ApproximateAgeOfOldestMessage": GAUGE, "ApproximateNumberOfMessagesVisible": GAUGE}
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
API = {"4XXError": COUNT, "5XXError": COUNT, "Count": COUNT, "IntegrationLatency": GAUGE}

# https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
MACHINE = {"ExecutionsAborted": COUNT, "ExecutionsFailed": COUNT, "ExecutionsTimedOut": COUNT}

# https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Serverless.Components.html
REPLICATION = {
    "CDCIncomingChanges": GAUGE,
    "CDCLatencySource": GAUGE,
    "CDCLatencyTarget": GAUGE,
    "CapacityUtilization": GAUGE,
}
# https://docs.aws.amazon.com/iot/latest/developerguide/metrics_dimensions.html#rule-action-metrics
TOPIC_RULE = {"ErrorActionFailure": COUNT}

# https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-monitoring.html
WORKGROUP = {"ComputeSeconds": COUNT, "QueriesFailed": COUNT}

PUBLISHED: Mapping[tuple[str, str], Mapping[str, Set[str]]] = {
    ("AWS/IoT", "RuleName"): TOPIC_RULE,
    ("AWS/Kinesis", "StreamName"): KINESIS,
    ("AWS/Firehose", "DeliveryStreamName"): FIREHOSE,
    ("AWS/Lambda", "FunctionName"): FUNCTION,
    ("AWS/Lambda", "EventSourceMappingUUID"): MAPPING,
    ("AWS/DynamoDB", "TableName"): TABLE,
    ("AWS/ApiGateway", "ApiName"): API,
    ("AWS/SQS", "QueueName"): QUEUE,
    ("AWS/States", "StateMachineArn"): MACHINE,
    ("AWS/Redshift-Serverless", "Workgroup"): WORKGROUP,
    ("AWS/DMS", "ReplicationConfigId"): REPLICATION,
}
