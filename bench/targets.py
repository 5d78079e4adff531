"""The aims for ingest: CPU of all processes, or ratios of it; what was measured when they were set; what is due."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """A row of the aims. Seconds where `is_ratio` is false, else a ratio to the rival that `words` name."""

    words: str
    when_set: str
    must: float | None
    aim: float | None
    is_ratio: bool = True


FIRST_RUN = Target("first run on a fresh lakehouse: session, tables, 200 files, patterns", "66", 35, 22, is_ratio=False)
NOTHING_NEW = Target("nothing new", "8.5", 3, 1, is_ratio=False)
FEW_FILES = Target("12 new files, ingest and patterns", "16", 8, 5, is_ratio=False)
COLD = Target("1 M lines, whole ingest : csv reader → Delta; both cold", "3.2", 2.5, 1.5)
WARM = Target("the same, both warm", "6 to 10", 4, 2.5)
COLUMNS = Target("parse and write of the five columns and the instant : csv reader, warm", "1.1 to 1.4", 1.0, 0.8)
HISTORY = Target("200 files on 10 M records, 100,000 files in the ledger : on an empty lakehouse", "1.5", 1.3, 1.1)
AFTER_MAINTENANCE = Target("the same, right after maintenance", "1.6", 1.3, 1.1)
SMALL_FILES = Target("10,000 files of ten lines : csv reader", "3.0", 2.0, 1.5)
GROWTH = Target("logs that grow in place, one run : the same growth from empty files", "new", 1.5, 1.2)
ANEW = Target("the same : reading the files from their beginning", "new", 0.2, 0.1)

COLUMN_NAMES = ["aim for", "how", "CPU s", "rival CPU s", "measured", "when set", "must", "aim"]


def row(target: Target, how: str, cpu_seconds: float, rival_seconds: float | None = None) -> list[str]:
    """A row of the table of aims; `rival_seconds` where the target is a ratio."""
    measured = cpu_seconds / rival_seconds if rival_seconds else cpu_seconds
    form = "{:.2f}" if target.is_ratio else "{:.1f}"
    rival = f"{rival_seconds:.1f}" if rival_seconds else ""
    shown = form.format(measured)
    aims = (target.when_set, *("" if each is None else f"{each:g}" for each in (target.must, target.aim)))
    return [target.words, how, f"{cpu_seconds:.1f}", rival, shown, *aims]
