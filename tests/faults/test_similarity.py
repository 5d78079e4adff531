from hypothesis import given
from hypothesis import strategies as st

from faultbook.faults.similarity import likeness, most_alike

TEXTS = st.text(alphabet="ab <*>.,", max_size=20)


def test_the_most_alike_come_first_and_others_not_at_all():
    others = {
        "closed": "session closed for user <*>",
        "refused": "connection refused by <*>",
        "opened": "session opened for user",
    }
    assert most_alike("Session opened for user <*>.", others) == [("opened", 1.0), ("closed", 0.6)]


@given(TEXTS, TEXTS)
def test_likeness_is_symmetric_and_between_nothing_and_all(one, other):
    assert 0 <= likeness(one, other) == likeness(other, one) <= 1
    assert likeness(one, one) in (0, 1)
