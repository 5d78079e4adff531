import itertools

from faultbook.faults.redaction import redact
from faultbook.transforms.logs.redacting import redacted
from tests.faults.corpus import CORPUS, any_texts
from tests.faults.test_redaction import CANARY, PLANTED, READABLE, WHOLE
from tests.transforms.logs.messages import answer_to_null, differences

SECRETS = [form.replace("%s", CANARY).replace("%%", "%") for form in PLANTED]


def test_redactions_are_equal_in_python_and_spark(spark):
    assert differences(CORPUS + SECRETS + WHOLE + READABLE, redacted, redact) == []


def test_redactions_are_equal_on_any_text(spark):
    texts = [text + secret + text for text, secret in zip(any_texts(), itertools.cycle(SECRETS), strict=False)]
    assert differences(texts, redacted, redact) == []


def test_long_texts_end(spark):
    texts = [
        unit * (100_000 // len(unit))
        for unit in ("a", 'password="\\', "-----BEGIN PRIVATE KEY-----", "token:", "a@", ";pwd=")
    ]
    assert differences(texts, redacted, redact) == []


def test_null_stays_null(spark):
    assert answer_to_null(redacted) is None
