"""Stack traces as Java and Python print them."""

from random import Random

JAVA_TRACES = (
    (
        "org.apache.spark.SparkException: Job aborted due to stage failure: Task {task} in stage {stage}.0 failed 4 "
        "times, most recent failure: Lost task {task}.3 in stage {stage}.0 (TID {tid}) (10.139.64.{host} executor "
        "{few})",
        "\tat org.apache.spark.scheduler.DAGScheduler.failJobAndIndependentStages(DAGScheduler.scala:3908)",
        "\tat org.apache.spark.scheduler.DAGScheduler.abortStage(DAGScheduler.scala:3830)",
        "\tat com.example.etl.OrdersMart.publish(OrdersMart.scala:118)",
        "\tat com.example.etl.NightlyRun$.main(NightlyRun.scala:42)",
        "Caused by: org.apache.spark.SparkException: [TASK_WRITE_FAILED] Task failed while writing rows to "
        "s3://lake/marts/orders/day=2026-02-{day:02}.",
        "\tat org.apache.spark.sql.errors.QueryExecutionErrors$.taskFailedWhileWritingRowsError("
        "QueryExecutionErrors.scala:952)",
        "\tat org.apache.spark.sql.execution.datasources.FileFormatWriter$.executeTask(FileFormatWriter.scala:531)",
        "\t... 12 more",
        "Caused by: java.lang.ArithmeticException: Decimal(38,{few}) cannot hold order_total of order {order}",
        "\tat com.example.etl.money.Amounts.exact(Amounts.scala:57)",
        "\tat com.example.etl.OrdersMart.$anonfun$total$1(OrdersMart.scala:87)",
        "\t... 26 more",
    ),
    (
        "java.util.concurrent.ExecutionException: java.net.SocketTimeoutException: Read timed out",
        "\tat java.base/java.util.concurrent.FutureTask.report(FutureTask.java:122)",
        "\tat com.example.etl.sources.RatesClient.fetch(RatesClient.scala:64)",
        "\tat com.example.etl.NightlyRun$.rates(NightlyRun.scala:71)",
        "Caused by: java.net.SocketTimeoutException: Read timed out",
        "\tat java.base/sun.nio.ch.NioSocketImpl.timedRead(NioSocketImpl.java:288)",
        "\tat com.example.etl.sources.RatesClient.read(RatesClient.scala:91)",
        "\t... 8 more",
    ),
)
"""With slots for what varies; the first line is not indented."""

PYTHON_TRACES = (
    (
        "Traceback (most recent call last):",
        '  File "/Workspace/Repos/etl/nightly/customers.py", line 88, in load',
        "    frame = read_partition(day)",
        "            ^^^^^^^^^^^^^^^^^^^",
        '  File "/Workspace/Repos/etl/nightly/partitions.py", line 31, in read_partition',
        "    return schema.cast(rows)",
        "ValueError: column birth_date: cannot cast '2026-02-{day:02}T' to date, row {order}",
    ),
    (
        "Traceback (most recent call last):",
        '  File "/Workspace/Repos/etl/nightly/partitions.py", line 47, in open_part',
        "    handle = storage.open(path)",
        "FileNotFoundError: [Errno 2] No such file or directory: '/Volumes/lake/raw/customers/part-{order}.json'",
        "",
        "During handling of the above exception, another exception occurred:",
        "",
        "Traceback (most recent call last):",
        '  File "/Workspace/Repos/etl/nightly/customers.py", line 93, in load',
        "    raise LoadFailed(day) from None",
        "customers.LoadFailed: no partition of day {day}",
    ),
)


def trace(texts: tuple[str, ...], rng: Random) -> tuple[str, ...]:
    """The lines of a trace, its slots filled."""
    values = {
        "task": rng.randrange(200),
        "stage": rng.randrange(10, 400),
        "tid": rng.randrange(1_000, 90_000),
        "host": rng.randrange(4, 250),
        "few": rng.randrange(2, 9),
        "day": rng.randrange(1, 28),
        "order": rng.randrange(10_000_000, 99_999_999),
    }
    return tuple(line.format_map(values) for line in texts)
