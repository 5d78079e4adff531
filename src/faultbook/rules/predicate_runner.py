"""Runs a predicate in a process of its own: a JSON event a line in, `true`, `false` or an error as JSON a line out.

The first line out is `true` once the file has been run.

Started with the predicate's file and limits; imports nothing of faultbook, and sees none of its environment.
"""

import json
import runpy
import sys

MOST_MEMORY = 512 * 1024 * 1024


def main() -> None:
    """Reads events from standard input until it ends."""
    _limit_memory()
    answers, sys.stdout = sys.stdout, sys.stderr  # what the predicate prints is no answer
    try:
        function = runpy.run_path(sys.argv[1])["matches"]
    except BaseException as wrong:  # whatever the file does is its author's mistake
        answers.write(json.dumps({"error": f"the file cannot be run: {type(wrong).__name__}: {wrong}"}) + "\n")
        answers.flush()
        return
    answers.write("true\n")
    answers.flush()
    for line in sys.stdin:
        try:
            verdict = function(json.loads(line))
            answer: object = verdict if isinstance(verdict, bool) else {"error": f"it returned {verdict!r}"}
        except BaseException as wrong:
            answer = {"error": f"{type(wrong).__name__}: {wrong}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415  (not on Windows)
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    main()
