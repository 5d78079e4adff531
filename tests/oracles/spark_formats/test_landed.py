"""Landed paths: the same in a folder, a volume and an object store."""

from pyspark.sql import functions as F

from tests.frames import assert_same_frame, frame
from tests.oracles.spark_formats.landed import is_compressed, relative_path, service_of

PATHS = [
    ("file:/srv/landing/a.log", "a.log"),
    ("file:///srv/landing/api/a.log", "api/a.log"),
    ("dbfs:/srv/landing/api/v2/a.log.gz", "api/v2/a.log.gz"),
    ("/srv/landing/a.log", "a.log"),
    ("file:/srv/landing/a%20b%25+c%23ü.log", "a b%+c#ü.log"),
    ("file:/srv/landing/sub%20dir/ä+%2B.log", "sub dir/ä++.log"),
    ("file:/elsewhere/a.log", None),
    (None, None),
]


def test_a_landed_file_is_named_relative_to_the_landing_folder_and_decoded(spark):
    paths = frame(PATHS, "uri string, path string")
    assert_same_frame(paths.withColumn("path", relative_path(F.col("uri"), "/srv/landing")), paths)


def test_the_service_is_the_setting_or_the_first_sub_folder_or_the_default(spark):
    files = frame([("api/v2/a.log",), ("a.log",)], "source_file string")
    for setting, expected in (("", ["api", "main"]), ("shop", ["shop", "shop"])):
        column = service_of(F.col("source_file"), service=setting, default_service="main")
        assert [row[0] for row in files.select(column).collect()] == expected


def test_gzip_files_are_known_by_their_name(spark):
    names = frame([("a.log.gz",), ("a.LOG.GZ",), ("a.log",), ("gz.log",)], "name string")
    assert [row[0] for row in names.select(is_compressed(F.col("name"))).collect()] == [True, True, False, False]
