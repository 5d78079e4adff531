"""What a report looks like: complete, harmless whatever logs hold, and in need of nothing."""

import re
from html.parser import HTMLParser

import pytest

from faultbook.report.charts import DEFAULT
from faultbook.report.markdown import escaped, report_markdown
from faultbook.report.page import CHART_HEIGHT, chart, report_page, spark
from tests.report.days import full_lakehouse, report_of
from tests.stores.small_lakehouse import make_lakehouse

HEADINGS = (
    *(
        "Anomalies",
        "Records",
        "New patterns",
        "Regressions",
        "Escalations",
        "Top patterns",
        "Silent services",
        "Rejects",
    ),
    *("Data integrity", "Freshness", "What was not assessed"),
)


class Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.names, self.values, self.text = set(), [], []

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.values += [(name, value or "") for name, value in attrs]

    def handle_data(self, data):
        self.text.append(data)


def elements(page: str) -> Elements:
    found = Elements()
    found.feed(page)
    return found


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    return report_of(full_lakehouse(tmp_path_factory.mktemp("forms")))


def test_every_section_is_in_both_forms(report):
    markdown, page = report_markdown(report), report_page(report)

    assert re.findall(r"^## (.*)$", markdown, re.MULTILINE) == list(HEADINGS)
    assert re.findall(r"<h2>(.*)</h2>", page) == list(HEADINGS)
    for words in (report.summary, "Restart the pool", "bad_timestamp", "v1:louder"):
        assert words in page
        assert words.replace("_", "\\_") in markdown


def test_markup_in_log_text_stays_text_on_the_page(report):
    found = elements(report_page(report))

    assert "script" not in found.names
    assert "<script>alert(1)</script>" in "".join(found.text)
    assert "\x1b" not in "".join(found.text)


def test_the_page_needs_nothing_else(report):
    found = elements(report_page(report))

    assert found.names.isdisjoint({"script", "link", "img", "iframe", "object", "a", "form"})
    assert not [value for name, value in found.values if name in ("src", "href") or "url(" in value]
    assert "default-src 'none'" in report_page(report)


def test_markup_in_log_text_stays_text_in_markdown(report):
    markdown = report_markdown(report)

    assert r"\<script\>alert(1)\</script\> \| \`rm\` \*\*x\*\* \[a\](http\://evil.example)" in markdown
    assert not re.search(r"(?<!\\)<script", markdown)
    assert "\n# head" not in markdown
    rows = [line for line in markdown.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows if "v1:" in row} == {8}


@pytest.mark.parametrize("text", ["a|b", "<b>", "`x`", "[x](y)", "https://x.example", "www.x.example", "a_b*c~d"])
def test_escaped_text_has_nothing_that_markdown_obeys(text):
    assert escaped(text).replace("\\", "") == text
    assert "\\" in escaped(text)


def test_an_empty_lakehouse_has_a_page_with_the_commands_to_run(tmp_path):
    report = report_of(make_lakehouse(tmp_path))

    for text in (report_markdown(report), report_page(report)):
        assert "Nothing was ingested yet" in text
        assert "faultbook run ingest" in text


def test_bars_are_as_high_as_their_share_of_the_highest():
    drawn = chart(
        [(None, "a", {"Error": 1, "Critical": 2}), (None, "b", {}), (None, "c", {"Odd": 6})], DEFAULT, every=2
    )

    assert [(shape.kind, shape.y, shape.height) for shape in drawn.shapes] == [
        ("critical", 80.0, 40.0),
        ("error", 60.0, 20.0),
        ("unknown", 0.0, CHART_HEIGHT),
    ]
    assert [label for _, label in drawn.labels] == ["a", "c"]
    assert chart([(None, "a", {})], DEFAULT, every=1).shapes == ()


def test_a_spark_shows_every_value_above_zero():
    assert [shape.height > 0 for shape in spark([0, 1, 1_000_000])] == [False, True, True]
    assert spark([0, 0])[1].height == 0
