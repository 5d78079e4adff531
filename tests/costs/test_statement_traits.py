"""Traits of statements: what is there is found, what only looks like it is not, what cannot be read says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.costs.statement_traits import CROSS_JOIN, SELECT_ALL, UNBOUNDED_SORT, Inspection, Reading, inspect

CASES = {
    "select * from t": {SELECT_ALL},
    "select t.* from t join u on t.a = u.a": {SELECT_ALL},
    "select * from t as x where a = 1": {SELECT_ALL},
    "select count(*) from t": set(),
    "select '*' from t -- select * from t": set(),
    "select a /* select * */ from t": set(),
    "select * except (a) from t": set(),
    "select a from t where exists (select * from u where u.a = t.a)": set(),
    "select * from (select a, b from t)": set(),
    "with x as (select a from t) select * from x": set(),
    "with x as (select * from t) select a from x": {SELECT_ALL},
    "from t |> where a > 1 |> select b": set(),
    "create table x as select * from t": {SELECT_ALL},
    "insert into x select * from t": {SELECT_ALL},
    "merge into x using y on x.a = y.a when matched then update set *": set(),
    "select a from t order by a": {UNBOUNDED_SORT},
    "select a from t order by a limit 10": set(),
    "select rank() over (order by a) from t": set(),
    "select a from (select a from t order by a) limit 3": set(),
    "create table x as select a from t order by a": {UNBOUNDED_SORT},
    "select a from t union all select a from u order by a": {UNBOUNDED_SORT},
    "select 'order by' from t": set(),
    "select t.a from t cross join u": {CROSS_JOIN},
    "select t.a from t, u": {CROSS_JOIN},
    "select t.a from t, u where t.a = u.a": set(),
    "select t.a from t, u where a = b": set(),
    "select t.a from t, u where t.a = 1": {CROSS_JOIN},
    "select t.a from t, lateral explode(t.b)": set(),
    "select a from t lateral view explode(b) as c": set(),
    "select t.a from t natural join u": set(),
    "select t.a from t join u using (a)": set(),
    "select * from t, u order by 1": {SELECT_ALL, UNBOUNDED_SORT, CROSS_JOIN},
    "select 1; select * from t": {SELECT_ALL},
    "SHOW TABLES IN sales": set(),
    "select ü from täble": set(),
}


@pytest.mark.parametrize(("text", "traits"), CASES.items())
def test_traits_are_those_of_the_syntax_not_of_the_words(text, traits):
    assert set(inspect(text).traits) == traits


@pytest.mark.parametrize("text", ["select (", "begin declare x int; end", "select a from t where", "", "-- nothing"])
def test_an_unreadable_text_is_marked(text):
    assert inspect(text) == Inspection(Reading.UNPARSED)


def test_a_long_text_is_not_read():
    assert inspect("select * from t", most_characters=10) == Inspection(Reading.TOO_LONG)


def test_nesting_without_end_is_unparsed_and_no_error():
    assert inspect("select " + "(" * 5000 + "1" + ")" * 5000).reading is Reading.UNPARSED


@given(st.text(max_size=60))
def test_any_text_gives_an_inspection(text):
    assert inspect(text).reading in Reading
