"""What a backfill costs is said by its plan: a load of sales doesn't tell how much history there is."""

from review.loads import Load
from review.rows import Unpriced
from review.services import batch
from tests.review.templates import assembly
from tests.twin.assemblies import resource


def test_a_job_is_unpriced_and_says_who_knows_its_price() -> None:
    needs = [{"Type": "MEMORY", "Value": "2048"}, {"Type": "VCPU", "Value": "0.5"}]
    job = resource(batch.JOB, ContainerProperties={"ResourceRequirements": needs})
    written = assembly(Job=job)

    [line] = batch.lines(written, written.resources(batch.JOB)[0], Load(events_per_second=1))

    assert isinstance(line, Unpriced)
    assert "0.5 vCPU, 2048 MiB a child" in line.reason
    assert "python -m jobs.retail.backfill plan" in line.reason
