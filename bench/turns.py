"""CPU seconds of an ingest as the first, second ... of one process: what a job pays, and what a warm process pays.

    python bench/turns.py [--records 300000] [--turns 5] [--landing DIR]

Each turn reads the same files into new tables. To hold two versions against each other, run it in a checkout of each
(copied into one that lacks it), with one --landing for both.
"""

import argparse
import sys
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from faultbook_samples import logs as loggen
from rich.console import Console
from rich.table import Table

from bench.clock import measured
from bench.workspace import fresh_workspace, ingest
from faultbook.engine.session import open_session

WORK = Path(".bench/turns").absolute()


def main() -> None:
    """Prints a row per turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=300_000)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--landing", type=Path, help="files to read (default: made by the generator)")
    arguments = parser.parse_args()
    landing = arguments.landing or WORK / "landing"
    if arguments.landing is None:
        loggen.write(landing, loggen.Options(files=200, records=arguments.records))
    spark = open_session(app="faultbook-turns")
    table = Table("turn", "CPU s", "wall s", title=f"Ingest of {landing}", title_justify="left")
    for turn in range(1, arguments.turns + 1):
        workspace = fresh_workspace(spark, WORK / "lakehouse", landing)
        cost = measured(partial(workspace.run, spark, ingest))
        table.add_row(str(turn), f"{cost.cpu_seconds:.1f}", f"{cost.wall_seconds:.1f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
