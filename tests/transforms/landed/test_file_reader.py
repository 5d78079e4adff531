"""Lines of a file are counted apart from its records, and both agree."""

import gzip
import io
import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.faults.severities import DEFAULT_SEVERITIES
from faultbook.formats.checking import lines_of
from faultbook.formats.damage import DamagedFile
from faultbook.formats.port import Record, RecordTable
from faultbook.formats.registered import FORMATS
from faultbook.formats.source_rules import SourceRule, SourceRules
from faultbook.transforms.landed.file_reader import FileReader, ReadFile, ReadingValues
from faultbook.transforms.landed.file_rows import FileRows
from faultbook.transforms.landed.landed_text import LandedText, text_of_content
from tests.examples import examples
from tests.formats.packing import PACKING

VALUES = ReadingValues(
    severities=DEFAULT_SEVERITIES,
    code_pattern=r"[A-Za-z][A-Za-z0-9_.:-]{0,63}",
    max_line_bytes=1_000,
    keep_bytes=1_000,
    environment="test",
    service="",
    default_service="default",
)
TIME = "2026-02-03T10:00:00Z"
DOCKER = [json.dumps({"log": log, "stream": "stderr", "time": TIME}) for log in ("a", "b\n", "\n", "c\nd\n", "", "\n")]
FILES = {
    "delimited": [b"", b"# note", b"time,level,msg", b"", f"{TIME},error,x".encode(), b"time,level,msg", b"a,b"],
    "delimited without a header": [b"# note", b"", f"{TIME},error,x".encode(), b"", b"# note", b""],
    "delimited in quotes": [b"time,level,msg", f'{TIME},error,"a'.encode(), b"# no comment", b"", b'b"', b""],
    "cri/plain": [f"{TIME} stdout {line}".encode() for line in ("F a", "F ", "F", "P b", "F ", "P ", "F  ", "P c")],
    "cri/logfmt": [f"{TIME} stdout F {line}".encode() for line in ("level=info msg=x", "# no comment", "panic: x", "")],
    "cri/tab_separated": [
        f"{TIME} stdout F {line}".encode() for line in (f"{TIME}\tA-1\tx\tError\tfailed", "# a comment", "---", "x")
    ],
    "docker/plain": [line.encode() for line in DOCKER],
    "json": [b"[", b"{", f'"time": "{TIME}",'.encode(), b'"msg": "x"', b"}", b",", b"{}", b"]", b"", b"# note"],
}
ODD = [b"", b"  ", b"\xff\xfe", b"x" * 1_001, b"\x00"]


@pytest.mark.parametrize("odd", [[], ODD], ids=["", "among damaged lines"])
@pytest.mark.parametrize("name", FILES)
def test_counted_lines_are_those_of_the_results(name, odd):
    lines = [*FILES[name], *odd, *FILES[name]]
    text = text_of_content("shop/x.log", 0, b"\n".join(lines) + b"\n")
    reader = FileReader(VALUES)
    facts = reader.facts(text)
    assert facts.format == name.partition(" ")[0]
    assert facts.lines == len(lines) == accounted_for(facts, list(reader.results(text)))


def rows_of(reader: FileReader, *texts: LandedText) -> FileRows:
    return reader.rows((text, reader.facts(text)) for text in texts)


def accounted_for(facts: ReadFile, results: list) -> int:
    records = sum(result.lines for result in results if isinstance(result, Record))
    rejects = sum(not isinstance(result, Record) and result.part is None for result in results)
    return facts.headers + facts.blanks + records + rejects


WRAPPED = ("cri/json", "cri/otlp", "docker/json", "docker/delimited", "journal/klog", "heroku/logfmt")
BETWEEN = [line.encode() for line in ("[", "]", ",", "{", "}", "},", "{}", "[]", "# c", "---", '"', '"a": 1,', "a=1")]


@pytest.mark.parametrize("name", [*FORMATS, *WRAPPED])
@examples(40)
@given(data=st.data())
def test_no_format_counts_otherwise_than_it_reads(name, data):
    inner = FORMATS[name.rpartition("/")[2]]
    known = [line.encode("utf-8", "surrogateescape") for one in inner.examples() for line in lines_of(one.text)]
    wrapped = {"cri": b"2026-02-03T10:00:00Z stdout F %b", "journal": b"Feb  3 10:00:00 node-1 a: %b"}
    around = wrapped.get(name.partition("/")[0], b"%b")
    drawn = st.lists(st.sampled_from([*known, *BETWEEN, *ODD]), max_size=25)
    lines = [around % line if place % 5 else line for place, line in enumerate(data.draw(drawn), 1)]
    text = text_of_content("shop/x.log", 0, b"".join(line + b"\n" for line in lines))
    reader = FileReader(replace(VALUES, rules=SourceRules((SourceRule(format=name, encoding="utf-8"),))))
    facts = reader.facts(text)
    assert facts.lines == len(lines) == accounted_for(facts, list(reader.results(text)))


def test_rejects_read_alone_equal_those_read_beside_records():
    line = json.dumps({"timestamp": TIME, "level": "error", "msg": "x"})
    content = "\n".join(["level=info msg=x" if place % 40 == 0 else line for place in range(21_000)])
    texts = [text_of_content(f"shop/{name}.log", 0, content.encode()) for name in ("a", "b")]
    beside = pa.Table.from_batches(rows_of(FileReader(VALUES), *texts).rejects)
    alone = pa.Table.from_batches(FileReader(VALUES).reject_batches(texts))
    assert beside.equals(alone)
    compared = [row["source_file"] for row in alone.to_pylist() if row["nearest_format"]]
    assert {name: compared.count(name) for name in compared} == {"shop/a.log": 200, "shop/b.log": 200}


def test_labels_of_a_record_are_pairs_without_secrets():
    line = (
        b'{"ts": "2026-02-03T10:00:00Z", "level": "error", "msg": "refused", '
        b'"labels": {"region": "eu", "password": "hunter2"}}\n'
    )
    text = text_of_content("api/a.jsonl", 0, line)
    found = rows_of(FileReader(VALUES), text)
    assert not found.rejects
    (row,) = found.records[RecordTable.LOGS][0].to_pylist()
    assert row["labels"] == [("region", "eu"), ("password", "[redacted]")]


def test_threads_that_share_a_reader_get_the_format_of_their_own_file():
    reader = FileReader(VALUES)
    contents = {
        "json_lines": f'{{"timestamp": "{TIME}", "level": "error", "msg": "x"}}\n',
        "logfmt": "level=info msg=x\n",
    }
    texts = [text_of_content(f"shop/{name}", 0, content.encode()) for name, content in contents.items()] * 200
    formats = [reader.facts(text).format for text in texts[:2]]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda text: reader.facts(text).format, texts)) == formats * 200


class ChangingText:
    """A file that has another content each time that it is opened; None: it is gone. The last one stays."""

    def __init__(self, *contents: bytes | None) -> None:
        self.contents = list(contents)

    def open(self) -> io.BytesIO:
        content = self.contents.pop(0) if len(self.contents) > 1 else self.contents[0]
        if content is None:
            raise FileNotFoundError(2, "No such file or directory")
        return io.BytesIO(content)


@pytest.mark.parametrize("others", [0, 9_000], ids="after {} records".format)
@pytest.mark.parametrize("after", [b"", None, "other", "longer", "packed"], ids=str)
def test_of_a_file_that_changes_while_it_is_read_nothing_is_stored_and_of_others_all(after, others):
    lines = [json.dumps({"timestamp": TIME, "level": "error", "msg": f"disk {place}"}) for place in range(12_000)]
    before = "\n".join([*lines, "no json"]).encode()
    now = {
        "other": before.replace(b"disk 7", b"disk 8"),
        "longer": before + b"\nno json",
        "packed": gzip.compress(before)[:-9],
    }.get(after, after)
    reader = FileReader(VALUES)
    # Opened for its format, for its lines, and for its records.
    changing = LandedText("shop/b.log", 0, ChangingText(before, before, now).open)
    around = [text_of_content(f"shop/{name}.log", 0, "\n".join([*lines[:others], "no json"]).encode()) for name in "ac"]
    whole = rows_of(FileReader(VALUES), *around)
    found = rows_of(reader, around[0], changing, around[1])
    assert found.changed == ["shop/b.log"]
    assert names_of(found) == names_of(whole)


def names_of(found: FileRows) -> Counter[str]:
    batches = [*found.rejects, *(batch for of_table in found.records.values() for batch in of_table)]
    return Counter(name for batch in batches for name in batch.column("source_file").to_pylist())


@pytest.mark.parametrize("kind", PACKING)
def test_a_file_that_is_packed_too_well_is_unreadable_and_gives_no_result(kind):
    line = f"{TIME} ERROR disk is full\n".encode()
    text = text_of_content("shop/x.log", 0, PACKING[kind](line * 40_000))
    reader = FileReader(replace(VALUES, max_unpacked_bytes=len(line) * 39_000))
    facts = reader.facts(text)
    assert facts.unreadable == (
        f"{kind}: more than {len(line) * 39_000:,} bytes when decompressed (setting max_unpacked_bytes). "
        "Fix: land it in parts, or raise the setting"
    )
    assert facts.lines == 0
    with pytest.raises(DamagedFile):
        list(reader.results(text))
    assert FileReader(replace(VALUES, max_unpacked_bytes=len(line) * 40_000)).facts(text).lines == 40_000
