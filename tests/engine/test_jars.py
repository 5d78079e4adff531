import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from faultbook.engine.jars import Jar, complaint, find_jars, needed_jars
from faultbook.engine.java import Java
from faultbook.errors import MissingDependency

JAR = Jar("delta-thing", "4.4.0", "io/delta/Thing.class")


def write_jar(path: Path, jar: Jar, *, stated: str | None = "4.4.0", holds: str | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        line = f"Implementation-Version: {stated}\n" if stated else ""
        archive.writestr("META-INF/MANIFEST.MF", f"Manifest-Version: 1.0\n{line}")
        archive.writestr(holds or jar.holds, bytes(20_000))
    return path


def resolver(folder: Path, *lines: str) -> Java:
    """A Java that, asked by Spark's launcher to resolve, runs `lines` with the resolver's folder as $ivy."""
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(
        '#!/bin/sh\nfor a do case "$a" in spark.jars.ivy=*) ivy="${a#spark.jars.ivy=}";; esac; done\n'
        + "\n".join(lines)
    )
    program.chmod(0o755)
    return Java(program, "17.0.15", "a test")


@pytest.fixture(autouse=True)
def _no_jars_of_this_machine(monkeypatch):
    monkeypatch.delenv("FAULTBOOK_JARS", raising=False)


def test_a_whole_jar_of_the_right_version_is_right(tmp_path):
    assert complaint(JAR, write_jar(tmp_path / "x.jar", JAR)) == ""
    assert complaint(JAR, write_jar(tmp_path / "y.jar", JAR, stated=None)) == ""


def test_a_wrong_file_is_reported_with_what_is_wrong(tmp_path):
    whole = write_jar(tmp_path / "whole.jar", JAR)
    half = tmp_path / "half.jar"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    empty = tmp_path / "empty.jar"
    empty.touch()
    assert "is not there" in complaint(JAR, tmp_path / "absent.jar")
    assert "is no whole delta-thing" in complaint(JAR, half)
    assert "has 0 bytes" in complaint(JAR, empty)
    assert "is version 4.4.1, expected 4.4.0" in complaint(JAR, write_jar(tmp_path / "a.jar", JAR, stated="4.4.1"))
    assert "is no whole delta-thing" in complaint(JAR, write_jar(tmp_path / "b.jar", JAR, holds="other.class"))


def test_the_jars_follow_the_installed_packages():
    spark = ".".join(version("pyspark").split(".")[:2])
    delta = version("delta-spark")
    assert [jar.file_name for jar in needed_jars()] == [
        f"delta-spark_{spark}_2.13-{delta}.jar",
        f"delta-storage-{delta}.jar",
    ]


def test_jars_that_are_there_are_used_without_starting_anything(tmp_path):
    paths = [write_jar(tmp_path / "jars" / jar.file_name, jar, stated=jar.version) for jar in needed_jars()]
    assert find_jars(resolver(tmp_path / "jdk", "exit 9"), tmp_path) == tuple(paths)


def test_a_folder_of_ones_own_is_used_as_it_is(tmp_path, monkeypatch):
    paths = [write_jar(tmp_path / "own" / jar.file_name, jar, stated=jar.version) for jar in needed_jars()]
    monkeypatch.setenv("FAULTBOOK_JARS", str(tmp_path / "own"))
    assert find_jars(resolver(tmp_path / "jdk", "exit 9"), tmp_path / "cache") == tuple(paths)
    paths[0].unlink()
    with pytest.raises(MissingDependency, match=r"FAULTBOOK_JARS names .* is not there. Fix: put delta-spark_"):
        find_jars(resolver(tmp_path / "jdk2", "exit 9"), tmp_path / "cache")


def test_fetched_jars_get_their_names_when_they_are_whole(tmp_path):
    for jar in needed_jars():
        write_jar(tmp_path / "registry" / f"io.delta_{jar.file_name}", jar, stated=jar.version)
    java = resolver(tmp_path / "jdk", f'mkdir "$ivy/jars" && cp {tmp_path}/registry/*.jar "$ivy/jars/"')
    paths = find_jars(java, tmp_path / "cache")
    assert [path.name for path in paths] == [jar.file_name for jar in needed_jars()]
    assert not [complaint(jar, path) for jar, path in zip(needed_jars(), paths, strict=True) if complaint(jar, path)]


def test_a_jar_that_was_cut_short_is_never_kept(tmp_path):
    java = resolver(
        tmp_path / "jdk",
        'mkdir "$ivy/jars"',
        *(f'head -c 20000 /dev/zero > "$ivy/jars/io.delta_{jar.file_name}"' for jar in needed_jars()),
    )
    with pytest.raises(MissingDependency):
        find_jars(java, tmp_path / "cache")
    assert [path for path in (tmp_path / "cache").rglob("*") if "delta" in path.name] == []


def test_without_a_network_the_message_has_the_cause_and_the_fix(tmp_path):
    java = resolver(tmp_path / "jdk", "echo 'Host jars.example not found. url=https://jars.example/x' >&2", "exit 1")
    with pytest.raises(MissingDependency) as raised:
        find_jars(java, tmp_path / "cache")
    message = str(raised.value)
    for part in (
        "Host jars.example not found",
        "connect to the network",
        "DEFAULT_ARTIFACT_REPOSITORY",
        "FAULTBOOK_JARS",
    ):
        assert part in message


def test_an_unknown_authority_is_tried_again_with_those_that_the_system_trusts(tmp_path):
    for jar in needed_jars():
        write_jar(tmp_path / "registry" / f"io.delta_{jar.file_name}", jar, stated=jar.version)
    java = resolver(
        tmp_path / "jdk",
        'case "$SPARK_SUBMIT_OPTS" in',
        f'  *trustStore=*.jks*) mkdir "$ivy/jars" && cp {tmp_path}/registry/*.jar "$ivy/jars/";;',
        "  *) echo 'SSLHandshakeException: PKIX path building failed' >&2; exit 1;;",
        "esac",
    )
    assert len(find_jars(java, tmp_path / "cache")) == 2
