"""What a stack trace is known by: the Spark twin of faults/stack_trace.py, equal to it on every text."""

from collections.abc import Callable
from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F

from faultbook.faults.masks import Mask
from faultbook.faults.stack_trace import (
    FRAME_SEPARATOR,
    JAVA_CLEANING,
    JAVA_FRAME,
    JAVA_LIBRARY,
    JAVA_ROOT,
    JAVA_TYPE,
    MOST_FRAMES,
    PYTHON_CLEANING,
    PYTHON_FRAME,
    PYTHON_LATER,
    PYTHON_LIBRARY,
    PYTHON_MARK,
    PYTHON_TYPE,
    TOP_FRAMES,
)
from faultbook.faults.template_hash import HASH_LENGTH, HASH_VERSION


def exception_type(trace: Column) -> Column:
    """The type of the root cause; `''` where the trace names none. Nulls: NULL."""
    return F.when(_is_python(trace), F.regexp_extract(_python_root(trace), PYTHON_TYPE, 1)).when(
        trace.isNotNull(), F.regexp_extract(_java_root(trace), JAVA_TYPE, 1)
    )


def top_frames(trace: Column) -> Column:
    """The application's frames nearest to the root cause, one a line; `''` where there are none. Nulls: NULL."""
    return F.when(_is_python(trace), _first_filled(_python_in_app, _python_root(trace), trace)).when(
        trace.isNotNull(), _first_filled(_java_in_app, _java_root(trace), trace)
    )


def all_frames_hash(trace: Column) -> Column:
    """Versioned hash over all frames. Nulls: NULL where there are none."""
    frames = F.when(_is_python(trace), _frames(trace, PYTHON_FRAME, PYTHON_CLEANING)).otherwise(
        _frames(trace, JAVA_FRAME, JAVA_CLEANING)
    )
    text = F.array_join(F.slice(frames, 1, MOST_FRAMES), FRAME_SEPARATOR)
    hashed = F.concat(F.lit(f"{HASH_VERSION}:"), F.left(F.sha2(text.cast("binary"), 256), F.lit(HASH_LENGTH)))
    return F.when(F.size(frames) > 0, hashed)


def simple_name(exception_type: Column) -> Column:
    """The type without its package. Nulls: NULL."""
    return F.regexp_extract(exception_type, r"([^.$]*+)\z", 1)


def _is_python(trace: Column) -> Column:
    return F.contains(trace, F.lit(PYTHON_MARK))


def _python_root(trace: Column) -> Column:
    return F.regexp_replace(trace, PYTHON_LATER, "")


def _java_root(trace: Column) -> Column:
    return F.coalesce(F.nullif(F.regexp_extract(trace, JAVA_ROOT, 1), F.lit("")), trace)


def _python_in_app(trace: Column) -> Column:
    raw = F.regexp_extract_all(trace, F.lit(PYTHON_FRAME), F.lit(1))
    found = F.filter(raw, lambda frame: ~frame.rlike(PYTHON_LIBRARY))
    return F.transform(F.reverse(found), lambda frame: _cleaned(frame, PYTHON_CLEANING))


def _java_in_app(trace: Column) -> Column:
    return F.filter(_frames(trace, JAVA_FRAME, JAVA_CLEANING), lambda frame: ~frame.rlike(JAVA_LIBRARY))


def _frames(trace: Column, pattern: str, cleaning: tuple[Mask, ...]) -> Column:
    return F.transform(F.regexp_extract_all(trace, F.lit(pattern), F.lit(1)), lambda frame: _cleaned(frame, cleaning))


def _first_filled(in_app: Callable[[Column], Column], root: Column, trace: Column) -> Column:
    near, anywhere = (F.array_join(F.slice(in_app(text), 1, TOP_FRAMES), FRAME_SEPARATOR) for text in (root, trace))
    return F.coalesce(F.nullif(near, F.lit("")), anywhere)


def _cleaned(frame: Column, cleaning: tuple[Mask, ...]) -> Column:
    return reduce(lambda text, mask: F.regexp_replace(text, mask.pattern, mask.replacement), cleaning, frame)
