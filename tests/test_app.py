"""The app as the CDK CLI runs it."""

import json
import os
import subprocess
import sys

import pytest
from aws_cdk import Stack
from aws_cdk.aws_s3 import Bucket

from app import compose
from stacks.config import preset
from tests.stacks.synthesized import app_with
from tests.synthesis import REPOSITORY


def test_says_in_one_line_what_is_wrong_with_a_configuration() -> None:
    context = {"CDK_CONTEXT_JSON": json.dumps({"environment": "prd"})}

    finished = subprocess.run(
        [sys.executable, "app.py"], cwd=REPOSITORY, env=os.environ | context, capture_output=True, check=False
    )

    assert finished.returncode == 1
    assert finished.stderr == b"sluice: environment is 'prd': must be one of dev, prod\n"


def test_refuses_what_a_rule_pack_finds_and_nobody_answered() -> None:
    careless = app_with()
    compose(careless, preset("dev"))
    Bucket(Stack(careless, "Careless"), "Open")

    with pytest.raises(RuntimeError, match="ValidationFailed"):
        careless.synth()
