"""Results of version 2 for worked examples, as a file: python -m tests.faults.v2.snapshot writes it."""

import json
from pathlib import Path
from typing import Any

from faultbook.faults.v2.hints import code_hint
from faultbook.faults.v2.merging import Scoped, merged_templates
from faultbook.faults.v2.template_hash import template_hash
from faultbook.faults.v2.templates import template
from faultbook.faults.v2.traces import all_frames_hash, exception_type, top_frames
from tests.faults import traces as of_version_1
from tests.faults.v2.cases import CASES
from tests.faults.v2.statements import STATEMENTS, lines
from tests.faults.v2.test_templates import EXAMPLES
from tests.faults.v2.trace_cases import CASES as TRACES

PATH = Path(__file__).parent.parent / "snapshots" / "v2.json"


def snapshot() -> dict[str, Any]:
    """Messages with hint, template, hash; traces with type, frames, hash; what cases and statements merge to."""
    messages = [message for message, _ in lines(len(STATEMENTS), seed=11)]
    case_messages = [message for _, records, _ in CASES for _, message in records]
    everything = dict.fromkeys([*(message for message, _ in EXAMPLES), *messages, *case_messages])
    traces = [*(trace for _, trace, _, _ in TRACES), of_version_1.JAVA, of_version_1.PYTHON]
    scoped = [Scoped(code_hint(message), template(message)) for message in (*messages, *case_messages)]
    return {
        "messages": [_of_message(message) for message in everything],
        "traces": [[trace, exception_type(trace), top_frames(trace), all_frames_hash(trace)] for trace in traces],
        "patterns": sorted({(each.scope, merged) for each, merged in merged_templates(scoped).items()}),
    }


def _of_message(message: str) -> list[str]:
    hint, text = code_hint(message), template(message)
    return [message, hint, text, template_hash("service", "CODE-1", hint, "", text, "")]


if __name__ == "__main__":
    PATH.write_text(json.dumps(snapshot(), indent=1, ensure_ascii=True) + "\n", encoding="utf-8")
