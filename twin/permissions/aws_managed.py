"""The policies that AWS manages, as far as a template attaches them; each from AWS's page of it."""

from collections.abc import Mapping
from typing import Any

AWS_MANAGED: Mapping[str, Mapping[str, Any]] = {
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
