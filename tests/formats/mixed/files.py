"""A seeded folder of log files of every form, clean and hostile, with what is known of each."""

import bz2
import codecs
import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from tests.formats.mixed.events import MESSAGES, events
from tests.formats.mixed.object_forms import FORMS
from tests.formats.mixed.text_forms import Form

UNREADABLE = "unreadable"
UNKNOWN = "unknown"
CLEAN_SHARE = 0.7
WORDS = ("the", "quick", "brown", "fox", "jumps", "over", "a", "lazy", "dog", "while", "nobody", "looks", "at", "it")


@dataclass(frozen=True)
class MixedFile:
    """A file to land. `formats`: names that are right for it; empty: what it is cannot be said. `records`: their number
    where it is known. `lines`: as a plain reader counts them; None where nothing can be read.
    """

    name: str
    content: bytes
    about: str
    formats: tuple[str, ...] = ()
    records: int | None = None
    lines: int | None = 0


def mixed_files(seed: int, count: int) -> Iterator[MixedFile]:
    """So many files. Every form comes in turn, so that each is there."""
    chance = Random(seed)
    for number in range(count):
        form = FORMS[number % len(FORMS)] if number < 2 * len(FORMS) else chance.choice(FORMS)
        make = _clean if chance.random() < CLEAN_SHARE else chance.choice(HOSTILE)
        yield make(chance, f"{_folder(chance)}{number:04}", form)


def _folder(chance: Random) -> str:
    return chance.choice(("", "shop/", "pay/api/", "ü ber/", "a[1]/"))


def written(chance: Random, form: Form, count: int) -> list[str]:
    """The lines of so many events in a form."""
    lines = list(form.begin)
    for place, event in enumerate(events(chance, count, traces=form.traces if chance.random() < 0.5 else ())):
        if place and form.between:
            lines[-1:] = (lines[-1] + form.between).split("\n")
        lines += form.write(event).split("\n")
        lines += event.trace
    return [*lines, *form.end]


def plain_lines(content: bytes) -> int:
    """Lines of bytes that are one-byte text or UTF-8: line feeds, and what follows the last."""
    return content.count(b"\n") + (not content.endswith(b"\n") and content != b"")


def _name_ending(chance: Random) -> str:
    return chance.choice((".log", ".log", ".log.1", ".txt", "", ".out", ".json", ".LOG", ".log.2026-02-03"))


def _clean(chance: Random, name: str, form: Form) -> MixedFile:
    count = chance.randrange(5, 41)
    lines = written(chance, form, count)
    end = "\r\n" if chance.random() < 0.15 else "\n"
    text = end.join(lines) + (end if chance.random() < 0.8 else "")
    encoding, mark = chance.choice((("utf-8", b""),) * 8 + (
        ("utf-8", codecs.BOM_UTF8), ("utf-16-le", codecs.BOM_UTF16_LE), ("utf-16-be", codecs.BOM_UTF16_BE),
        ("latin-1", b""),
    ))  # fmt: skip
    content = mark + text.encode(encoding, "replace")
    is_exact = encoding != "latin-1" or text.isascii()
    ending = _name_ending(chance)
    packed = chance.random()
    if packed < 0.1:
        content, ending = gzip.compress(content, mtime=0), ".log.gz"
    elif packed < 0.15:
        content, ending = bz2.compress(content), ".log.bz2"
    return MixedFile(
        f"{name}{ending}",
        content,
        f"{form.name}, {encoding}",
        (form.format, *form.also),
        count if is_exact else None,
        plain_lines(text.encode()),
    )


def _of_text(name: str, content: bytes, about: str, formats: tuple[str, ...] = ()) -> MixedFile:
    return MixedFile(name, content, about, formats, None, plain_lines(content))


def _names(form: Form) -> tuple[str, ...]:
    return (form.format, *form.also)


def _cut(chance: Random, name: str, form: Form) -> MixedFile:
    """The middle of a file: it begins and ends within a line."""
    content = "\n".join(written(chance, form, 40)).encode()
    begin, end = len(content) // 4 + chance.randrange(99), len(content) * 3 // 4 + chance.randrange(99)
    # Of a file whose header is gone, columns are known by what is in them only.
    names = () if form.begin and form.format == "delimited" else _names(form)
    return _of_text(f"{name}.log", content[begin:end], f"{form.name}, its middle", names)


def _brief(chance: Random, name: str, form: Form) -> MixedFile:
    return _of_text(f"{name}.log", "\n".join(written(chance, form, 3)).encode(), f"{form.name}, brief", _names(form))


def _with_noise(chance: Random, name: str, form: Form) -> MixedFile:
    """Lines of nothing between the records, one in ten."""
    lines = written(chance, form, 30)
    for place in sorted(chance.sample(range(len(lines)), len(lines) // 10), reverse=True):
        lines.insert(place, chance.choice(("+ set -e", "    ", "Killed", "starting up ...", "=" * 40)))
    is_document = form.format == "json"
    return _of_text(
        f"{name}.log", "\n".join(lines).encode(), f"{form.name}, with noise", () if is_document else _names(form)
    )


def _two_forms(chance: Random, name: str, form: Form) -> MixedFile:
    """Four fifths of one form, the rest of another."""
    other = chance.choice([each for each in FORMS if each.format != form.format])
    first, second = written(chance, form, 32), written(chance, other, 8)
    text = "\n".join((*first, *second) if chance.random() < 0.5 else (*second, *first))
    return _of_text(f"{name}.log", text.encode(), f"{form.name} and {other.name}")


def _binary(chance: Random, name: str, _: Form) -> MixedFile:
    return MixedFile(f"{name}.dat", chance.randbytes(4_000), "random bytes", (UNREADABLE,), None, None)


def _picture(chance: Random, name: str, _: Form) -> MixedFile:
    content = b"\x89PNG\r\n\x1a\n" + chance.randbytes(2_000) + b"\0" * 500
    return MixedFile(f"{name}.png", content, "a picture", (UNREADABLE,), None, None)


def _truncated(chance: Random, name: str, form: Form) -> MixedFile:
    content = gzip.compress("\n".join(written(chance, form, 30)).encode(), mtime=0)
    return MixedFile(f"{name}.log.gz", content[: -chance.randrange(9, 40)], "truncated gzip", (UNREADABLE,), None, None)


def _empty(_: Random, name: str, __: Form) -> MixedFile:
    return MixedFile(f"{name}.log", b"", "empty")


def _blank(chance: Random, name: str, _: Form) -> MixedFile:
    return _of_text(f"{name}.log", chance.choice((b"\n", b" \n\t\n\r\n")), "blank")


def _giant(chance: Random, name: str, form: Form) -> MixedFile:
    """One line of more than is held, among the records."""
    lines = written(chance, form, 12)
    lines.insert(chance.randrange(len(form.begin), len(lines)), "x" * chance.randrange(1_048_577, 2_600_000))
    return _of_text(
        f"{name}.log",
        "\n".join(lines).encode(),
        f"{form.name}, a giant line",
        () if form.format == "json" else _names(form),
    )


def _zeros(chance: Random, name: str, form: Form) -> MixedFile:
    """Zero bytes before the first line, as a log that was cut while it was written has them."""
    content = b"\0" * chance.randrange(1, 3_000) + "\n".join(written(chance, form, 20)).encode() + b"\n"
    return _of_text(f"{name}.log", content, f"{form.name}, zero bytes in front")


def _huge_object(chance: Random, name: str, _: Form) -> MixedFile:
    nested = "[" * 50_000 + "]" * 50_000
    lines = [
        json.dumps({"time": "2026-02-03T10:00:00Z", "level": "error", "msg": "m", "rows": [7] * 400_000}),
        '{"time": "2026-02-03T10:00:00Z", "level": "error", "msg": "deep", "rows": ' + nested + "}",
        *(json.dumps({"time": "2026-02-03T10:00:01Z", "level": "error", "msg": f"m{n}"}) for n in range(12)),
    ]
    chance.shuffle(lines)
    return _of_text(f"{name}.jsonl", "\n".join(lines).encode(), "huge objects", ("json_lines",))


def _words(chance: Random, name: str, _: Form) -> MixedFile:
    lines = [" ".join(chance.choices(WORDS, k=chance.randrange(2, 9))) for _ in range(chance.randrange(5, 30))]
    return _of_text(f"{name}.txt", "\n".join(lines).encode(), "words", (UNKNOWN,))


def _messages(chance: Random, name: str, _: Form) -> MixedFile:
    """Messages of a program that writes nothing else: what it is cannot be said."""
    lines = [chance.choice(MESSAGES).format(n=n, d=n % 10) for n in range(chance.randrange(5, 30))]
    return _of_text(f"{name}.txt", "\n".join(lines).encode(), "messages only")


HOSTILE: tuple[Callable[[Random, str, Form], MixedFile], ...] = (
    *(_cut, _cut, _cut, _brief, _brief, _brief, _with_noise, _with_noise, _two_forms, _two_forms, _binary, _picture),
    *(_truncated, _empty, _blank, _giant, _zeros, _huge_object, _words, _messages),
)
"""Those that come more often stand here more often."""
