"""Which names one log may have had: by the naming of the tools that rotate, compress and deliver logs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.sources.families import family_of

TOGETHER = {
    "logrotate": ("app.log", "app.log.1", "app.log.2.gz", "app.log.10.xz", "app.log.1.gz.part"),
    "logrotate dateext": ("app.log", "app.log-20260203", "app.log-20260203-1770123456", "app.log-20260203.gz"),
    "logrotate dateext before the extension": ("app.log", "app-20260203.log", "app-20260204.log.zst"),
    "logrotate without extension": ("messages", "messages-20260203", "messages.1", "messages.2.bz2"),
    "logback": ("app.log", "app-2026-02-03.1.log.gz", "app.2026-02-03_14.log", "app.2026-02.log", "app.1.log"),
    "log4j2": ("app.log", "app-1.log", "app-02-03-2026-1.log.gz", "app.03-Feb.log.gz", "app-2026-W06.log.zip"),
    "log4j2 with the date inside": ("app-error.log", "app-2026-02-03-error.log", "app-2026-02-03-error-1.log.gz"),
    "log4j": ("server.log", "server.log.2026-02-03", "server.log.2026-02-03-14", "server.log.1"),
    "log4net": ("app.log", "app.log2026-02-03", "app.log20260203.1", "app.log.3"),
    "Python": ("app.log", "app.log.1", "app.log.2026-02-03", "app.log.2026-02-03_14-05", "app.log.2026-02-03_14-05-09"),
    "loguru": ("error.log", "error.2021-10-19_17-42-14_757655.log", "error.2021-10-19_17-42-14_757655.log.tar.gz"),
    "kubelet": ("0.log", "0.log.20260203-082034", "0.log.20260203-082034.gz", "0.log.20260203-082034.gz.tmp"),
    "Docker": ("3f2a-json.log", "3f2a-json.log.1", "3f2a-json.log.2.gz"),
    "Databricks driver": ("log4j.log", "log4j-active.log", "log4j-2026-02-03-22.log.gz"),
    "Databricks output": ("stderr", "stderr--2026-02-03--22-00", "stderr--2026-02-03--23-00.gz"),
    "Spark executor": ("stdout", "stdout--2026-02-03--22", "stdout--2026-02-03--22--15"),
    "Spark events": ("app-20260203101010-0001", "app-20260203101010-0001.inprogress", "app-20260203101010-0001.lz4"),
    "Hadoop": ("application_1770123456789_0001_1", "application_1770123456789_0001_1.zstd"),
    "rotatelogs": ("access_log", "access_log.1770123456", "access_log.2026-02-03-22_00_00", "access_log.1770123456.gz"),
    "nginx": ("access.log", "access.log.1", "access.log-20260203.gz"),
    "IIS": ("u_ex.log", "u_ex260203.log", "u_ex26020314.log", "u_ex260203.log.gz"),
    "Windows": ("setupapi.dev.log", "setupapi.dev.20260203_101010.log"),
    "SCCM": ("ccmexec.log", "ccmexec.lo_", "ccmexec-20260203-101010.log"),
    "SQL Server": ("ERRORLOG", "ERRORLOG.1"),
    "Exchange": ("RECV.LOG", "RECV2026020314-1.LOG"),
    "upper case": ("APP.LOG", "APP.LOG.1", "APP.LOG.2.GZ", "APP-2026-02-03.LOG", "APP.LOG.OLD"),
    "PM2": ("app-out.log", "app-out__2026-02-03_00-00-00.log", "app-out__2026-02-03_00-00-00.log.gz"),
    "winston": ("application.log", "application-2026-02-03.log", "application-2026-02-03.log.1.gz"),
    "winston with the date first": ("app.log", "2026-02-03-app.log", "20260203_app.log"),
    "Tomcat": ("catalina.log", "catalina.2026-02-03.log"),
    "Tomcat access": ("localhost_access_log.txt", "localhost_access_log.2026-02-03.txt"),
    "PostgreSQL": ("postgresql.log", "postgresql-2026-02-03_000000.log", "postgresql-Mon.log"),
    "Go": ("app.log", "app-2026-02-03T22-00-00.000.log", "app-2026-02-03T22-00-00.000.log.gz"),
    "glog": ("app.INFO", "app.INFO.20260203-082034.12345"),
    "Rust": ("app.log", "app_rCURRENT.log", "app_r00001.log", "app_r2023-01-27_14-41-08.restart-0001.log"),
    "MongoDB": ("mongod.log", "mongod.log.2026-02-03T22-00-00"),
    "Elasticsearch": ("my_cluster.json", "my_cluster-2026-02-03-1.json.gz"),
    "Serilog": ("log.txt", "log20260203.txt", "log2026020314.txt", "log202602031405.txt", "log20260203_001.txt"),
    "WebSphere": ("SystemOut.log", "SystemOut_26.02.03_22.00.00.log"),
    "WebLogic": ("AdminServer.log", "AdminServer.log00001"),
    "Java's garbage collector": ("gc.log", "gc.log.0.current", "gc.log.1"),
    "Unreal": ("Game.log", "Game-backup-2026.02.03-22.00.00.log"),
    "date only": (
        "current.log",
        "latest.log",
        "2026-02-03.log",
        "2026-02-03-1.log.gz",
        "20260203.log.1",
        "20260203.log.old",
    ),
    "daemontools": ("current", "@400000006981234512345678.s", "@400000006981234512345678"),
    "by hand": ("app.log", "app.log.old", "app.log.1.old", "app.log.bak", "app.log.prev", "app.log.orig", "app.log~"),
    "by hand before the extension": ("app.log", "app-old.log", "app.bak.log", "app_backup.log", "app-current.log"),
    "copies": (
        "app.log",
        "app (1).log",
        "app(2).log",
        "app - Copy.log",
        "Copy of app.log",
        "app copy 2.log",
        "app[1].log",
    ),
    "compressed": (
        *(
            "app.log",
            "app.log.gz",
            "app.log.Z",
            "app.log.bz2",
            "app.log.xz",
            "app.log.zst",
            "app.log.lz4",
            "app.log.zip",
        ),
        *("app.log.tgz", "app.log.tar.gz", "app.log.tar.zst", "app.log.7z"),
    ),
    "no extension before the index": ("trace-7.out", "trace.out.12"),
    "address": ("10.0.0.1.log", "10.0.0.1.log.1", "10.0.0.1-2026-02-03.log", "10.0.0.1-3.log.gz"),
    "version": ("app-v2.log", "app-v2.1.log", "app-v2.log.3", "app-v2-2026-02-03.log"),
    "indices that may be hosts": ("web.log", "web-01.log", "web-02.log", "web_3.log"),
}
"""Kind of rotation -> names that one log may have had, in one folder."""

APART = {
    "hosts": ("node12.log", "node13.log", "web-a.log", "web-b.log", "web-1.example.com.log", "web-2.example.com.log"),
    "addresses": ("10.0.0.1.log", "10.0.0.2.log", "ip-10-0-0-1.log", "ip-10-0-0-2.log"),
    "versions": ("app-v2.log", "app-v3.log", "app.log"),
    "ports": ("redis-6379.log", "redis-6380.log"),
    "processes": ("worker-12345.log", "worker-12346.log", "hs_err_pid777.log", "hs_err_pid778.log"),
    "restarts of a container": ("0.log", "1.log", "2.log.20260203-082034.gz"),
    "containers": ("3f2a-json.log", "4f2a-json.log", "a_ns_c-00aa.log", "a_ns_c-00ab.log"),
    "applications": ("app-20260203101010-0001", "app-20260203101010-0002", "app-20260203101011-0001.lz4"),
    "containers of YARN": ("container_1770123456789_0001_01_000001.log", "container_1770123456789_0001_01_000002.log"),
    "runs": ("run-883726100.log", "run-883726101.log", "attempt=1.log", "attempt=2.log"),
    "uuids": ("550e8400-e29b-41d4-a716-446655440000.log", "550e8400-e29b-41d4-a716-446655440001.log"),
    "streams": ("stdout", "stderr", "app-out.log", "app-err.log", "access.log", "error.log"),
    "extensions": ("app.log", "app.txt", "app.json", "app"),
    "case": ("app.log", "APP.log", "APP.LOG"),
    "numbers as names": ("00000000000000000000.log", "00000000000000000042.log"),
    "words that look like months, days and states": (
        "5market.log",
        "ceph-mon.log",
        "ceph-sun.log",
        "backup.log",
        "ceph.log",
    ),
    "folders": ("a/app.log", "b/app.log", "app.log", "a/b/app.log", "2026-02-03/app.log", "2026-02-04/app.log.1"),
    "roots": ("app.log", "//nginx/app.log", "//nginx2/app.log", "//nginx/a/app.log"),
    "executors": ("app-20260203101010-0001/0/stderr", "app-20260203101010-0001/1/stderr"),
}
"""Kind -> names of which no two are of one family."""

_PIECES = st.sampled_from([name for names in (TOGETHER | APART).values() for name in names])
_MARKS = st.sampled_from(
    ["-", "_", ".", "--", " ", "!/", "/", "//", ".log", ".gz", ".1", "~", "current", "2026", "-02", "x"]
)
NAMES = st.lists(_PIECES | _MARKS | st.text(max_size=4), min_size=1, max_size=6).map("".join)


@pytest.mark.parametrize("kind", TOGETHER)
def test_names_of_one_log_are_one_family(kind):
    assert {family_of(name) for name in TOGETHER[kind]} == {family_of(TOGETHER[kind][0])}


@pytest.mark.parametrize("kind", APART)
def test_names_of_different_logs_are_different_families(kind):
    assert len({family_of(name) for name in APART[kind]}) == len(APART[kind])


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("a/app.log.1", "a/app.log"),
        ("//nginx/a/app-2026-02-03.1.log.gz", "//nginx/a/app.log"),
        ("a/x.zip!/inner/app.log", "a/inner/app.log"),
        ("x.tar.gz!/app.log.1", "app.log"),
        ("//nginx/x.zip!/app.log", "//nginx/app.log"),
        ("/x.zip!/app.log", "/app.log"),
        ("a/x.zip!/y.tar!/app.log", "a/app.log"),
        ("loud!.log", "loud!.log"),
        ("!/app.log", "!/app.log"),
        ("1", "1"),
        ("-1.log", "-1.log"),
        ("2026-02-03", "current"),
        (".gz", ".gz"),
        ("", ""),
    ],
)
def test_a_family_is_a_name(name, family):
    assert family_of(name) == family


@given(NAMES)
def test_the_family_of_a_family_is_itself(name):
    assert family_of(family_of(name)) == family_of(name)


@given(NAMES)
def test_a_name_is_never_lost_and_its_folder_stays(name):
    family = family_of(name)
    folder, _, last = name.rpartition("/")
    assert bool(family.rpartition("/")[2]) == bool(last)
    if "!/" not in name:
        assert family.rpartition("/")[0] == folder


@given(
    _PIECES,
    st.lists(
        st.sampled_from([".1", ".17", ".gz", ".old", "-20260203", ".2026-02-03_14-05", ".bak", ".zst"]),
        max_size=4,
        unique=True,
    ),
)
def test_what_rotation_puts_at_the_end_changes_no_family(name, suffixes):
    assert family_of(name + "".join(suffixes)) == family_of(name)
