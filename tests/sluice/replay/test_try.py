from datetime import datetime, UTC
from tests.sluice.replay.cloud import Cloud
from tests.lambdas.sales import encoded, sale

AT = datetime(2017, 3, 1, 14, 10, tzinfo=UTC)


def test_it(cloud: Cloud):
    sales = [encoded(sale(n)) for n in range(1, 6)]
    cloud.archive(*sales, at=AT)
    cloud.apply(*sales)
    for a in (
        ["plan", "dev", "--from", "2017-03-01T14", "--to", "2017-03-01T15"],
        ["start", "dev", "--from", "2017-03-01T14", "--to", "2017-03-01T15", "--no-wait"],
        ["status", "dev"],
        ["list", "dev"],
        ["pause", "dev"],
        ["resume", "dev"],
        ["cancel", "dev"],
        ["list", "dev"],
        ["verify", "dev", "20170301T1400-20170301T1500-1"],
        ["plan", "dev", "--from", "2017-03-01T14", "--to", "2017-03-01T15", "--json"],
    ):
        r = cloud.ran(*a)
        print("$", *a)
        print(r.stdout, r.stderr, r.exit_code, r.exception if r.exit_code == 1 else "")
        if r.exit_code == 1 and r.exception:
            import traceback

            traceback.print_exception(r.exception)
    assert 0
