from pathlib import Path

from faultbook.engine.archive import archive_options, archive_path, is_whole
from faultbook.engine.java import Java
from faultbook.engine.machine import ClassArchive

JAVA = Java(Path("/opt/jdk/bin/java"), "17.0.15", "a test")
JARS = (Path("/jars/a.jar"), Path("/jars/b.jar"))


def java_with_a_base(home: Path) -> Java:
    base = home / "lib" / "server" / "classes.jsa"
    base.parent.mkdir(parents=True)
    base.touch()
    return Java(home / "bin" / "java", "17.0.15", "a test")


def whole(path: Path) -> Path:
    path.write_bytes(bytes.fromhex("a8ab0bf0") + bytes(100))
    return path


def test_another_java_or_other_jars_have_another_archive(tmp_path):
    newer = Java(JAVA.program, "17.0.16", JAVA.origin)
    paths = {
        archive_path(JAVA, JARS, tmp_path),
        archive_path(newer, JARS, tmp_path),
        archive_path(JAVA, JARS[::-1], tmp_path),
        archive_path(JAVA, JARS, tmp_path),
    }
    assert len(paths) == 3


def test_an_archive_is_whole_when_java_has_written_its_first_bytes(tmp_path):
    assert is_whole(whole(tmp_path / "a.jsa"))
    unfinished = tmp_path / "b.jsa"
    unfinished.write_bytes(bytes(100))
    assert not is_whole(unfinished)
    assert not is_whole(tmp_path / "absent.jsa")
    assert not is_whole(tmp_path)


def test_an_archive_is_used_if_it_is_whole_and_recorded_only_on_request(tmp_path):
    path = tmp_path / "archives" / "x.jsa"
    java = java_with_a_base(tmp_path / "jdk")
    assert archive_options(java, path, ClassArchive.USE) == ()
    assert archive_options(java, path, ClassArchive.RECORD)[0] == f'"-XX:ArchiveClassesAtExit={path}"'
    whole(path)
    assert archive_options(java, path, ClassArchive.USE)[0] == f'"-XX:SharedArchiveFile={path}"'
    assert archive_options(java, path, ClassArchive.RECORD) == archive_options(java, path, ClassArchive.USE)
    assert archive_options(java, path, ClassArchive.OFF) == ()


def test_a_java_without_an_archive_of_its_own_classes_is_given_one(tmp_path):
    program = tmp_path / "jdk" / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text('#!/bin/sh\nfor a do case "$a" in -XX:SharedArchiveFile=*) echo x > "${a#*=}";; esac; done\n')
    program.chmod(0o755)
    java, path = Java(program, "21.0.8", "a test"), tmp_path / "archives" / "x.jsa"
    base, record = archive_options(java, path, ClassArchive.RECORD)[:2]
    assert record == f'"-XX:ArchiveClassesAtExit={path}"'
    place = base.strip('"').removeprefix("-XX:SharedArchiveFile=")
    assert [str(found) for found in path.parent.iterdir()] == [place]
    whole(path)
    assert archive_options(java, path, ClassArchive.USE)[0] == f'"-XX:SharedArchiveFile={place}:{path}"'


def test_a_java_that_does_not_start_breaks_nothing(tmp_path):
    java = Java(tmp_path / "no" / "java", "21.0.8", "a test")
    assert archive_options(java, tmp_path / "archives" / "x.jsa", ClassArchive.RECORD)
