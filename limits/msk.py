"""Managed Streaming for Apache Kafka."""

from datetime import date
from functools import partial

from limits.quota import Page, Quota

DOCUMENTATION = partial(Page, "MSK", read=date(2026, 11, 22))
QUOTAS = DOCUMENTATION("https://docs.aws.amazon.com/msk/latest/developerguide/limits.html")

ACCOUNT_BROKERS = Quota(limit=90, unit="brokers in an account", page=QUOTAS, adjustable=True)
# 60 without ZooKeeper.
BROKERS = Quota(limit=30, unit="brokers in a cluster", page=QUOTAS, adjustable=True)
BROKER_STORAGE = Quota(limit=16_384, unit="GiB at a broker", page=QUOTAS)
SERVERLESS_IN = Quota(limit=200, unit="MB a second into a serverless cluster", page=QUOTAS)
SERVERLESS_OUT = Quota(limit=400, unit="MB a second out of a serverless cluster", page=QUOTAS)
SERVERLESS_MESSAGE = Quota(limit=8, unit="MiB in a message of a serverless cluster", page=QUOTAS)
