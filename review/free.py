"""What AWS doesn't charge for, by type of resource."""

from collections.abc import Mapping

CATALOG = "The catalog keeps a million objects free of charge."
NO_CHARGE = "AWS doesn't charge for it."
BY_REQUEST = "Its API's requests are charged."
FREE: Mapping[str, str] = {
    "AWS::ApiGateway::Account": NO_CHARGE,
    "AWS::ApiGateway::ApiKey": NO_CHARGE,
    "AWS::ApiGateway::Deployment": NO_CHARGE,
    "AWS::ApiGateway::GatewayResponse": NO_CHARGE,
    "AWS::ApiGateway::Method": BY_REQUEST,
    "AWS::ApiGateway::Model": NO_CHARGE,
    "AWS::ApiGateway::RequestValidator": NO_CHARGE,
    "AWS::ApiGateway::Resource": NO_CHARGE,
    "AWS::ApiGateway::Stage": BY_REQUEST,
    "AWS::ApiGateway::UsagePlan": NO_CHARGE,
    "AWS::ApiGateway::UsagePlanKey": NO_CHARGE,
    "AWS::Athena::NamedQuery": NO_CHARGE,
    "AWS::Batch::ComputeEnvironment": "What its jobs run on is charged.",
    "AWS::Batch::JobQueue": NO_CHARGE,
    "AWS::Events::EventBusPolicy": NO_CHARGE,
    "AWS::Events::Rule": "Events are charged where they come from: S3's to its bucket, our own to their bus.",
    "AWS::Glue::DataQualityRuleset": "Its evaluations are charged to the schedule that starts them.",
    "AWS::Glue::Database": CATALOG,
    "AWS::Glue::Table": CATALOG,
    "AWS::Glue::Trigger": "The jobs that it starts are charged.",
    "AWS::Glue::Workflow": "The jobs that it starts are charged.",
    "AWS::IAM::ManagedPolicy": NO_CHARGE,
    "AWS::IAM::Policy": NO_CHARGE,
    "AWS::IAM::Role": NO_CHARGE,
    "AWS::Lambda::LayerVersion": "Code is stored free of charge up to the quota of 75 GB.",
    "AWS::Lambda::Permission": NO_CHARGE,
    "AWS::Logs::LogStream": "Its log group pays.",
    "AWS::S3::BucketPolicy": NO_CHARGE,
    "AWS::SNS::TopicPolicy": NO_CHARGE,
    "AWS::SQS::QueuePolicy": NO_CHARGE,
    "AWS::StepFunctions::StateMachine": "Its transitions are charged: only a replay, on request, makes any.",
    "AWS::WAFv2::WebACLAssociation": "The web ACL is charged.",
}
