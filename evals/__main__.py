"""`python -m evals replay` makes the reference calls: answer, calls, bytes and milliseconds of each question.

`python -m evals make FOLDER`, then ask a model the questions over it; `python -m evals check ANSWERS.yml`.

ANSWERS.yml has one line per question: `1: the answer of the model`. `python -m evals transcript` rewrites the
conversation in docs/mcp.md.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from evals.replay import questions, replay_all, wrong
from evals.transcript import write
from tests.stores.seeded_lakehouse import seeded_lakehouse


def main(arguments: list[str]) -> int:
    """Makes the lakehouse and prints the questions, or checks answers; 1 where one is wrong."""
    match arguments:
        case ["replay"]:
            return _replayed()
        case ["make", folder]:
            seeded_lakehouse(Path(folder))
            for number, entry in enumerate(questions(), start=1):
                print(f"{number}: {entry['question']}")
            return 0
        case ["check", file]:
            missed = wrong(yaml.safe_load(Path(file).read_text("utf-8")) or {})
            for number, expected in missed.items():
                print(f"{number}: expected {expected}")
            print(f"{len(questions()) - len(missed)} of {len(questions())} right")
            return 1 if missed else 0
        case ["transcript"]:
            write()
            return 0
    print(__doc__, file=sys.stderr)
    return 2


def _replayed() -> int:
    with TemporaryDirectory() as folder:
        found = replay_all(seeded_lakehouse(Path(folder)))
    for number, each in enumerate(found, start=1):
        verdict = "right" if each.answer == each.expected else f"WRONG, expected {each.expected}"
        print(
            f"{number:2} {each.calls} calls {each.bytes:6,} bytes {each.milliseconds:6.0f} ms  "
            f"{each.question} {each.answer} ({verdict})"
        )
    print(f"{sum(each.calls for each in found)} calls, {sum(each.bytes for each in found):,} bytes")
    return 1 if any(each.answer != each.expected for each in found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
