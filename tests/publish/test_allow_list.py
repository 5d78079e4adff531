"""What the engines do not agree on cannot be published."""

import pytest
import sqlglot

from faultbook.publish.allow_list import not_allowed

REFUSED = {
    "select avg(n) from t": "Avg",
    "select a / b from t": "division",
    "select cast(a as double) / b from t": "division",
    "select cast(a as float) from t": "cast to FLOAT",
    "select try_cast(a as int) from t": "TryCast",
    "select percentile_approx(n, 0.5) from t": "ApproxQuantile",
    "select get_json_object(m, '$.a') from t": "JSONExtract",
    "select a from t where m like '10\\%'": "Like",
    "select regexp_replace(m, 'd', 'N') from t": "RegexpReplace",
    "select current_timestamp() from t": "CurrentTimestamp",
    "select now() from t": "CurrentTimestamp",
    "select current_date() from t": "CurrentDate",
    "select to_date(i) from t": "TsOrDsToDate",
    "select timestampdiff(second, a, b) from t": "TimestampDiff",
    "select collect_list(a) from t": "ArrayAgg",
    "select first(a) from t": "First",
    "select max_by(a, b) from t": "ArgMax",
    "select some_udf(a) from t": "function some_udf",
    "select * from t order by a limit 1": "Limit",
}

ALLOWED = [
    "select cast(sum(n) as bigint) as n, array_sort(collect_set(a)) as a, count(distinct b) as b from t group by c",
    "select row_number() over (partition by a order by b desc) as r from t",
    "select cast(a as double) / cast(b as double) as share from t where c is null and d in (1, 2)",
]


@pytest.mark.parametrize(("query", "word"), REFUSED.items())
def test_what_engines_differ_in_is_refused_by_name(query, word):
    found = not_allowed(sqlglot.parse_one(query, read="databricks"))

    assert any(word in text for text in found), found


@pytest.mark.parametrize("query", ALLOWED)
def test_what_parity_has_shown_equal_is_allowed(query):
    assert not_allowed(sqlglot.parse_one(query, read="databricks")) == []
