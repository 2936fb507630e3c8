"""What alarms and access logs need of the topics and buckets that take them."""

from pathlib import Path

import pytest

from tests.twin.assemblies import resource
from tests.twin.permissions.apps import app, arn, key, needed, refused
from twin.permissions.needs.row import UnknownNeed

CLOUDWATCH = {"Service": "cloudwatch.amazonaws.com"}
THIS_ACCOUNT = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
PUBLISH = {
    "Effect": "Allow",
    "Principal": CLOUDWATCH,
    "Action": "sns:Publish",
    "Resource": {"Ref": "Topic"},
    "Condition": THIS_ACCOUNT,
}
USE_KEY = {
    "Effect": "Allow",
    "Principal": CLOUDWATCH,
    "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
    "Resource": "*",
    "Condition": THIS_ACCOUNT,
}


def alarmed(
    directory: Path, *of_key: object, action: object = None, **others: object
) -> set[tuple[str, str]]:
    """What an alarm is refused that tells an encrypted topic."""
    return refused(
        app(
            directory,
            Key=key(*of_key),
            Topic=resource("AWS::SNS::Topic", KmsMasterKeyId=arn("Key")),
            Alarm=resource("AWS::CloudWatch::Alarm", AlarmActions=[action or {"Ref": "Topic"}]),
            **others,
        )
    )


def topic_policy() -> dict[str, object]:
    """Lets the account's alarms publish."""
    return resource(
        "AWS::SNS::TopicPolicy", Topics=[{"Ref": "Topic"}], PolicyDocument={"Statement": [PUBLISH]}
    )


def test_an_alarm_is_let_in_by_the_topic_and_by_its_key(tmp_path: Path) -> None:
    use = {("kms:Decrypt", "key/Key"), ("kms:GenerateDataKey", "key/Key")}

    assert not alarmed(tmp_path, USE_KEY, Policy=topic_policy())
    assert alarmed(tmp_path, Policy=topic_policy()) == use
    assert alarmed(tmp_path, USE_KEY) == {("sns:Publish", "Topic")}


def test_an_action_that_is_no_topic_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownNeed, match="lambda"):
        alarmed(tmp_path, action="arn:aws:lambda:eu-west-1:1:function:f")


def test_access_logs_are_let_in_under_the_prefix_of_their_bucket(tmp_path: Path) -> None:
    def logged(source: object) -> set[tuple[str, str]]:
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "logging.s3.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": {"Fn::Join": ["", [arn("Logs"), "/raw/*"]]},
            "Condition": {"ArnLike": {"aws:SourceArn": source}},
        }
        logging = {"DestinationBucketName": {"Ref": "Logs"}, "LogFilePrefix": "raw/"}
        policy = resource(
            "AWS::S3::BucketPolicy", Bucket={"Ref": "Logs"}, PolicyDocument={"Statement": [statement]}
        )
        resolved = app(
            tmp_path,
            Logs=resource("AWS::S3::Bucket"),
            Raw=resource("AWS::S3::Bucket", LoggingConfiguration=logging),
            Policy=policy,
        )
        assert needed(resolved) == {("s3:PutObject", "Logs/raw/*")}
        return refused(resolved)

    assert not logged(arn("Raw"))
    assert logged(arn("Logs")) == {("s3:PutObject", "Logs/raw/*")}
