"""Which rules match which events of a source: one pass over its rows, whatever the number of rules.

All conditions are one array, evaluated in one projection, in which parts that conditions share (a text in lower case)
are evaluated once. All else is evaluated for the rows that a rule matched.
"""

from collections.abc import Hashable, Mapping, Sequence

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from faultbook.events.severities import SEVERITIES
from faultbook.rules.frame import Frame
from faultbook.rules.model import Rule
from faultbook.rules.sql import quoted, sql_of
from faultbook.tables import RULE_MATCHES
from faultbook.transforms.portable.utc import utc_day
from faultbook.transforms.rules.identity import EMPTY, canonical_sql, fingerprint, of_scope, slots_sql, without_scope
from faultbook.transforms.rules.sources import SOURCES, Source
from faultbook.transforms.rules.stored import extracted_sql, shown_sql, stored_sql
from faultbook.transforms.rules.subjects import Subject, subjects
from faultbook.transforms.rules.window_points import SEPARATOR

LONGEST_TEXT = 1_000
"""Characters of a value, a part of a group key, a slot and a fact that are kept."""
LONGEST_TITLE = 200
OF_RULE = "rule."
"""Names in facts of what a rule keeps and extracts begin with it."""
_NONE = -1
"""Place of no subject."""
COLUMNS = tuple(column for column in RULE_MATCHES.columns if column.name != "batch_id")


def matches(rows: DataFrame, frame: Frame, rules: Sequence[Rule]) -> DataFrame:
    """The matches of rules in the rows of a frame; none where no rule reads the frame.

    One row per rule and event; of log records one per rule and second, and whatever else tells them apart: batch,
    fingerprint, group key, value, service, environment, severity; `events` counts the records.

    In: of `frames`. Out: COLUMNS, those of rule_matches without batch_id. Nulls: group_key where a part is missing or
    empty, fingerprint where all slots but the scope are.
    """
    source = SOURCES[frame.name]
    looked_for = subjects(rules, frame)
    at = F.timestamp_seconds(F.unix_seconds("happened_at"))
    slots = [slots_sql(subject.rule, source, frame) for subject in looked_for]
    hits = _hits(rows, looked_for).withColumns(
        {
            "slots_scope": _per_subject([canonical_sql(of_scope(each)) for each in slots]),
            "slots_others": _per_subject([canonical_sql(without_scope(each)) for each in slots]),
        }
    )
    found = hits.select(
        _names([subject.rule.name for subject in looked_for]).alias("rule"),
        _names([subject.rule.version for subject in looked_for]).alias("rule_version"),
        F.lit(source.name).alias("source"),
        "event_id",
        at.alias("matched_at"),
        utc_day(at).alias("matched_on"),
        "service",
        "environment",
        _per_subject([_group_key(subject, frame) for subject in looked_for]).alias("group_key"),
        fingerprint("slots_scope", "slots_others").alias("fingerprint"),
        _map(_per_subject([_entries(each) for each in slots]) if slots else F.expr(_entries({}))).alias("slots"),
        _per_subject([_value(subject, frame) for subject in looked_for]).alias("value"),
        F.lit(1).cast("bigint").alias("events"),
        _is_counted(looked_for).alias("is_counted"),
        _per_subject([_severity(subject, frame) for subject in looked_for]).alias("severity"),
        _title(source, looked_for).alias("title"),
        _facts(source, looked_for, frame).alias("facts"),
        F.coalesce("source_batch", F.lit(0)).cast("bigint").alias("source_batch"),
    )
    by_event = _hash("rule", "source", "event_id")
    whole = _by_second(found) if source.is_counted else found.withColumn("match_id", by_event)
    return whole.select(*(F.col(column.name).cast(column.type).alias(column.name) for column in COLUMNS))


def unmatched(found: DataFrame, known: DataFrame) -> DataFrame:
    """The matches that are not known yet. In: both with match_id. Out: the columns of `found`."""
    return found.join(known.select("match_id"), on="match_id", how="left_anti").select(*found.columns)


def counted_once(found: DataFrame, known: DataFrame) -> DataFrame:
    """The matches, not counted where a known match counts the event under the same fingerprint.

    In: both with event_id, fingerprint, is_counted. Out: the columns of `found`.
    """
    counted = known.where("is_counted").select("event_id", "fingerprint").distinct().withColumn("known", F.lit(True))
    marked = found.join(counted, on=["event_id", "fingerprint"], how="left")
    return marked.withColumn("is_counted", F.col("is_counted") & F.col("known").isNull()).select(*found.columns)


def _hits(rows: DataFrame, looked_for: Sequence[Subject]) -> DataFrame:
    """The rows once for each subject that holds, with its place: column subject INT."""
    if not looked_for:
        return rows.limit(0).withColumn("subject", F.lit(0))
    held = [F.when(F.expr(subject.holds), place).otherwise(_NONE) for place, subject in enumerate(looked_for)]
    # The generator reads an expression, no column: of a column Spark infers a filter, and evaluates all twice for it.
    return rows.withColumn("held", F.array(*held)).withColumn("subject", F.explode(F.array_remove("held", _NONE)))


def _is_counted(looked_for: Sequence[Subject]) -> Column:
    """Whether no other subject that holds identifies the event in the same way and comes before this one.

    The worst severity comes first, then the order of the rules. What a rule with windows counts is its own.
    """
    ranks = [(SEVERITIES.index(subject.rule.severity), place) for place, subject in enumerate(looked_for)]
    ways = [_way(subject) for subject in looked_for]
    before = [
        [other for other, way in enumerate(ways) if way is not None and way == ways[place] and ranks[other] < rank]
        for place, rank in enumerate(ranks)
    ]
    if not any(before):
        return F.lit(True)
    rivals = F.array(*(F.array(*map(F.lit, each or [_NO_RIVAL])) for each in before))
    return ~F.arrays_overlap("held", F.get(rivals, F.col("subject")))


def _way(subject: Subject) -> Hashable:
    """How a subject identifies events; None: in its own way."""
    rule = subject.rule
    return None if rule.correlation is not None else (rule.fingerprint, rule.scope)


_NO_RIVAL = -2
"""No place of a subject, and not _NONE."""


def _names(names: Sequence[str]) -> Column:
    """The name of the row's subject."""
    return F.get(F.array(*map(F.lit, names)), F.col("subject")) if names else F.lit(None).cast("string")


def _per_subject(texts: Sequence[str]) -> Column:
    """What the SQL text of the row's subject gives; subjects of the same text share it."""
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        places.setdefault(text, []).append(place)
    usual, *others = sorted(places, key=lambda text: -len(places[text])) or [EMPTY]
    if not others:
        return F.expr(usual)
    chosen = F.when(F.col("subject").isin(places[others[0]]), F.expr(others[0]))
    for text in others[1:]:
        chosen = chosen.when(F.col("subject").isin(places[text]), F.expr(text))
    return chosen.otherwise(F.expr(usual))


def _cut(text: str, longest: int = LONGEST_TEXT) -> str:
    """The beginning of a text.

    The rest of a mark of redaction that was cut goes: it would look like a secret again. The text stands once in the
    result, whatever its length: some are long expressions.
    """
    return f"regexp_replace(substring({text}, 1, {longest}), {quoted(_cut_mark(longest))}, '$1')"


def _cut_mark(longest: int) -> str:
    """A pattern of texts that are as long as allowed and end in the beginning of `[redacted]` or `[email]`."""
    return rf"(?s)\A(.{{{longest - 9},{longest - 1}}})\[[a-z]{{0,8}}\z"


def _group_key(subject: Subject, frame: Frame) -> str:
    parts = {name: _cut(stored_sql(field, frame)) for name, field in subject.group_by.items()}
    if not parts:
        return "'{}'"
    struct = ", ".join(f"{quoted(name)}, {text}" for name, text in parts.items())
    present = " AND ".join(f"{text} <> ''" for text in parts.values())
    return f"CASE WHEN {present} THEN to_json(named_struct({struct})) END"


def _entries(texts: Mapping[str, str]) -> str:
    """An array of names and texts; _NO_ENTRY for those without a text."""
    found = [
        f"CASE WHEN {text} <> '' THEN {_entry(quoted(name), _cut(text))} ELSE {_NO_ENTRY} END"
        for name, text in texts.items()
    ]
    return f"array({', '.join(found) or _NO_ENTRY})"


def _entry(name: str, text: str) -> str:
    return f"named_struct('key', {name}, 'value', {text})"


_NO_ENTRY = _entry("''", "''")


def _map(entries: Column) -> Column:
    # No lambda function: none of Spark's is compiled.
    return F.map_from_entries(F.array_remove(entries, F.expr(_NO_ENTRY)))


def _value(subject: Subject, frame: Frame) -> str:
    if subject.value:
        return f"nullif({_cut(stored_sql(subject.value, frame))}, '')"
    if not subject.members:
        return EMPTY
    names = ", ".join(f"CASE WHEN {condition} THEN {quoted(name)} END" for name, condition in subject.members)
    return f"concat_ws({quoted(SEPARATOR)}, {names})"


def _severity(subject: Subject, frame: Frame) -> str:
    whens = [
        f"WHEN {sql_of(one.condition, frame)} THEN {quoted(one.severity)}" for one in subject.member.severity_rules
    ]
    own = quoted(subject.rule.severity)
    return f"CASE {' '.join(whens)} ELSE {own} END" if whens else own


def _title(source: Source, looked_for: Sequence[Subject]) -> Column:
    """What failed, and the beginning of its message, in one line; the rule's title where there is no message, and where
    a rule counts many events, of which one message would be beside the point.
    """
    what, beginning = (_line(F.expr(_cut(text, 2 * LONGEST_TITLE))) for text in (source.what, source.message))
    titles = _names([subject.rule.title for subject in looked_for])
    of_many = [place for place, subject in enumerate(looked_for) if subject.rule.correlation is not None]
    ending = F.when(F.col("subject").isin(of_many), titles).otherwise(F.coalesce(beginning, titles))
    whole = F.concat_ws(": ", what, ending)
    return F.regexp_replace(F.substring(whole, 1, LONGEST_TITLE), _cut_mark(LONGEST_TITLE), "$1")


def _line(text: Column) -> Column:
    """A text in one line; NULL where it is blank."""
    return F.nullif(F.trim(F.regexp_replace(text, r"\s+", " ")), F.lit(""))


def _facts(source: Source, looked_for: Sequence[Subject], frame: Frame) -> Column:
    """What the source keeps of each event, and what the rules keep and extract."""
    own = _per_subject([_entries(_kept(subject, frame)) for subject in looked_for])
    return _map(F.concat(F.expr(_entries(source.facts)), own) if looked_for else F.expr(_entries(source.facts)))


def _kept(subject: Subject, frame: Frame) -> dict[str, str]:
    fields = {name: shown_sql(name, frame) for name in (*subject.rule.fields, *subject.member.fields)}
    extracted = {name: extracted_sql(one, frame) for name, one in subject.member.extract.items()}
    return {f"{OF_RULE}{name}": text for name, text in {**fields, **extracted}.items()}


def _by_second(found: DataFrame) -> DataFrame:
    """Matches of records, counted. In: as of failures without match_id. Out: the same and match_id."""
    key = (
        *("rule", "rule_version", "source", "matched_at", "matched_on", "service", "environment", "group_key"),
        *("fingerprint", "value", "severity", "source_batch", "is_counted"),
    )
    # The first by event_id; records of one event_id are equal, byte by byte.
    of_first = ("slots", "title", "facts")
    counted = found.groupBy(*key).agg(
        F.sum("events").alias("events"),
        F.min("event_id").alias("event_id"),
        F.min_by(F.struct(*of_first), "event_id").alias("first"),
    )
    second = F.unix_seconds("matched_at").cast("string")
    names = tuple(name for name in key if name not in {"rule_version", "matched_at", "matched_on"})
    return counted.withColumn("match_id", _hash(*names, second)).select("*", "first.*").drop("first")


def _hash(*parts: str | Column) -> Column:
    """32 hexadecimal digits; NULL is another part than an empty text."""
    texts = [
        F.coalesce(F.to_json(F.array(F.col(part) if isinstance(part, str) else part)), F.lit("")) for part in parts
    ]
    return F.substring(F.sha2(F.concat_ws("\n", *texts), 256), 1, 32)
