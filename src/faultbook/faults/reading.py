"""What is read from a record's texts in one pass: the texts without secrets, and the record's identity.

Secrets are taken out first: template, hint and ids of today's version are read from the redacted message, so that none
of them can hold one. Only the hash of the earlier version is computed from the text as it was written, as before, and
nothing but the hash leaves this module.

Templates, hints and the places of ids are functions of a message's shape (shapes.py), so each shape is read once and
remembered; shapes that differ in ids alone are read as one (skeletons.py).
"""

import threading
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from faultbook.faults.redaction import Redactor
from faultbook.faults.shapes import Hashes, Shape, shape, shapes
from faultbook.faults.skeletons import skeleton
from faultbook.faults.v1 import code_hint as v1_hints
from faultbook.faults.v1 import stack_trace as v1_traces
from faultbook.faults.v1.masks import MESSAGE_LIMIT
from faultbook.faults.v1.template_hash import template_hash as v1_hash
from faultbook.faults.v2 import hints, traces
from faultbook.faults.v2.template_hash import template_hash

NO_CODE = "(none)"
"""The code of a record that names neither a code nor an exception. No code can be so written."""

_SLOTS_OF_KEY = 4

_MOST_REMEMBERED = 100_000
"""Keys that one reader remembers; shapes as many, and as many of those before them: tens of megabytes at most."""


class Reading(NamedTuple):
    """What is read of every record. `message` is redacted; `earlier_hash` is the template hash of version 1.

    None: not computed, for the reader was made without.
    """

    message: str
    template_hash: str
    earlier_hash: str | None
    code_hint: str | None
    request_id: str | None
    user_id: str | None


class Trace(NamedTuple):
    """What is read of a record of a format with stack traces. Texts are redacted; None: there is none."""

    error_code: str
    stack_trace: str | None
    exception_type: str | None
    root_exception_type: str | None
    top_frames: str | None
    stack_hash_all_frames: str | None


_Key = tuple[str, str, str | None, str | None]
"""Service, code, exception type, top frames."""

ReadRow = tuple[str, str, str | None, str | None, str | None, str | None]
"""The fields of Reading: a plain tuple is made in half the time."""


class _ShortTexts(dict[str, str]):
    """Short texts as written -> redacted: what is known is looked up without a call."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def __missing__(self, text: str) -> str:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        self[text] = found = self._redactor.redact(text)
        return found


class RecordReader:
    """Reads records; remembers shapes and hashes, so that one reader serves a whole batch. Not shared by threads."""

    def __init__(self, rules: Sequence[str] = (), allow: Sequence[str] = (), *, earlier: bool = True) -> None:
        """Nothing is remembered yet. `rules` and `allow`: those of Redactor. `earlier`: version 1 is read, too."""
        self.redactor = Redactor(rules, allow)
        self._has_own_rules = bool(rules)
        self._earlier = earlier
        self._shapes: dict[str, Shape] = {}
        self._shapes_before: dict[str, Shape] = {}
        self._hashes: dict[tuple[str, str | None], Hashes] = {}
        self._hashes_remembered = 0
        self.short_texts: Mapping[str, str] = _ShortTexts(self.redactor)

    def read(self, message: str, service: str, error_code: str) -> Reading:
        """The reading of a record of a format without stack traces. `service` and `error_code` as written."""
        return Reading._make(self._row(message, shape(message), service, error_code))

    def read_all(self, messages: Sequence[str], services: Sequence[str], error_codes: Sequence[str]) -> list[ReadRow]:
        """As `read`, of many records at once: in half the time. Each row has the fields of Reading."""
        rows: list[ReadRow] = []
        for message, of_message, service, error_code in zip(
            messages, shapes(messages), services, error_codes, strict=True
        ):
            found = self._shapes.get(of_message)
            if found is None or not found.is_plain or len(message) > MESSAGE_LIMIT:
                rows.append(self._row(message, of_message, service, error_code))
                continue
            hashes = found.hashes.get((service, error_code, "", ""))
            if hashes is None:
                rows.append(self._row(message, of_message, service, error_code))
                continue
            request_id, user_id = found.request_id, found.user_id
            rows.append(
                (
                    message,
                    *hashes,
                    None,
                    message[request_id[0] : request_id[1]] if request_id else None,
                    message[user_id[0] : user_id[1]] if user_id else None,
                )
            )
        return rows

    def read_traced(
        self,
        message: str,
        service: str,
        error_code: str | None,
        exception_type: str | None,
        stack_trace: str | None,
    ) -> tuple[Reading, Trace]:
        """The reading of a record of a format with stack traces, all as written. None: not given."""
        trace = self._read_trace(error_code, exception_type, stack_trace)
        today = (service, trace.error_code, trace.root_exception_type, trace.top_frames)
        earlier: _Key = (service, NO_CODE if error_code is None else error_code, None, None)
        if self._earlier and (exception_type or stack_trace):
            earlier = _earlier_key(service, error_code, exception_type, stack_trace)
        return Reading._make(self._row(message, shape(message), service, "", (today, earlier))), trace

    def short(self, text: str | None) -> str | None:
        """A short text that few records differ in (service, host, code), redacted. None: None."""
        return None if text is None else self.short_texts[text]

    def _row(
        self, message: str, of_message: str, service: str, error_code: str, traced: tuple[_Key, _Key] | None = None
    ) -> ReadRow:
        """`of_message`: its shape. `traced`: the keys of both versions; None: the same for both, service and code."""
        before = found = self._shapes.get(of_message) or self._new_shape(of_message)
        hashes = before.hashes
        safe = message
        if before.may_hold_secret or len(message) > MESSAGE_LIMIT:
            safe = self._redacted(message, before)
            if safe != message:
                of_message = shape(safe)
                found = self._shapes.get(of_message) or self._new_shape(of_message)
                hashes = self._hashes_of(found.template, before.earlier_template)
        hint = hints.code_hint_at(safe, found.hints) if found.hints else ""
        earlier_hint = v1_hints.hint_at(message, before.earlier_hint) if before.earlier_hint else ""
        # Keys of records with traces are of another length.
        key: tuple[str | None, ...] = (service, error_code, hint, earlier_hint)
        if traced:
            key = (*traced[0], *traced[1], hint, earlier_hint)
        template_hash, earlier_hash = hashes.get(key) or self._new_hashes(
            hashes, key, (found.template, before.earlier_template)
        )
        request_id, user_id = found.request_id, found.user_id
        return (
            safe,
            template_hash,
            earlier_hash,
            hint or None,
            safe[request_id[0] : request_id[1]] if request_id else None,
            safe[user_id[0] : user_id[1]] if user_id else None,
        )

    def _redacted(self, message: str, found: Shape) -> str:
        return self.redactor.redact_thoroughly(message, found.rules if len(message) <= MESSAGE_LIMIT else None)

    def _new_shape(self, of_message: str) -> Shape:
        if known := self._known(of_message):
            return known
        # Without a rule of redaction left, what is read of a skeleton holds of all its shapes.
        alike = skeleton(of_message)
        if alike is not of_message:
            made = self._known(alike) or self._read_shape(alike)
            if made.rules == ():
                return self._remembered(of_message, made)
        return self._read_shape(of_message)

    def _read_shape(self, text: str) -> Shape:
        made = Shape(text, earlier=self._earlier, has_own_rules=self._has_own_rules)
        made.hashes = self._hashes_of(made.template, made.earlier_template)
        return self._remembered(text, made)

    def _known(self, of_message: str) -> Shape | None:
        known = self._shapes.get(of_message)
        if known is None and (known := self._shapes_before.pop(of_message, None)):
            self._remembered(of_message, known)
        return known

    def _remembered(self, of_message: str, made: Shape) -> Shape:
        # Ids make most shapes, and each of those is seen once: what is seen again and again is kept.
        if len(self._shapes) >= _MOST_REMEMBERED:
            self._shapes_before, self._shapes = self._shapes, {}
        self._shapes[of_message] = made
        return made

    def _forget(self) -> None:
        self._shapes.clear()
        self._shapes_before.clear()
        self._hashes.clear()
        self._hashes_remembered = 0

    def _hashes_of(self, template: str, earlier_template: str | None) -> Hashes:
        return self._hashes.setdefault((template, earlier_template), {})

    def _new_hashes(
        self, hashes: Hashes, key: tuple[str | None, ...], of_templates: tuple[str, str | None]
    ) -> tuple[str, str | None]:
        if self._hashes_remembered >= _MOST_REMEMBERED:
            self._forget()
        *both, hint, earlier_hint = key
        traced = len(both) == 2 * _SLOTS_OF_KEY
        service, code, exception, frames = both[:_SLOTS_OF_KEY] if traced else (*both, None, None)
        template, earlier_template = of_templates
        today = template_hash(self.short(service), self.short(code), hint, exception, template, frames)
        earlier: str | None = None
        if self._earlier:
            service, code, exception, frames = both[_SLOTS_OF_KEY:] if traced else (*both, None, None)
            earlier = v1_hash(service, code, earlier_hint, exception, earlier_template, frames)
        self._hashes_remembered += 1
        hashes[key] = today, earlier
        return today, earlier

    def _read_trace(self, error_code: str | None, exception_type: str | None, stack_trace: str | None) -> Trace:
        given = self.short(exception_type) or None
        trace = None if stack_trace is None else self.redactor.redact(stack_trace)
        root = (traces.exception_type(trace) or None) if trace else None
        return Trace(
            self.short(error_code) or traces.simple_name(given or root or "") or NO_CODE,
            trace,
            given or root,
            root or given,
            (traces.top_frames(trace) or None) if trace else None,
            (traces.all_frames_hash(trace) or None) if trace else None,
        )


_OF_THREAD = threading.local()
_MOST_READERS = 4


def shared_reader(rules: Sequence[str] = (), allow: Sequence[str] = (), *, earlier: bool = True) -> RecordReader:
    """The reader of this thread for these arguments (those of RecordReader), with what it remembers from before.

    A Python worker of Spark runs many tasks, one after the other, and need not read a shape again for each. A thread
    has readers of its own, for none may be shared by threads; of the last four sets of arguments.
    """
    readers: dict[tuple[tuple[str, ...], tuple[str, ...], bool], RecordReader] = _OF_THREAD.__dict__.setdefault(
        "readers", {}
    )
    key = (tuple(rules), tuple(allow), earlier)
    reader = readers.pop(key, None) or RecordReader(rules, allow, earlier=earlier)
    readers[key] = reader
    if len(readers) > _MOST_READERS:
        del readers[next(iter(readers))]
    return reader


def _earlier_key(service: str, error_code: str | None, exception_type: str | None, stack_trace: str | None) -> _Key:
    given = exception_type or None
    root = (v1_traces.exception_type(stack_trace) or None) if stack_trace else None
    exception = given or root
    of_exception = NO_CODE if exception is None else v1_traces.simple_name(exception)
    return (
        service,
        of_exception if error_code is None else error_code,
        root or given,
        v1_traces.top_frames(stack_trace) if stack_trace else None,
    )
