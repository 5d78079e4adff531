"""Settings of redaction: a wrong expression stops at start, with its name; each list is checked as what it is."""

import pytest

from faultbook.errors import SettingError
from faultbook.settings import make_settings


@pytest.mark.parametrize("name", ["redaction_rules", "redaction_allow"])
def test_what_is_no_expression_is_refused_by_name(name):
    with pytest.raises(SettingError, match=rf"{name}.*\(unclosed"):
        make_settings(**{name: ["(unclosed"]})


def test_a_rule_may_not_match_the_empty_text_and_an_allowed_text_may():
    with pytest.raises(SettingError, match="redaction_rules"):
        make_settings(redaction_rules=["x*"])
    assert make_settings(redaction_allow=["example[0-9]*"]).redaction_allow == ["example[0-9]*"]
    assert make_settings(redaction_allow=["(demo)?"]).redaction_allow == ["(demo)?"]
