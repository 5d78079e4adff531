"""The two Delta jars that local Spark needs: fetched once by Spark's own dependency resolver, checked, used offline.

In: the installed pyspark and delta-spark, whose versions name the jars. Out: two checked files in the cache folder, or
in FAULTBOOK_JARS. Never half a jar: a file gets its name when it is whole.
"""

import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies

from faultbook.engine.certificates import PASSWORD, trusted_certificates, write_key_store
from faultbook.engine.java import Java, launcher_home
from faultbook.engine.machine import machine_settings
from faultbook.errors import MissingDependency

SCALA = "2.13"
GROUP = "io.delta"
# Everything else that Delta names is already among Spark's own jars, or serves catalogs that are not used here.
EXCLUDED = (
    "org.apache.*:*,com.*:*,io.airlift:*,io.unitycatalog:*,io.delta:delta-kernel*,org.slf4j:*,org.xerial*:*,org.roaring*:*,"
    "org.locationtech*:*,javax*:*,commons-*:*"
)
FETCH_TIMEOUT_SECONDS = 600
LEAST_BYTES = 10_000
LONGEST_CAUSE = 300


@dataclass(frozen=True)
class Jar:
    """One jar by its coordinates, and a class that it must contain."""

    artifact: str
    version: str
    holds: str

    @property
    def file_name(self) -> str:
        """The file's name in a folder of jars."""
        return f"{self.artifact}-{self.version}.jar"

    @property
    def coordinates(self) -> str:
        """group:artifact:version."""
        return f"{GROUP}:{self.artifact}:{self.version}"


def needed_jars() -> tuple[Jar, Jar]:
    """The two jars of the installed pyspark and delta-spark; MissingDependency where one is not installed."""
    try:
        spark = ".".join(version("pyspark").split(".")[:2])
        delta = version("delta-spark")
    except PackageNotFoundError as absent:
        raise MissingDependency(
            f"The package {absent.name} is not installed. Fix: pip install 'faultbook[local]' for local Spark."
        ) from absent
    return (
        Jar(f"delta-spark_{spark}_{SCALA}", delta, "io/delta/sql/DeltaSparkSessionExtension.class"),
        Jar("delta-storage", delta, "io/delta/storage/LogStore.class"),
    )


def jar_folder(cache: Path) -> Path:
    """The folder that the jars are looked for in: FAULTBOOK_JARS, else one below `cache`."""
    brought = machine_settings().jars
    return brought.expanduser().absolute() if brought is not None else cache / "jars"


def find_jars(java: Java, cache: Path) -> tuple[Path, ...]:
    """Both jars as files, whole and of the right version; fetched into `cache` if they are not there yet."""
    folder = jar_folder(cache)
    if machine_settings().jars is not None:
        return _brought_jars(folder)
    missing = [jar for jar in needed_jars() if complaint(jar, folder / jar.file_name)]
    if missing:
        _fetch(missing, folder, java, cache)
    return tuple(folder / jar.file_name for jar in needed_jars())


def complaint(jar: Jar, path: Path) -> str:
    """What is wrong with the file that should be `jar`, '' if nothing: absent, cut short, or another version."""
    if not path.is_file():
        return f"{path} is not there"
    if path.stat().st_size < LEAST_BYTES:
        return f"{path} has {path.stat().st_size} bytes, expected at least {LEAST_BYTES}"
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = archive.read("META-INF/MANIFEST.MF").decode("utf-8", "replace")
            archive.getinfo(jar.holds)
    except (zipfile.BadZipFile, KeyError, OSError) as wrong:
        return f"{path} is no whole {jar.artifact} ({wrong})"
    stated = re.search(r"^Implementation-Version: *(\S+)", manifest, re.M)
    if stated and stated[1] != jar.version:
        return f"{path} is version {stated[1]}, expected {jar.version}"
    return ""


def _brought_jars(folder: Path) -> tuple[Path, ...]:
    wrong = [text for jar in needed_jars() if (text := complaint(jar, folder / jar.file_name))]
    if wrong:
        names = " and ".join(jar.file_name for jar in needed_jars())
        raise MissingDependency(
            f"FAULTBOOK_JARS names {folder}, but {'; '.join(wrong)}. Fix: put {names} there, or unset FAULTBOOK_JARS."
        )
    return tuple(folder / jar.file_name for jar in needed_jars())


def _fetch(jars: list[Jar], folder: Path, java: Java, cache: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fetch-", dir=cache) as place:
        scratch = Path(place)
        command, surroundings = _resolver(jars, scratch, java, cache)
        output = _run(command, surroundings)
        if "PKIX" in output:
            # Java does not know the authority behind this network; the system may.
            write_key_store(scratch / "trusted.jks", trusted_certificates())
            output = _run(command, _trusting(surroundings, scratch / "trusted.jks"))
        for jar in jars:
            fetched = scratch / "jars" / f"{GROUP}_{jar.file_name}"
            wrong = complaint(jar, fetched)
            if wrong:
                raise MissingDependency(_how_to_get(jars, output))
            fetched.replace(folder / jar.file_name)


def _resolver(jars: list[Jar], scratch: Path, java: Java, cache: Path) -> tuple[list[str], dict[str, str]]:
    """The command and environment by which Spark puts `jars` below `scratch`, for an application that does nothing."""
    import pyspark  # noqa: PLC0415  (an extra; absent where Spark is not used)

    spark_home = Path(str(pyspark.__file__)).parent
    application = scratch / "nothing.py"
    application.touch()
    command = [
        str(spark_home / "bin" / "spark-submit"),
        *("--master", "local[1]"),
        *("--packages", ",".join(jar.coordinates for jar in jars)),
        *("--conf", f"spark.jars.excludes={EXCLUDED}"),
        *("--conf", f"spark.jars.ivy={scratch}"),
        str(application),
    ]
    return command, os.environ | {
        "JAVA_HOME": str(launcher_home(java, cache)),
        "SPARK_HOME": str(spark_home),
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_SUBMIT_OPTS": " ".join([os.environ.get("SPARK_SUBMIT_OPTS", ""), *_proxy_options()]).strip(),
    }


def _proxy_options() -> list[str]:
    """The system's HTTPS proxy (HTTPS_PROXY and the like) as Java options; Java does not read those."""
    proxy = urlsplit(getproxies().get("https", ""))
    if not proxy.hostname:
        return []
    return [f"-Dhttps.proxyHost={proxy.hostname}", f"-Dhttps.proxyPort={proxy.port or 443}"]


def _trusting(surroundings: Mapping[str, str], key_store: Path) -> dict[str, str]:
    trust = f"-Djavax.net.ssl.trustStore={key_store} -Djavax.net.ssl.trustStorePassword={PASSWORD}"
    return {**surroundings, "SPARK_SUBMIT_OPTS": f"{surroundings['SPARK_SUBMIT_OPTS']} {trust}".strip()}


def _run(command: list[str], surroundings: Mapping[str, str]) -> str:
    """What the command printed, or a sentence that it did not end in time."""
    try:
        finished = subprocess.run(
            command,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=FETCH_TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no answer within {FETCH_TIMEOUT_SECONDS} seconds"
    return finished.stdout + finished.stderr


def _how_to_get(jars: list[Jar], output: str) -> str:
    names = " and ".join(jar.file_name for jar in jars)
    return (
        f"Could not fetch {names}, which local Spark needs once: {_cause(output)}. Fix: one of "
        "(1) connect to the network and run the same command again; "
        "(2) behind a mirror, set DEFAULT_ARTIFACT_REPOSITORY to its address and run again; "
        "(3) copy both files from a machine that has them (~/.cache/faultbook/jars there) into a folder "
        "and set FAULTBOOK_JARS to that folder."
    )


def _cause(output: str) -> str:
    """The most informative line of the resolver's output, shortened."""
    lines = [line.strip() for line in output.splitlines()]
    for telling in ("Server access error", "no answer", "Host ", "Exception", ""):
        for line in lines:
            if line and telling in line:
                return line[:LONGEST_CAUSE]
    return "Spark's resolver printed nothing"
