"""The policies that AWS manages, as far as a template attaches them; each from AWS's page of it."""

from collections.abc import Mapping
from typing import Any

DMS_TASKS, DMS_SERVERLESS = (
    f"arn:aws:logs:*:*:log-group:{name}-*" for name in ("dms-tasks", "dms-serverless-replication")
)
DMS_STREAMS = [f"{DMS_TASKS}:log-stream:dms-task-*", f"{DMS_SERVERLESS}:log-stream:dms-serverless-*"]

AWS_MANAGED: Mapping[str, Mapping[str, Any]] = {
    # https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonDMSVPCManagementRole.html
    "service-role/AmazonDMSVPCManagementRole": {
        "Statement": [
            {
                "Effect": "Allow",
                "Action": [
                    "ec2:CreateNetworkInterface",
                    "ec2:DeleteNetworkInterface",
                    "ec2:DescribeAvailabilityZones",
                    "ec2:DescribeDhcpOptions",
                    "ec2:DescribeInternetGateways",
                    "ec2:DescribeNetworkInterfaces",
                    "ec2:DescribeSecurityGroups",
                    "ec2:DescribeSubnets",
                    "ec2:DescribeVpcs",
                    "ec2:ModifyNetworkInterfaceAttribute",
                ],
                "Resource": "*",
            }
        ]
    },
    # https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonDMSCloudWatchLogsRole.html
    "service-role/AmazonDMSCloudWatchLogsRole": {
        "Statement": [
            {"Effect": "Allow", "Action": ["logs:DescribeLogGroups"], "Resource": ["*"]},
            {
                "Effect": "Allow",
                "Action": ["logs:DescribeLogStreams"],
                "Resource": [DMS_TASKS, DMS_SERVERLESS],
            },
            {
                "Effect": "Allow",
                "Action": ["logs:CreateLogGroup"],
                "Resource": [DMS_TASKS, f"{DMS_SERVERLESS}:log-stream:"],
            },
            {"Effect": "Allow", "Action": ["logs:CreateLogStream"], "Resource": DMS_STREAMS},
            {"Effect": "Allow", "Action": ["logs:PutLogEvents"], "Resource": DMS_STREAMS},
        ]
    },
    # https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonAPIGatewayPushToCloudWatchLogs.html
    "service-role/AmazonAPIGatewayPushToCloudWatchLogs": {
        "Statement": [
            {
                "Effect": "Allow",
                "Action": [
                    "logs:CreateLogGroup",
                    "logs:CreateLogStream",
                    "logs:DescribeLogGroups",
                    "logs:DescribeLogStreams",
                    "logs:PutLogEvents",
                    "logs:GetLogEvents",
                    "logs:FilterLogEvents",
                ],
                "Resource": "*",
            }
        ]
    },
}
