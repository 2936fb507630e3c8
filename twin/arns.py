"""How ARNs are made of physical ids, by type of resource."""

from collections.abc import Mapping

ARNS: Mapping[str, str] = {
    "AWS::Batch::ComputeEnvironment": "arn:aws:batch:{region}:{account}:compute-environment/{id}",
    "AWS::Batch::JobQueue": "arn:aws:batch:{region}:{account}:job-queue/{id}",
    "AWS::CloudWatch::Alarm": "arn:aws:cloudwatch:{region}:{account}:alarm:{id}",
    "AWS::DynamoDB::Table": "arn:aws:dynamodb:{region}:{account}:table/{id}",
    "AWS::Events::Archive": "arn:aws:events:{region}:{account}:archive/{id}",
    "AWS::Events::EventBus": "arn:aws:events:{region}:{account}:event-bus/{id}",
    "AWS::Events::Rule": "arn:aws:events:{region}:{account}:rule/{id}",
    "AWS::IAM::ManagedPolicy": "{id}",
    "AWS::IAM::Role": "arn:aws:iam::{account}:role/{id}",
    "AWS::KMS::Key": "arn:aws:kms:{region}:{account}:key/{id}",
    "AWS::Kinesis::Stream": "arn:aws:kinesis:{region}:{account}:stream/{id}",
    "AWS::KinesisFirehose::DeliveryStream": "arn:aws:firehose:{region}:{account}:deliverystream/{id}",
    "AWS::Lambda::Function": "arn:aws:lambda:{region}:{account}:function:{id}",
    "AWS::Logs::LogGroup": "arn:aws:logs:{region}:{account}:log-group:{id}:*",
    "AWS::RedshiftServerless::Namespace": "arn:aws:redshift-serverless:{region}:{account}:namespace/{id}",
    "AWS::RedshiftServerless::Workgroup": "arn:aws:redshift-serverless:{region}:{account}:workgroup/{id}",
    "AWS::S3::Bucket": "arn:aws:s3:::{id}",
    "AWS::SNS::Topic": "{id}",
    "AWS::SecretsManager::Secret": "{id}",
    "AWS::SQS::Queue": "arn:aws:sqs:{region}:{account}:{id}",
    "AWS::StepFunctions::StateMachine": "{id}",
}
ARN_ATTRIBUTES: Mapping[str, str] = {
    "AWS::Batch::ComputeEnvironment": "ComputeEnvironmentArn",
    "AWS::Batch::JobQueue": "JobQueueArn",
    "AWS::RedshiftServerless::Namespace": "Namespace.NamespaceArn",
    "AWS::RedshiftServerless::Workgroup": "Workgroup.WorkgroupArn",
}
"""What the ARN of a type is called, where that isn't Arn."""
RECORDED_REFERENCES: Mapping[str, str] = {
    "AWS::Batch::JobDefinition": "arn:aws:batch:{region}:{account}:job-definition/{id}:1",
}
"""What `Ref` returns of a type that is recorded, where that isn't the id: CloudFormation's reference."""
