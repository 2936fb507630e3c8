"""Tables are kept up, and upkeep takes nothing that somebody needs."""

import json

import pytest

from domain.lake.tables import TABLES
from stacks.retail.lake import LakeSettings
from tests.stacks.policies import actions, policies_of
from tests.stacks.scripts import name_of
from tests.stacks.synthesized import Environment, Resource
from tests.stacks.tables import icebergs

pytestmark = pytest.mark.needs("Lake")


@pytest.fixture
def environment(environment: Environment) -> Environment:
    """What every environment has: a capability keeps its promises in tests of its own."""
    return environment.base


def upkeep(environment: Environment) -> Resource:
    """The role of the optimizers."""
    optimizer = environment.every("AWS::Glue::TableOptimizer")[0]
    (role,) = [role for role in environment.every("AWS::IAM::Role") if optimizer.mentions(role)]
    return role


def test_every_table_is_compacted_and_rid_of_old_snapshots_and_lost_files(environment: Environment) -> None:
    """A close's tag keeps its snapshot: Iceberg expires only what nothing names."""
    kept_up = {
        (table.logical_id, optimizer.properties["Type"])
        for optimizer in environment.every("AWS::Glue::TableOptimizer")
        for table in icebergs(environment).values()
        if optimizer.properties["TableName"] == {"Ref": table.logical_id}
    }

    assert kept_up == {
        (table.logical_id, work)
        for table in icebergs(environment).values()
        for work in ("compaction", "retention", "orphan_file_deletion")
    }


def test_upkeep_leaves_alone_what_a_running_job_has_written(environment: Environment) -> None:
    longest = max(job.properties["Timeout"] for job in environment.every("AWS::Glue::Job"))
    kept = [
        optimizer.properties["TableOptimizerConfiguration"]["OrphanFileDeletionConfiguration"]
        for optimizer in environment.every("AWS::Glue::TableOptimizer")
        if optimizer.properties["Type"] == "orphan_file_deletion"
    ]

    assert len(kept) == len(TABLES)
    for each in kept:
        assert each["IcebergConfiguration"]["OrphanFileRetentionPeriodInDays"] * 24 * 60 > 2 * longest


def test_an_environment_that_may_lie_idle_costs_no_upkeep(environment: Environment) -> None:
    for optimizer in environment.every("AWS::Glue::TableOptimizer"):
        enabled = optimizer.properties["TableOptimizerConfiguration"]["Enabled"]
        assert enabled == environment.settings(LakeSettings).nightly


def test_only_upkeep_and_forgetting_remove_files_and_only_those_of_tables(environment: Environment) -> None:
    """The break-glass role deletes versions, and hides none."""
    (forgets,) = [job for job in environment.every("AWS::Glue::Job") if name_of(job) == "forget_sales"]
    for role in environment.every("AWS::IAM::Role"):
        removes = [s for s in policies_of(environment, role) if "s3:Delete" in json.dumps(s["Action"])]
        if role == upkeep(environment):
            assert actions(removes, on="Curated") >= {"s3:DeleteObject"}
            assert "Raw" not in json.dumps(removes)
        elif role.logical_id.startswith("BreakGlass"):
            assert "s3:DeleteObject" not in actions(removes, on="Curated")
        else:
            assert bool(removes) == forgets.mentions(role), role.logical_id
