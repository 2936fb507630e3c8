"""The demo, phase by phase."""

import json
from pathlib import Path

from twin.demo import opening
from twin.demo.baskets import skus_by_store
from twin.demo.deployment import Deployment
from twin.demo.options import Options
from twin.demo.page import page
from twin.demo.performance import performed
from twin.demo.reconciling import reconciled
from twin.demo.report import Report
from twin.demo.reporting import report_of
from twin.demo.result import Result
from twin.demo.terminal import Terminal
from twin.deploy import deployed


def demo(options: Options, terminal: Terminal) -> bool:
    """Run it all, write demo.json and demo.html, and say whether the promise held."""
    with terminal.phase("read", "Reading the sales"):
        sales = options.source()
    workspace = options.build / "twin"
    with terminal.steps() as say, deployed(port=options.port, workspace=workspace, say=say) as twin:
        deployment = Deployment.of(twin.app)
        stock = opening.opening_stock(skus_by_store(sales))
        with terminal.phase("open", "Opening the stores"):
            first_day = sales[0].sent_at.date()
            table = deployment.ledgers["inventory"]
            opening.receive(stock, first_day, twin.emulator.client("dynamodb"), table)
        performance = performed(options, options.messages(sales), twin, deployment, terminal)
        with terminal.phase("reconcile", "Reconciling"):
            result = reconciled(twin, deployment, performance, stock, terminal.seconds)
        report = report_of(options, twin.app.assembly, deployment, result, performance.recorder)
        terminal.conclude(report, _write(options.build, result, report))
        if options.keep:
            terminal.wait(twin.emulator.endpoint)
    return result.ok


def _write(build: Path, result: Result, report: Report) -> dict[str, Path]:
    files = {"figures": build / "demo.json", "page": build / "demo.html"}
    build.mkdir(parents=True, exist_ok=True)
    files["figures"].write_text(json.dumps(result.figures(), indent=2) + "\n")
    files["page"].write_text(page(report))
    return files
