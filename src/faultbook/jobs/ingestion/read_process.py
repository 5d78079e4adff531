"""A process that reads a part of the landed files for another: `python -m faultbook.jobs.ingestion.read_process`.

Pickled arguments of read_part come in by standard input, its pickled result goes out by standard output. Unlike the
processes of `multiprocessing`, it does not import the program that started it.
"""

import pickle
import subprocess
import sys
from collections.abc import Sequence

from faultbook.jobs.ingestion.read_files import File, ReadFiles, read_part
from faultbook.transforms.landed.reading_values import ReadingValues


def read_elsewhere(values: ReadingValues, most_bytes: int | None, files: Sequence[File]) -> ReadFiles | None:
    """read_part in a process of its own; None where that process failed."""
    command = [sys.executable, "-m", "faultbook.jobs.ingestion.read_process"]
    sent = pickle.dumps((values, files, most_bytes), protocol=pickle.HIGHEST_PROTOCOL)
    done = subprocess.run(command, input=sent, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    if done.returncode:
        return None
    found: ReadFiles = pickle.loads(done.stdout)
    return found


def main() -> None:
    """Reads what standard input names."""
    found = read_part(*pickle.load(sys.stdin.buffer))
    pickle.dump(found, sys.stdout.buffer, protocol=pickle.HIGHEST_PROTOCOL)


if __name__ == "__main__":
    main()
