"""Turns planned records into lines of text."""

from collections.abc import Iterator
from datetime import timedelta

from faultbook_samples.logs.dressing import text_of
from faultbook_samples.logs.plan import Chunk, LogFile, Plan
from faultbook_samples.logs.population import Population
from faultbook_samples.logs.tally import EPOCH

_REST_OF_HOUR = tuple(f":{second // 60:02d}:{second % 60:02d}Z" for second in range(3600))


def render(plan: Plan, file: LogFile) -> Iterator[list[str]]:
    """The lines of a file, without line ends: its headers, then one list per chunk."""
    heads = [f"\t{head.code}\t{head.file_path}\t{head.severity}\t" for head in plan.population.heads]
    yield list(file.headers)
    for chunk in plan.chunks(file):
        lines = _records(chunk, heads, plan.population)
        for place, oddity in reversed(chunk.odd):
            lines.insert(place, text_of(oddity.line))
        yield lines


def _records(chunk: Chunk, heads: list[str], population: Population) -> list[str]:
    forms = [(form.text, form.values) for form in population.forms]
    random = chunk.rng.random
    hour, hour_text = None, ""
    lines = []
    for instant, head, number in zip(chunk.instants, chunk.heads, chunk.forms, strict=True):
        if instant // 3600 != hour:
            hour = instant // 3600
            hour_text = (EPOCH + timedelta(hours=hour)).isoformat(timespec="hours")
        text, values = forms[number]
        message = text % tuple([choices[int(random() * count)] for choices, count in values])
        lines.append(f"{hour_text}{_REST_OF_HOUR[instant % 3600]}{heads[head]}{message}")
    return lines
