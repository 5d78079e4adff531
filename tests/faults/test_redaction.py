import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.faults.redaction import redact, redact_template
from faultbook.faults.v1.masks import template
from tests.examples import examples
from tests.faults.corpus import TEXTS

CANARY = "Zq9X7vCanary4kP2mR"
HEX = "0123456789abcdef" * 2
BASE64 = "Canary4" + "A7b+" * 19 + "xyz=="

PLANTED = [
    "password=%s",
    "Password = %s;",
    "passwd: %s",
    'password="%s and more"',
    "{'password': '%s'}",
    '{"db_password": "%s", "user": "bob"}',
    '{\\"api_token\\":\\"%s\\"}',
    "secret=%s",
    "client_secret=%s&scope=x",
    "api_key=%s",
    "x-api-key: %s",
    "APIKEY=%s",
    "AWS_SECRET_ACCESS_KEY=%s",
    "DATABRICKS_TOKEN=%s",
    "token: %s",
    "refresh_token=%s",
    "--password %s --host db",
    "mysql --api-key %s",
    "Authorization: Bearer %s",
    "authorization=Bearer %s",
    "Authorization: Basic %s==",
    "got bearer %s from header",
    "Cookie: lang=en; session=%s",
    "https://bob:%s@example.com/path",
    "postgres://bob:p@ss%s@db:5432/x",
    "jdbc:sqlserver://h:1433;user=sa;password=%s;encrypt=true",
    "Server=db;User Id=sa;Password=two words %s;Database=x",
    "https://acct.blob.core.windows.net/c?sv=2024-01-01&sig=%s%%3D&se=2026",
    "SharedAccessSignature=sr=x&sig=%s&se=1",
    "Endpoint=sb://x/;SharedAccessKeyName=root;SharedAccessKey=%s",
    "jwt eyJhbGciOiJIUzI1NiJ9.%s.sig-nature",
    "-----BEGIN RSA PRIVATE KEY-----\n%s\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN OPENSSH PRIVATE KEY-----\\n%s and the rest of the line",
    "ghp_%s",
    "xoxb-12345-%s",
    "mail to %s@example.com bounced",
    "mail to first.last+%s@mail.example.co.uk",
    "owner=%s%%40example.com",
]
WHOLE = [
    "AKIA2E0A8F3B244C9986",
    f"dapi{HEX}",
    f"dapi{HEX}-2",
    f"dose{HEX}",
    BASE64,
    # Of a key of Azure Service Bus whose signs leave no 16 letters and digits in a row.
    "Uz7f+j/t67s6+cpVi9nm0na+uJrBYNHGi" + "+ASbdNRifa=",
    f"AccountName=store;AccountKey={BASE64};EndpointSuffix=core.windows.net",
]
READABLE = [
    "",
    "Network socket error: connection refused",
    "bearer token expired",
    "basic authentication failed for user 'alice'",
    "Unexpected token: } at position 5",
    "invalid token: expected string",
    "token=null, max_tokens=4096, token_count=5",
    "see the password policy; secret scope my-scope is missing",
    "abfss://container@account.dfs.core.windows.net/path/file.parquet",
    "https://example.com:8080/path?x=a@b",
    "lodash@4.17.21 and com.example.Bar@1f2e3d4c",
    "HTTP 503 returned by https://api.example.com/v1/items?id=42",
    "[TABLE_OR_VIEW_NOT_FOUND] The table `x` cannot be found. SQLSTATE: 42P01",
    "signal 9; sig=9; key=value; monkey: 5",
    "request_id=550e8400-e29b-41d4-a716-446655440000 cluster 0612-083012-abc123de",
]


@pytest.mark.parametrize("form", PLANTED)
@pytest.mark.parametrize("around", ["%s", "connect failed (%s) after 3 s", "größe 😀 %s 日本"])
def test_planted_secrets_do_not_survive(form, around):
    text = redact(around.replace("%s", form.replace("%s", CANARY).replace("%%", "%")))
    assert "Canary" not in text
    assert "[redacted]" in text or "[email]" in text


@pytest.mark.parametrize("secret", WHOLE)
def test_known_credentials_do_not_survive(secret):
    assert HEX not in redact(f"x {secret} y")
    assert "AKIA" not in redact(f"x {secret} y")
    assert "Canary" not in redact(f"x {secret} y")


@pytest.mark.parametrize("text", READABLE)
def test_ordinary_text_stays_as_it_is(text):
    assert redact(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("login of bob@example.com failed", "login of [email] failed"),
        ("password=x user=bob", "password=[redacted] user=bob"),
        ("postgres://bob:pw@db:5432/x down", "postgres://[redacted]@db:5432/x down"),
        ("Bearer abc123def456 expired", "Bearer [redacted] expired"),
        ("?sv=1&sig=abcdefghijklmnop&se=2", "?sv=1&sig=[redacted]&se=2"),
    ],
)
def test_what_surrounds_a_secret_stays(text, expected):
    assert redact(text) == expected


@examples(500)
@given(TEXTS, st.sampled_from(PLANTED))
def test_a_secret_does_not_survive_behind_any_text(before, form):
    assert CANARY not in redact(f"{before} {form.replace('%s', CANARY).replace('%%', '%')}")


EVERY_SECRET = [form.replace("%s", CANARY).replace("%%", "%") for form in PLANTED] + WHOLE


@pytest.mark.parametrize("text", [form.replace("%s", CANARY) for form in PLANTED] + WHOLE + READABLE)
def test_redacting_again_changes_nothing(text):
    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize(
    "unit",
    [
        "a", "a.", "a@", "a-", "A_", "-", "\\", '"', "password", 'password="', 'password="\\', "token:", "--token ",
        "secret access key ", " ;pwd=", "://", "://a:", "bearer ", "eyJ", "sig=", "Cookie: a=", "-----BEGIN A ",
        "-----BEGIN PRIVATE KEY-----",
    ],
)  # fmt: skip
def test_hostile_repetitions_end(unit):
    redact(unit * (64_000 // len(unit)) + "!")


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("S3 key AKIAIOSFODNN7EXAMPLE refused", "<*> key <*> refused"),
        ("mail jane.miller7@corp.example bounced", "mail <*> bounced"),
        ("user_id=42 GET /api/items/42?id=7 took 9 ms", "user_id=<*> GET <*>=<*> took <*>"),
        ("connection refused", "connection refused"),
    ],
)
def test_of_a_masked_text_what_touches_a_mask_goes(text, redacted):
    assert redact_template(template(text)) == redacted
