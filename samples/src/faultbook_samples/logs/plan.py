"""The plan: which files there are and which records each contains, drawn from the seed before anything is rendered.

A file is drawn in chunks, each from a random stream of its own, so that memory stays the same at ten million records
and a chunk can be drawn twice: once to count the truth, once to render it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from random import Random

from faultbook_samples.logs.catalogue import SERVICE_WEIGHTS, SERVICES
from faultbook_samples.logs.dressing import PLAIN, Dressing
from faultbook_samples.logs.odd_files import IGNORED_FILES, ODD_FILES, OddFile
from faultbook_samples.logs.oddities import COMMON_ODDITIES, Oddity
from faultbook_samples.logs.options import Options
from faultbook_samples.logs.population import Population
from faultbook_samples.logs.rhythm import Rhythm
from faultbook_samples.logs.tally import SECOND, Tally

CHUNK_RECORDS = 10_000
DASHES = "-" * 120
STAMP_BYTES = len("2026-01-31T20:26:10Z")
_ODD_LINES_PER_RECORD = 0.1
_DRESSINGS = (
    PLAIN,
    Dressing(newline="\r\n"),
    Dressing(mark=True),
    Dressing(last_feed=False),
    Dressing(compressed=True),
    Dressing(newline="\r\n", mark=True, last_feed=False, compressed=True),
)
_ODD_SUFFIXES = (".log", ".tsv")


@dataclass(frozen=True, slots=True)
class LogFile:
    """One file of ordinary records: its place, its share of the time, its wrapping; `odd` mixes in odd lines."""

    number: int
    path: str
    records: int
    low: float
    high: float
    headers: tuple[str, ...]
    dressing: Dressing = PLAIN
    odd: bool = False


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some consecutive records of a file: instants (seconds since 1970, ascending), heads, forms by number.

    `odd`: odd lines and the record that each comes before. `rng` goes on to draw the varying parts of the messages.
    """

    instants: list[int]
    heads: list[int]
    forms: list[int]
    odd: list[tuple[int, Oddity]]
    rng: Random


class Plan:
    """Everything that will be written, as a function of the options alone."""

    def __init__(self, options: Options) -> None:
        """Lay out weights; nothing is drawn per record yet."""
        self.options = options
        self.population = Population(independent=options.independent_codes)
        self.rhythm = Rhythm(options)

    def log_files(self) -> Iterator[LogFile]:
        """The files of ordinary records, in order."""
        options = self.options
        rng = Random(f"{options.seed}:files")
        shares = list(accumulate((rng.randrange(50, 151) for _ in range(options.files)), initial=0))
        for place, (before, after) in enumerate(pairwise(shares)):
            first, end = (options.records * share // shares[-1] for share in (before, after))
            low, high = (self.rhythm.mass * share / shares[-1] for share in (before, after))
            yield self._log_file(
                rng,
                options.first_file + place,
                end - first,
                *((0.0, self.rhythm.mass) if options.spread else (low, high)),
            )

    def odd_files(self) -> tuple[OddFile, ...]:
        """The files made of odd lines only, or broken; none unless the options are hostile."""
        return tuple(file.tagged(self.options.tag) for file in ODD_FILES) if self.options.hostile else ()

    def ignored_files(self) -> tuple[OddFile, ...]:
        """The files whose names keep them out of the landing pattern; none unless the options are hostile."""
        return tuple(file.tagged(self.options.tag) for file in IGNORED_FILES) if self.options.hostile else ()

    def chunks(self, file: LogFile) -> Iterator[Chunk]:
        """Draw a file's records; the same every time."""
        starts = range(0, file.records, CHUNK_RECORDS)
        width = (file.high - file.low) / max(file.records, 1)
        for place, start in enumerate(starts):
            count = min(CHUNK_RECORDS, file.records - start)
            rng = Random(f"{self.options.seed}:{file.number}:{place}")
            low = file.low + width * start
            instants = self.rhythm.draw(rng, count, low, low + width * count)
            heads, forms = self.population.draw(rng, count)
            yield Chunk(instants, heads, forms, _draw_odd(rng, count) if file.odd else [], rng)

    def tally(self, file: LogFile) -> Tally:
        """The truth about a file of ordinary records."""
        tally = Tally(headers=len(file.headers))
        text_bytes = sum(len(line) for line in file.headers)
        for chunk in self.chunks(file):
            text_bytes += self._count_records(tally, chunk)
            for _, oddity in chunk.odd:
                oddity.count_into(tally)
                text_bytes += len(oddity.line)
        tally.lines = tally.headers + tally.blanks + tally.records + tally.rejected.total()
        tally.line_bytes = file.dressing.line_bytes(tally.lines, text_bytes)
        return tally

    def _count_records(self, tally: Tally, chunk: Chunk) -> int:
        population = self.population
        text_bytes = len(chunk.heads) * STAMP_BYTES
        # Instants ascend, so the last pair of a head that `dict` keeps is its latest, and its earliest in reverse.
        last = dict(zip(chunk.heads, chunk.instants, strict=True))
        first = dict(zip(reversed(chunk.heads), reversed(chunk.instants), strict=True))
        for number, count in Counter(chunk.heads).items():
            head = population.heads[number]
            tally.heads[head] += count
            tally.see(head, first[number] * SECOND, last[number] * SECOND)
            text_bytes += count * self._head_bytes[number]
        for number, count in Counter(chunk.forms).items():
            tally.templates[template_name(population.template_of(number))] += count
            text_bytes += count * population.forms[number].width
        return text_bytes

    @cached_property
    def _head_bytes(self) -> list[int]:
        return [sum(len(part) + 1 for part in head) + 1 for head in self.population.heads]

    def _log_file(self, rng: Random, number: int, records: int, low: float, high: float) -> LogFile:
        (service,) = rng.choices(SERVICES, SERVICE_WEIGHTS)
        dashes = (DASHES,) if rng.random() < 0.5 else ()
        suffix, dressing = ".log", PLAIN
        if self.options.hostile:
            suffix, dressing = rng.choice(_ODD_SUFFIXES), rng.choice(_DRESSINGS)
        plain = self.options.file_name(number) or f"{self.options.prefix}errors-{number:04d}{suffix}"
        name = f"{plain}{'.gz' if dressing.compressed else ''}"
        return LogFile(
            number=number,
            # The service is drawn all the same: one seed gives the same lines in any folder.
            path=f"{service}/{name}" if service and not self.options.flat else name,
            records=records,
            low=low,
            high=high,
            headers=(*self._header_lines, *dashes),
            dressing=dressing,
            odd=self.options.hostile,
        )

    @cached_property
    def _header_lines(self) -> tuple[str, ...]:
        generated = self.options.end.replace(tzinfo=None).isoformat(timespec="microseconds")
        return (
            "# Application Error Log",
            f"# Generated: {generated}Z",
            "# Format: TIMESTAMP\tERROR_CODE\tFILE\tSEVERITY\tMESSAGE",
        )


def template_name(number: int) -> str:
    """A template's short name in the manifest."""
    return f"t{number + 1:02d}"


def _draw_odd(rng: Random, count: int) -> list[tuple[int, Oddity]]:
    """Odd lines before some of `count` records, so that a chunk always ends in a record."""
    several = int(count * _ODD_LINES_PER_RECORD + rng.random())
    return sorted(
        ((rng.randrange(count), rng.choice(COMMON_ODDITIES)) for _ in range(several)), key=lambda pair: pair[0]
    )
