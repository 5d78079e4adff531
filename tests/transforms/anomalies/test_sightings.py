"""What is remembered of each template, whichever way its hours came."""

import pytest
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.tables import PATTERN_SIGHTINGS
from faultbook.transforms.anomalies.hours import hour_start
from faultbook.transforms.anomalies.sightings import updated_sightings
from tests.frames import frame

SILENT = 10
COUNTS = "service string, environment string, severity string, template_hash string, hour_number bigint"

# hours of the batches, in order -> first, last, returned, silence before it
CASES = {
    "once": ([[5]], (5, 5, None, None)),
    "steady": ([[1, 5, 9], [12, 20]], (1, 20, None, None)),
    "back within one batch": ([[1, 12, 13]], (1, 13, 12, 10)),
    "back in a later batch": ([[1, 2], [40]], (1, 40, 40, 37)),
    "back twice": ([[1], [20], [50]], (1, 50, 50, 29)),
    "late records make no return": ([[30], [1]], (1, 30, None, None)),
    "late records take none back": ([[1, 40], [20]], (1, 40, 40, 38)),
    "just not silent enough": ([[1], [11]], (1, 11, None, None)),
}


@pytest.fixture(scope="module")
def stored(spark) -> DataFrame:
    found = frame([], PATTERN_SIGHTINGS.ddl())
    for batch in range(3):
        found = updated(
            spark,
            found,
            {name: batches[batch] for name, (batches, _) in CASES.items() if batch < len(batches)},
            batch + 1,
        )
    return found


def test_first_last_and_return_of_every_case(stored):
    assert remembered(stored) == {name: expected for name, (_, expected) in CASES.items()}


def test_the_same_batches_again_change_nothing(spark, stored):
    again = updated(
        spark, stored, {name: [hour for hours in batches for hour in hours] for name, (batches, _) in CASES.items()}, 3
    )

    assert remembered(again) == remembered(stored)


def updated(spark, known: DataFrame, hours: dict[str, list[int]], through_batch: int) -> DataFrame:
    rows = [("api", "prod", "Error", name, hour) for name, all_hours in hours.items() for hour in all_hours]
    counts = frame(rows, COUNTS).withColumn("hour", hour_start(F.col("hour_number")))
    sightings = updated_sightings(known, counts, silent_hours=SILENT, through_batch=through_batch)
    return spark.createDataFrame(sightings.toArrow())


def remembered(sightings: DataFrame) -> dict[str, tuple]:
    names = ("first_hour", "last_hour", "returned_hour")
    return {
        row["template_hash"]: (
            *(None if row[name] is None else int(row[name].timestamp()) // 3_600 for name in names),
            row["silent_hours"],
        )
        for row in sightings.toArrow().to_pylist()
    }
