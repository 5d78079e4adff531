from pathlib import Path

from faultbook.engine.archive import archive_options, archive_path, is_whole
from faultbook.engine.java import Java
from faultbook.engine.machine import ClassArchive

JAVA = Java(Path("/opt/jdk/bin/java"), "17.0.15", "a test")
JARS = (Path("/jars/a.jar"), Path("/jars/b.jar"))


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


def test_an_archive_is_used_if_it_is_whole_and_recorded_only_when_told(tmp_path):
    path = tmp_path / "archives" / "x.jsa"
    assert archive_options(path, ClassArchive.USE) == ()
    assert archive_options(path, ClassArchive.RECORD)[0] == f'"-XX:ArchiveClassesAtExit={path}"'
    whole(path)
    assert archive_options(path, ClassArchive.USE)[0] == f'"-XX:SharedArchiveFile={path}"'
    assert archive_options(path, ClassArchive.RECORD) == archive_options(path, ClassArchive.USE)
    assert archive_options(path, ClassArchive.OFF) == ()
