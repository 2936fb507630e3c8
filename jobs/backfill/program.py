"""The program of the backfill's job definition: list the history, plan it, run a child's share of it."""

import json
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from jobs import metrics
from jobs.backfill.backfill_storage import BackfillStorage
from jobs.backfill.child_run import ChildRun, ChildSummary, HistoryPlan
from jobs.backfill.faults import BackfillError, ExitCode
from jobs.backfill.history_spec import HistorySpec
from jobs.backfill.plan import BackfillPlan, HourPrices, render_files, render_plan
from jobs.backfill.run_limits import RunLimits
from jobs.backfill.settings import BackfillJobSettings, Mode
from jobs.backfill.sinks import RawSink, Sink, StreamSink
from lambdas.core.error_codes import may_pass
from prices import FARGATE, MEMORY_HOUR, VCPU_HOUR

# The producer tries again by itself.
ONCE = Config(retries={"total_max_attempts": 1})
SERVICE = "backfill"


def main(given: Sequence[str], spec: HistorySpec) -> ExitCode:
    """Do what a command says with the history of a spec; a fault is one line on stderr."""
    options = _parser().parse_args(given)
    try:
        return COMMANDS[options.command](BackfillJobSettings.from_environment(), spec, options)
    except BackfillError as error:
        return _fail(str(error), error.exit_code)
    except ClientError as error:
        return _fail(str(error), ExitCode.TRY_AGAIN if may_pass(error) else ExitCode.BAD_INPUT)
    except BotoCoreError as error:
        return _fail(str(error), ExitCode.TRY_AGAIN)


def list_files(settings: BackfillJobSettings, spec: HistorySpec, _: Namespace) -> ExitCode:
    """Print the files of the history, and what is done of each."""
    plan = _plan(settings, spec)
    print(*render_files(plan), sep="\n")
    return ExitCode.BAD_INPUT if plan.history.bad_history else ExitCode.DONE


def print_plan(settings: BackfillJobSettings, spec: HistorySpec, options: Namespace) -> ExitCode:
    """Print what there is to do, how long it takes and what it costs; starts nothing."""
    prices = HourPrices(
        vcpu=VCPU_HOUR.dollars,
        memory_gb=MEMORY_HOUR.dollars,
        page=FARGATE,
        spot_vcpu=options.spot_vcpu_hour,
        spot_memory_gb=options.spot_gb_hour,
    )
    plan = _plan(settings, spec)
    print(*render_plan(plan, prices), sep="\n")
    return ExitCode.BAD_INPUT if plan.history.bad_history else ExitCode.DONE


def run_child(settings: BackfillJobSettings, spec: HistorySpec, _: Namespace) -> ExitCode:
    """Bring in this child's share, as far as the hours allow; print and count what was done."""
    limits = RunLimits(settings.window)
    signal.signal(signal.SIGTERM, limits.interrupt)
    run = ChildRun(boto3.client("s3"), settings, spec, lambda kept: _sink(settings, kept, limits), limits)
    try:
        run.run()
    finally:
        _report(settings, run.summary)
    for line in run.summary.bad_history:
        print(line, file=sys.stderr)
    return ExitCode.BAD_INPUT if run.summary.bad_history else ExitCode.DONE


COMMANDS: Mapping[str, Callable[[BackfillJobSettings, HistorySpec, Namespace], ExitCode]] = {
    "list": list_files,
    "plan": print_plan,
    "run": run_child,
}


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="backfill", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, command in COMMANDS.items():
        commands.add_parser(name, help=(command.__doc__ or "").partition(";")[0])
    for option in ("--spot-vcpu-hour", "--spot-gb-hour"):
        commands.choices["plan"].add_argument(option, type=float, help="today's price in dollars")
    return parser


def _plan(settings: BackfillJobSettings, spec: HistorySpec) -> BackfillPlan:
    s3 = boto3.client("s3")
    storage = BackfillStorage(s3, settings.raw_bucket, settings.quarantine_bucket)
    return BackfillPlan(HistoryPlan.of(s3, settings, spec), frozenset(storage.done()), settings)


def _sink(settings: BackfillJobSettings, storage: BackfillStorage, limits: RunLimits) -> Sink:
    if settings.mode is Mode.RAW:
        return RawSink(storage)
    rate = settings.events_a_second / settings.array_size
    return StreamSink(boto3.client("kinesis", config=ONCE), settings.stream, rate, limits.require_time)


def _report(settings: BackfillJobSettings, summary: ChildSummary) -> None:
    """Say how far it came, whatever ended it."""
    figures = {
        "BackfillEvents": summary.events,
        "BackfillRefused": summary.refused,
        "BackfillChunksLeft": summary.left,
    }
    metrics.count(boto3.client("cloudwatch"), settings.namespace, figures, SERVICE)
    print(json.dumps({"chunks": summary.chunks, "done": summary.done, **figures}))
    if summary.is_window_closed:
        print(
            f"The off-peak hours {settings.window} UTC are over: {summary.left} chunks are left "
            f"and go on the next night"
        )


def _fail(line: str, code: ExitCode) -> ExitCode:
    print(" ".join(line.split()), file=sys.stderr)
    return code
