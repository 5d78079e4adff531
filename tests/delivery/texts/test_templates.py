"""Templates: each mistake is a sentence with name and line, and no template gets at a text before it is harmless."""

import re
from pathlib import Path

import pytest

from faultbook.delivery.texts.rendering import Texts
from faultbook.delivery.texts.templates import NAMES, TemplateFailed, default_text
from faultbook.delivery.texts.variables import VARIABLES
from tests.delivery.texts.subjects import INTENT, KNOWN, hostile
from tests.faults.markdown_oracle import active

WRONG = {
    "{{ failure_nam }}": r"template body, line 1: found the variable 'failure_nam'; expected one of failure_name",
    "a\n{% if nope %}x{% endif %}": r"template body, line 2: found the variable 'nope'; expected one of",
    "a\n\n{{ x": r"template body, line 3: unexpected end of template",
    "{% for %}": r"template body, line 1: ",
    "{{ count | nofilter }}": r"template body, line 1: No filter named 'nofilter'",
    "a\n{% include 'x' %}": r"template body, line 2: no loader",
    "a\n{{ 1 / 0 }}": r"template body, line 2: division by zero",
    "{{ error_message[:3] }}": r"template body, line 1: 'Value' object is not subscriptable",
    "{{ (error_message ~ '')[:1] }}": r"template body: found a value that was cut or changed; expected values as",
    "{{ (error_message ~ '') | reverse }}": r"template body: found a value that was cut or changed",
    "{{ (error_message ~ '') | replace('1', '999') }}{{ rule ~ '' | replace('0', '9999') }}{{ (service ~ '') "
    "| replace('1', '88888') }}": r"template body: found a value",
    "{{ error_message | tojson }}": r"template body, line 1: Object of type Value is not JSON serializable",
    "{{ error_message.text }}": r"template body, line 1: 'Value object' has no attribute 'text'",
    "```\n{{ stack_trace }}\n```": r"template body: found a block within code or HTML of the template; expected it",
    "<pre>\n{{ stack_trace }}\n</pre>": r"template body: found a block within code or HTML",
    "<!-- {{ stack_trace }} -->": r"template body: found a block within code or HTML",
    "{% for a in [1] * 3000 %}{{ rule }}{% endfor %}": r"template body: found 3,000 values; expected at most 1,000",
    "{% for a in [1] * 900 %}{{ stack_trace }}{% endfor %}": r"template body: found .* characters; expected at most",
    "{{ 'x' * 2000000 }}": r"template body: it makes more than 1,000,000 characters",
    "\ue000": r"template body: found a character of private use",
}
READS_A_TEXT = (
    *("{{ service._text }}", "{{ service.__class__ }}", "{{ service | attr('_text') }}", "{{ service['_text'] }}"),
    *("{{ '{0._text}'.format(service) }}", "{{ [service] | map(attribute='_text') | join }}"),
    *("{{ [service, owner] | sort(attribute='_text') | join }}", "{{ service.value.__get__(service) }}"),
    *("{{ ''.__class__.__mro__ }}", "{{ self._TemplateReference__context }}", "{{ service.__str__.__globals__ }}"),
)


@pytest.mark.parametrize(("text", "message"), WRONG.items(), ids=range(len(WRONG)))
def test_a_wrong_template_is_a_sentence_with_its_name(text, message):
    with pytest.raises(TemplateFailed, match=message) as failed:
        Texts({"body": text})
    assert str(failed.value).endswith(".") and "\n" not in str(failed.value)


@pytest.mark.parametrize("text", READS_A_TEXT)
def test_no_template_reads_a_text(text):
    with pytest.raises(TemplateFailed, match="template body"):
        Texts({"body": text})


@pytest.mark.parametrize(
    "expression",
    [
        *("x | upper", "x | safe", "x | e", "x | string", "x | trim", "x | replace('`', '')", "x ~ ''", "x | title"),
        *(
            "'%s' | format(x)",
            "'{}'.format(x)",
            "x | default('none', true)",
            "x | striptags",
            "x | urlize",
            "x | pprint",
        ),
        *("[x, x] | join", "x | indent", "x | center(40)", "x | wordwrap(2)", "x | urlencode", "x | forceescape"),
        *("(x ~ '') | upper", "x | list | join", "x | first", "x | int", "x | xmlattr", "{'a': x} | xmlattr"),
    ],
)
def test_no_filter_makes_a_text_act(expression):
    subject = hostile(dict.fromkeys(("service", "message"), "@all `<b>` [x](http://y.example) ``` #1\n# h"))
    for name in ("service", "error_message"):
        try:
            texts = Texts({"body": f"a {{{{ {re.sub(r'(?<![a-z])x(?![a-z])', name, expression)} }}}} b"})
            body = texts.rendered(subject, INTENT).body
        except TemplateFailed:
            continue
        assert set(active(body)) <= {"html_block"} and "<b>" not in "".join(body.splitlines()[:4])


def test_values_are_conditions_and_can_be_compared():
    text = (
        "{% if environment == 'prod' and 'order' in service and service in resource and service | length == 6 "
        "and not assignee == 'x' %}yes"
        "{% endif %}{% if severity in ['high', 'critical'] %} high{% endif %}{{ ' many' if count > 10 }}"
    )
    assert "\n\nyes high many\n\n" in Texts({"body": text}).rendered(KNOWN, INTENT).body


def test_an_unknown_template_is_named():
    with pytest.raises(TemplateFailed, match="found the template 'bodi'; expected one of body"):
        Texts({"bodi": "x"})


def test_the_templates_of_the_package_take_known_variables_and_each_variable_is_described():
    used = {name for template in NAMES for name in re.findall(r"\b[a-z_]+\b", default_text(template))}
    assert {
        "failure_name",
        "error_message",
        "stack_trace",
        "why",
        "trend",
        "cost",
        "follows",
    } <= used & VARIABLES.keys()
    assert all(VARIABLES.values())


def test_the_page_lists_every_variable():
    page = (Path(__file__).parents[3] / "docs" / "tickets.md").read_text("utf-8")
    assert all(f"| `{name}` | {meaning} |" in page for name, meaning in VARIABLES.items())
