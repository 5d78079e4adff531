"""One file per job task: read, transform, store, report."""

import sys
from importlib.util import find_spec
from pathlib import Path

# The script of a task (faultbook-setup ...) imports its function before any code of ours can catch what is missing.
if Path(sys.argv[0]).name.startswith("faultbook-") and find_spec("pyspark") is None:
    sys.exit(
        f"{Path(sys.argv[0]).name} runs on Spark, and pyspark is not installed. Fix: pip install "
        f"'faultbook[local]', or run it "
        "as a job of a workspace, which brings pyspark."
    )
