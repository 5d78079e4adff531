"""Secrets that are none: generated in the formats that vendors publish, in the surroundings in which logs show them.

Nothing here reads the rules of faultbook/faults/redaction: what a secret looks like comes from the sources named beside
each kind. Every secret is drawn from a seed when the program runs, so that no file holds one. Near-misses look like the
kind and are none: a wrong length, prefix or check digit, a hash, a UUID, a digest, a state instead of a password.
"""

import base64
import json
import random
import string
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote

LOWER, UPPER, DIGITS = string.ascii_lowercase, string.ascii_uppercase, string.digits
ALNUM = LOWER + UPPER + DIGITS
BASE64 = ALNUM + "+/"
BASE64_URL = ALNUM + "-_"
HEX = DIGITS + "abcdef"
BASE32 = UPPER + "234567"

Source = random.Random
Make = Callable[[Source], str]


class Planted(NamedTuple):
    """A line and what of it must go; an empty `secret` says that nothing must."""

    kind: str
    surrounding: str
    line: str
    secret: str


class Kind(NamedTuple):
    """A kind of secret: where its format is published, names that it stands under, how it and its near-misses are made.

    `names`: empty where the secret gives itself away; then it stands under names that say nothing.
    """

    name: str
    published: str
    names: tuple[str, ...]
    make: Make
    near: Make


def drawn(source: Source, alphabet: str, length: int) -> str:
    return "".join(source.choices(alphabet, k=length))


def pick(*choices: str) -> Make:
    return lambda source: source.choice(choices)


def _b64(source: Source, count: int, *, url: bool = False) -> str:
    raw = source.randbytes(count)
    return (base64.urlsafe_b64encode(raw).rstrip(b"=") if url else base64.b64encode(raw)).decode()


# Near-misses that many kinds share: what logs are full of.
def sha1(source: Source) -> str:
    return drawn(source, HEX, 40)


def sha256(source: Source) -> str:
    return drawn(source, HEX, 64)


def uuid(source: Source) -> str:
    h = drawn(source, HEX, 32)
    return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"


def digest(source: Source) -> str:
    return f"registry.example.com/team/app@sha256:{sha256(source)}"


def coordinates(source: Source) -> str:
    number = f"{source.randint(1, 9)}.{source.randint(0, 20)}.{source.randint(0, 20)}"
    return source.choice([f"org.apache.spark:spark-sql_2.13:{number}", f"lodash@{number}", f"@types/node@{number}"])


def common(source: Source) -> str:
    return source.choice([sha1, sha256, uuid, digest, coordinates])(source)


def short(prefix: str, alphabet: str, length: int) -> Make:
    return lambda source: source.choice([prefix + drawn(source, alphabet, length), common(source)])


def prefixed(prefixes: Sequence[str], alphabet: str, *lengths: int) -> Make:
    return lambda source: source.choice(prefixes) + drawn(source, alphabet, source.choice(lengths))


def password(source: Source) -> str:
    words = [
        "swordfish",
        "canary",
        "hunter",
        "dragon",
        "summer",
        "monkey",
        "welcome",
        "letmein",
        "sunshine",
        "tr0ub4dor",
    ]
    return source.choice(
        [
            lambda: source.choice(words) + source.choice(words),
            lambda: source.choice(words).capitalize() + str(source.randint(1, 2030)) + source.choice("!#*?"),
            lambda: drawn(source, ALNUM, source.randint(8, 24)),
            lambda: drawn(source, ALNUM + "!#*+-_.^~=$@", source.randint(8, 20)) + source.choice(ALNUM),
            lambda: drawn(source, LOWER, source.randint(9, 14)),
            lambda: source.choice(words) + drawn(source, DIGITS, 3),
        ]
    )()


PASSWORD_NAMES = (
    "password",
    "Password",
    "passwd",
    "pwd",
    "db_password",
    "DB_PASSWORD",
    "userPassword",
    "passphrase",
    "spring.datasource.password",
    "PGPASSWORD",
    "MYSQL_PWD",
    "new-password",
    "smtp.pass",
    "admin_pass",
    "ssl.keystore.password",
)
KEY_NAMES = (
    "api_key",
    "apiKey",
    "x-api-key",
    "API_KEY",
    "client_secret",
    "clientSecret",
    "access_token",
    "auth_token",
    "secret",
    "secretKey",
    "signing_key",
    "refresh_token",
    "X-Auth-Token",
    "webhook_secret",
    "encryption-key",
    "subscription-key",
    "private_token",
)
STATES = (
    "expired",
    "required",
    "incorrect",
    "missing",
    "reset",
    "changed",
    "invalid",
    "not set",
    "null",
    "none",
    "true",
    "is required",
    "***",
    "[FILTERED]",
    "${DB_PASSWORD}",
    "must be at least 8 characters",
    "<redacted>",
    "too short",
)


def jwt(source: Source) -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value, separators=(",", ":")).encode()).rstrip(b"=").decode()

    header = {"alg": source.choice(["HS256", "RS256", "ES256"]), **({"typ": "JWT"} if source.random() < 0.7 else {})}
    body = {"sub": drawn(source, DIGITS, 10), "iat": source.randint(1_600_000_000, 1_900_000_000)}
    return f"{part(header)}.{part(body)}.{_b64(source, source.choice([32, 64, 256]), url=True)}"


def luhn(source: Source, *, right: bool = True) -> str:
    prefix, length = source.choice(
        [
            ("4", 16),
            ("51", 16),
            ("55", 16),
            ("2221", 16),
            ("34", 15),
            ("37", 15),
            ("6011", 16),
            ("65", 16),
            ("36", 14),
            ("3530", 16),
        ]
    )
    body = prefix + drawn(source, DIGITS, length - len(prefix) - 1)
    total = sum(sum(divmod(int(digit) * (2 - place % 2), 10)) for place, digit in enumerate(reversed(body)))
    check = (10 - total % 10) % 10
    digits = body + str(check if right else (check + source.randint(1, 9)) % 10)
    if source.random() < 0.5:
        return digits
    by = source.choice(" -")
    cuts = {16: (4, 8, 12), 15: (4, 10), 14: (4, 10)}[length]
    return by.join(digits[begin:end] for begin, end in zip((0, *cuts), (*cuts, length), strict=True))


def email(source: Source) -> str:
    name = source.choice(["jane.miller", "canary.person", "bob", "o_neill", "li+tag", "x.y-z", "alice99"]) + drawn(
        source, DIGITS, 2
    )
    return f"{name}@{source.choice(['example.org', 'mail.example.co.uk', 'corp-x.example', 'sub.firma.de'])}"


def pem(source: Source) -> str:
    sort = source.choice(["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED ", "DSA "])
    body = _b64(source, source.choice([120, 608, 1190]))
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    return "\n".join([f"-----BEGIN {sort}PRIVATE" + " KEY-----", *lines, f"-----END {sort}PRIVATE" + " KEY-----"])


def azure_sas(source: Source) -> str:
    return quote(_b64(source, 32), safe="")


def basic(source: Source) -> str:
    return base64.b64encode(f"{drawn(source, LOWER, 6)}:{password(source)}".encode()).decode()


GITLEAKS = "github.com/gitleaks/gitleaks config/gitleaks.toml"
DETECT = "github.com/Yelp/detect-secrets detect_secrets/plugins"
KINDS = (
    Kind(
        "AWS key id",
        "docs.aws.amazon.com IAM identifiers: four letters, 16 of base32",
        (),
        prefixed(["AKIA", "ASIA"], BASE32, 16),
        lambda s: s.choice([drawn(s, UPPER, 4) + "-" + drawn(s, DIGITS, 6), "AKIA" + drawn(s, BASE32, 6), common(s)]),
    ),
    Kind(
        "AWS secret access key",
        "docs.aws.amazon.com: 40 characters of base64",
        ("aws_secret_access_key", "AWS_SECRET_ACCESS_KEY", "secretAccessKey", "SecretKey", "fs.s3a.secret.key"),
        lambda s: drawn(s, BASE64, 40),
        common,
    ),
    Kind(
        "AWS session token",
        "docs.aws.amazon.com STS GetSessionToken: base64, hundreds of characters",
        ("aws_session_token", "x-amz-security-token", "SessionToken"),
        lambda s: "IQoJb3JpZ2lu" + _b64(s, s.choice([180, 300])),
        common,
    ),
    Kind(
        "Azure storage key",
        "learn.microsoft.com: 64 bytes of base64; " + DETECT + "/azure_storage_key.py",
        ("AccountKey", "accountKey", "fs.azure.account.key.acct.dfs.core.windows.net", "storage_key"),
        lambda s: _b64(s, 64),
        common,
    ),
    Kind(
        "Azure SAS signature",
        "learn.microsoft.com, create a service SAS: sig is an HMAC of 32 bytes",
        (),
        azure_sas,
        common,
    ),
    Kind(
        "Azure client secret",
        GITLEAKS + " azure-ad-client-secret",
        (),
        lambda s: drawn(s, ALNUM, 3) + drawn(s, DIGITS, 1) + "Q~" + drawn(s, ALNUM + "_~.-", 33) + drawn(s, ALNUM, 1),
        lambda s: s.choice([drawn(s, ALNUM, 3) + "8Q~x", common(s)]),
    ),
    Kind(
        "Google API key",
        "cloud.google.com/docs API keys; " + GITLEAKS + " gcp-api-key",
        (),
        prefixed(["AIza"], BASE64_URL, 35),
        short("AIza", ALNUM, 8),
    ),
    Kind(
        "Google OAuth",
        "developers.google.com/identity: client secrets, access tokens",
        (),
        lambda s: s.choice(["GOCSPX-" + drawn(s, BASE64_URL, 28), "ya29." + drawn(s, BASE64_URL, s.choice([68, 160]))]),
        common,
    ),
    Kind(
        "Databricks token",
        GITLEAKS + " databricks-api-token: dapi, 32 hex, version",
        (),
        lambda s: "dapi" + drawn(s, HEX, 32) + s.choice(["", "-2", "-3"]),
        lambda s: s.choice(["dapi" + drawn(s, HEX, 8), "xapi" + drawn(s, HEX, 32), common(s)]),
    ),
    Kind(
        "Databricks OAuth secret",
        "docs.databricks.com service principals: dose, 32 hex",
        (),
        prefixed(["dose"], HEX, 32),
        short("dose", HEX, 6),
    ),
    Kind(
        "GitHub token",
        "github.blog 2021-04-05 token formats: prefix, 36 letters and digits",
        (),
        prefixed(["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], ALNUM, 36),
        short("ghp_", ALNUM, 6),
    ),
    Kind(
        "GitHub fine-grained token",
        GITLEAKS + " github-fine-grained-pat",
        (),
        lambda s: "github_pat_" + drawn(s, ALNUM, 22) + "_" + drawn(s, ALNUM, 59),
        short("github_pat_", ALNUM, 3),
    ),
    Kind(
        "GitLab token",
        "docs.gitlab.com token overview; " + DETECT + "/gitlab_token.py",
        (),
        prefixed(["glpat-", "gldt-", "glrt-", "glft-", "glsoat-", "glptt-", "glcbt-64_"], BASE64_URL, 20, 40),
        short("glpat-", ALNUM, 5),
    ),
    Kind(
        "Slack token",
        "api.slack.com token types; " + DETECT + "/slack.py",
        (),
        lambda s: s.choice(
            [
                f"xoxb-{drawn(s, DIGITS, 12)}-{drawn(s, DIGITS, 12)}-{drawn(s, ALNUM, 24)}",
                f"xoxp-{drawn(s, DIGITS, 11)}-{drawn(s, DIGITS, 11)}-{drawn(s, DIGITS, 12)}-{drawn(s, HEX, 32)}",
                f"xapp-1-A{drawn(s, UPPER + DIGITS, 10)}-{drawn(s, DIGITS, 13)}-{drawn(s, HEX, 64)}",
            ]
        ),
        short("xox-", DIGITS, 4),
    ),
    Kind(
        "Slack webhook",
        "api.slack.com incoming webhooks: three parts of the path",
        (),
        lambda s: (
            f"https://hooks.slack.com/services/T{drawn(s, UPPER + DIGITS, 8)}/B{drawn(s, UPPER + DIGITS, 10)}"
            f"/{drawn(s, ALNUM, 24)}"
        ),
        lambda s: s.choice(["https://hooks.slack.com/docs", common(s)]),
    ),
    Kind(
        "Stripe key",
        "docs.stripe.com API keys; " + DETECT + "/stripe.py",
        (),
        prefixed(["sk_live_", "rk_live_", "sk_test_"], ALNUM, 24, 99),
        short("pk_live_", ALNUM, 24),
    ),
    Kind("npm token", GITLEAKS + " npm-access-token", (), prefixed(["npm_"], ALNUM, 36), short("npm_", LOWER, 7)),
    Kind(
        "PyPI token",
        DETECT + "/pypi_token.py: a macaroon of pypi.org",
        (),
        lambda s: "pypi-AgEIcHlwaS5vcmc" + drawn(s, BASE64_URL, s.choice([70, 140])),
        short("pypi-", LOWER, 9),
    ),
    Kind(
        "OpenAI or Anthropic key",
        GITLEAKS + " openai-api-key, anthropic-api-key",
        (),
        lambda s: s.choice(
            [
                "sk-" + drawn(s, ALNUM, 20) + "T3Blbk" + "FJ" + drawn(s, ALNUM, 20),
                "sk-proj-" + drawn(s, BASE64_URL, 74) + "T3Blbk" + "FJ" + drawn(s, BASE64_URL, 74),
                "sk-ant-api03-" + drawn(s, BASE64_URL, 93) + "AA",
            ]
        ),
        short("sk-", LOWER, 6),
    ),
    Kind(
        "Hugging Face token",
        GITLEAKS + " huggingface-access-token",
        (),
        prefixed(["hf_"], LOWER + UPPER, 34),
        pick("hf_hub_download", "hf_transfer", "hf_space_is_down"),
    ),
    Kind(
        "SendGrid key",
        DETECT + "/sendgrid.py",
        (),
        lambda s: f"SG.{drawn(s, BASE64_URL, 22)}.{drawn(s, BASE64_URL, 43)}",
        short("SG.", ALNUM, 7),
    ),
    Kind("Twilio key", DETECT + "/twilio.py", (), prefixed(["SK"], HEX, 32), short("SK", HEX, 8)),
    Kind(
        "other vendors",
        GITLEAKS,
        (),
        lambda s: s.choice(
            [
                "dop_v1_" + drawn(s, HEX, 64),
                "shpat_" + drawn(s, HEX, 32),
                "hvs." + drawn(s, BASE64_URL, 95),
                "dckr_pat_" + drawn(s, BASE64_URL, 27),
                "lin_api_" + drawn(s, ALNUM, 40),
                "glsa_" + drawn(s, ALNUM, 32) + "_" + drawn(s, HEX, 8),
                "NRAK-" + drawn(s, UPPER + DIGITS, 27),
                "PMAK-" + drawn(s, HEX, 24) + "-" + drawn(s, HEX, 34),
                "pul-" + drawn(s, HEX, 40),
                "rubygems_" + drawn(s, HEX, 48),
                "sntryu_" + drawn(s, HEX, 64),
                "AGE-SECRET-KEY-1" + drawn(s, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58),
                drawn(s, HEX, 32) + "-us" + drawn(s, "123456789", 1),
                drawn(s, DIGITS, 10) + ":AA" + drawn(s, BASE64_URL, 33),
                "AKCp" + drawn(s, ALNUM, 69),
                "xkeysib-" + drawn(s, HEX, 64) + "-" + drawn(s, ALNUM, 16),
            ]
        ),
        common,
    ),
    Kind("JSON web token", "RFC 7519", (), jwt, lambda s: s.choice([_b64(s, 24), common(s)])),
    Kind(
        "password",
        "OWASP logging cheat sheet: names; " + DETECT + "/keyword.py",
        PASSWORD_NAMES,
        password,
        lambda s: s.choice(STATES),
    ),
    Kind(
        "secret under a name",
        GITLEAKS + " generic-api-key",
        KEY_NAMES,
        lambda s: s.choice(
            [drawn(s, HEX, 32), drawn(s, ALNUM, s.randint(16, 48)), uuid(s), _b64(s, 24), drawn(s, LOWER + DIGITS, 20)]
        ),
        lambda s: s.choice(["expired", "missing", "null", "***", "${API_KEY}", "revoked"]),
    ),
    Kind(
        "e-mail address",
        "RFC 5322; github.com/getsentry/relay relay-pii/src/regexes.rs",
        (),
        email,
        lambda s: s.choice(
            [
                coordinates(s),
                "abfss://container@account.dfs.core.windows.net/x",
                "com.example.Bar@1f2e3d4c",
                "git@github.com:org/repo.git",
                "backup@host.internal:/srv/x",
                "@Override",
            ]
        ),
    ),
    Kind("card number", "ISO/IEC 7812-1: prefix, length, check digit", (), luhn, lambda s: luhn(s, right=False)),
    Kind(
        "private key",
        "RFC 7468, RFC 5958",
        (),
        pem,
        lambda s: s.choice(["-----BEGIN CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----", common(s)]),
    ),
)
"""Kinds that stand in each of SURROUNDINGS."""

NEUTRAL = ("value", "arg", "input", "data", "param", "item", "found")
TIMES = ("2026-02-03T11:04:05.123Z", "2026-02-03 11:04:05,123", "2026-02-03 11:04:05")

Surround = Callable[[Source, str, str], tuple[str, str]]
"""(source, name, secret) to (line, how the secret is written in it)."""


def _written(secret: str) -> str:
    return secret.replace("\n", "\\n")


def tab_separated(source: Source, name: str, secret: str) -> tuple[str, str]:
    secret = _written(secret)
    pair = source.choice([f"{name}={secret}", f"{name}: {secret}", f"{name} = '{secret}'", f"{name}:{secret}"])
    return (
        f"{source.choice(TIMES)}\tERROR\tsvc-{source.randint(1, 9)}\t/srv/app/main.py\tcall failed, {pair}\tCC-3005",
        secret,
    )


def logfmt(source: Source, name: str, secret: str) -> tuple[str, str]:
    secret = _written(secret)
    value = f'"{secret}"' if " " in secret or source.random() < 0.4 else secret
    return (
        f'ts={source.choice(TIMES).split()[0]} level=error msg="call failed" {name}={value} '
        f"retries={source.randint(0, 9)} caller=main.go:{source.randint(9, 99)}",
        secret,
    )


def json_field(source: Source, name: str, secret: str) -> tuple[str, str]:
    written = json.dumps(secret)[1:-1]
    gap = source.choice(["", " "])
    return f'{{"level":{gap}"error","{name}":{gap}"{written}","retries":{gap}{source.randint(0, 9)}}}', written


def json_in_message(source: Source, name: str, secret: str) -> tuple[str, str]:
    inner = json.dumps(
        {"op": "login", name: secret, "n": source.randint(0, 9)}, separators=source.choice([(",", ":"), (", ", ": ")])
    )
    written = json.dumps(json.dumps(secret)[1:-1])[1:-1]
    return json.dumps({"level": "error", "message": f"request body {inner} was refused"}), written


def url(source: Source, name: str, secret: str) -> tuple[str, str]:
    written = quote(secret, safe=source.choice(["", "/:", "-._~"]))
    return (
        f"GET https://api.example.com/v1/items?page={source.randint(1, 9)}&{quote(name)}={written}&sort=asc"
        " returned 503",
        written,
    )


def header_dump(source: Source, name: str, secret: str) -> tuple[str, str]:
    secret = _written(secret)
    lines = ["Host: api.example.com", "Accept: */*", f"{name}: {secret}", f"Content-Length: {source.randint(1, 999)}"]
    return source.choice(["\n", "\\r\\n", "; "]).join(lines), secret


def stack_trace(source: Source, name: str, secret: str) -> tuple[str, str]:
    secret = _written(secret)
    cause = source.choice(
        [f"{name}={secret}", f"{name}: {secret}", f"{{{name}={secret}, user=bob}}", f"[{name}={secret}]"]
    )
    return (
        f"java.lang.IllegalStateException: refused {cause}\n"
        f"\tat com.acme.Db.open(Db.java:{source.randint(9, 99)})\n\tat com.acme.Main.main(Main.java:7)",
        secret,
    )


def connection(source: Source, name: str, secret: str) -> tuple[str, str]:
    secret = _written(secret)
    return source.choice(
        [
            f"cannot open Server=db;Database=x;User Id=sa;{name}={secret};Encrypt=true",
            f"SQL: SELECT * FROM t WHERE {name} = '{secret}' AND id = {source.randint(1, 99)}",
            f"INSERT failed: SET {name} = '{secret}', n = {source.randint(1, 99)} WHERE id = 7",
        ]
    ), secret


def yaml(source: Source, name: str, secret: str) -> tuple[str, str]:
    secret = _written(secret)
    quoted = source.choice([secret, f'"{secret}"', f"'{secret}'"])
    return f"cannot read config:\n  host: db.internal\n  {name}: {quoted}\n  port: {source.randint(1000, 9999)}", secret


def prose(source: Source, name: str, secret: str) -> tuple[str, str]:
    secret = _written(secret)
    return source.choice(
        [
            f"Retrying after 3 s, {name}: {secret}, giving up",
            f"The {name} is {secret}" + source.choice(["", "."]),
            f'Got "{name}": "{secret}" from the caller',
            f"refused ({name}: {secret}) by host 7",
            f"login failed, {name}: {secret}",
        ]
    ), secret


SURROUNDINGS: dict[str, Surround] = {
    "tab-separated line": tab_separated,
    "logfmt": logfmt,
    "JSON field": json_field,
    "JSON in a message": json_in_message,
    "URL": url,
    "HTTP headers": header_dump,
    "stack trace": stack_trace,
    "SQL, connection string": connection,
    "YAML": yaml,
    "prose": prose,
}


class Form(NamedTuple):
    """A kind that brings its own surroundings: each form holds `%s` once."""

    name: str
    published: str
    forms: tuple[str, ...]
    make: Make
    near: tuple[str, ...]


def opaque(source: Source) -> str:
    return source.choice(
        [
            drawn(source, BASE64_URL, 40),
            _b64(source, 30),
            drawn(source, HEX, 40),
            drawn(source, LOWER, 16) + "." + drawn(source, LOWER, 10),
        ]
    )


FORMS = (
    Form(
        "bearer token",
        "RFC 6750",
        (
            "Authorization: Bearer %s",
            "authorization=Bearer %s",
            '{"Authorization": "Bearer %s"}',
            "curl -H 'Authorization: Bearer %s' https://x.example",
            "got bearer %s from the header",
            '{\\"authorization\\":\\"Bearer %s\\"}',
            "headers={'Authorization': 'Bearer %s', 'Accept': '*/*'}",
            "Authorization: [Bearer %s]",
            "proxy-authorization: bearer %s\nHost: x",
            "> authorization: Bearer %s",
            "call with Bearer %s failed",
        ),
        opaque,
        (
            "Bearer token expired",
            "bearer authentication failed",
            'WWW-Authenticate: Bearer realm="example", error="invalid_token"',
            "Bearer: invalid",
            "Authorization: missing",
        ),
    ),
    Form(
        "basic credentials",
        "RFC 7617",
        (
            "Authorization: Basic %s",
            '{"Authorization":"Basic %s"}',
            'curl -H "Authorization: Basic %s" https://x.example',
            "authorization: basic %s\r\nHost: x",
            '\\"Authorization\\": \\"Basic %s\\"',
            "Proxy-Authorization: Basic %s",
            "req.headers: {authorization=Basic %s, host=x}",
            "sent Basic %s, got 401",
            "HTTP_AUTHORIZATION=Basic %s",
            "Basic %s",
        ),
        basic,
        (
            "basic authentication failed",
            'WWW-Authenticate: Basic realm="x"',
            "Basic auth is required",
            "basic checks passed",
        ),
    ),
    Form(
        "login in a URL",
        "RFC 3986, user information; " + DETECT + "/basic_auth.py",
        (
            "https://bob:%s@example.com/path",
            "postgres://bob:%s@db:5432/x",
            "cannot connect to amqp://svc:%s@mq.internal:5672/vhost",
            "redis://:%s@cache:6379/0",
            '"mongodb+srv://app:%s@cluster0.example.net/db?w=1"',
            "jdbc:mysql://root:%s@db.internal:3306/x refused",
            "git clone https://oauth2:%s@gitlab.example.com/a/b.git",
            "ftp://u:%s@host/file",
            "dsn=bob:%s@tcp(db:3306)/app",
            "sftp://a:%s@10.0.0.7:22/x timed out",
        ),
        lambda s: drawn(s, ALNUM + "!$*-_.~", s.randint(8, 20)),
        (
            "https://example.com:8080/path?x=a@b",
            "abfss://container@account.dfs.core.windows.net/p",
            "ssh://git@github.com/org/repo",
            "http://host:9000/a@b",
            "git@github.com:org/repo",
            "s3://bucket/a:b@c",
        ),
    ),
    Form(
        "command line",
        "the tools' manual pages",
        (
            "mysql --user=bob --password=%s -h db",
            "psql failed: --password %s --host db",
            "exec: mysqldump -u root -p%s app",
            "sshpass -p %s ssh host",
            "curl -u bob:%s https://x.example",
            "app --api-key %s --verbose",
            "docker login -u bob -p %s registry.example.com",
            "deploy --client-secret=%s",
            "az login --service-principal --password %s --tenant t",
            "keytool -storepass %s -list",
            "redis-cli -h h -a %s ping",
        ),
        lambda s: drawn(s, ALNUM, s.randint(10, 24)),
        (
            "use --password to set it",
            "mkdir -p /var/lib/app",
            "docker run -p 8080:80 nginx",
            "the --token flag is required",
            "ps -u root",
            "unknown option -password",
        ),
    ),
    Form(
        "cookie",
        "RFC 6265",
        (
            "Cookie: lang=en; session=%s",
            "Set-Cookie: sid=%s; Path=/; HttpOnly",
            '{"cookie": "JSESSIONID=%s"}',
            "cookie: a=1; b=%s; c=3\nHost: x",
            "'Cookie': 'connect.sid=%s'",
            "set-cookie: auth=%s; Secure; SameSite=Lax",
            '\\"Cookie\\":\\"id=%s\\"',
            "curl -H 'Cookie: s=%s' https://x.example",
            "Cookie=token=%s",
            "headers: Cookie: PHPSESSID=%s",
        ),
        lambda s: drawn(s, ALNUM, s.randint(20, 40)),
        ("cookie expired", "Cookie: none", "cookie jar is full", "invalid cookie name"),
    ),
    Form(
        "connection string of Azure",
        "learn.microsoft.com, connection strings",
        (
            "DefaultEndpointsProtocol=https;AccountName=st;AccountKey=%s;EndpointSuffix=core.windows.net",
            "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=%s",
            "HostName=h.azure-devices.net;DeviceId=d;SharedAccessKey=%s",
            "AccountEndpoint=https://x.documents.azure.com:443/;AccountKey=%s;",
            '{"conn":"Endpoint=sb://x/;SharedAccessKeyName=r;SharedAccessKey=%s;EntityPath=e"}',
            "conn='AccountName=st;AccountKey=%s'",
            "AzureWebJobsStorage=AccountName=a;AccountKey=%s;x=y",
            "InstrumentationKey=0;ApiKey=%s;",
            "BlobEndpoint=https://x.blob.core.windows.net/;SharedAccessSignature=sv=2024&sig=%s",
            "opened AccountKey=%s",
        ),
        lambda s: _b64(s, s.choice([32, 64])),
        (
            "AccountName=st;EndpointSuffix=core.windows.net",
            "SharedAccessKeyName=Root;EntityPath=e",
            "AccountKey=;x=y",
            "the account key is missing",
        ),
    ),
    Form(
        "service account of Google",
        "cloud.google.com, service account keys",
        (
            '{"type": "service_account", "private_key": "%s"}',
            '\\"private_key\\": \\"%s\\"',
            "private_key=%s",
            "loaded {'private_key': '%s'}",
            "GOOGLE_PRIVATE_KEY='%s'",
            "key material: %s",
            "key: |\n%s",
            'cannot parse "%s"',
            "pem=%s end",
            "%s",
        ),
        lambda s: pem(s).replace("\n", "\\n") + "\\n",
        (
            "-----BEGIN CERTIFICATE-----",
            '"private_key_id": "0123456789abcdef"',
            "no private key found",
            "private key is missing",
        ),
    ),
    Form(
        "password in SQL and code",
        "PostgreSQL, MySQL, Oracle: CREATE USER; OWASP",
        (
            "CREATE USER bob IDENTIFIED BY '%s'",
            "ALTER ROLE bob WITH PASSWORD '%s'",
            "CREATE LOGIN x WITH PASSWORD = N'%s'",
            "<password>%s</password>",
            '<add key="Password" value="%s"/>',
            '{"name": "password", "value": "%s"}',
            "('password', '%s')",
            "User(name='bob', password='%s', age=3)",
            "password => %s",
            "SET PASSWORD FOR bob = PASSWORD('%s')",
            'creds {user="bob" password="%s"}',
            "user=bob&password=%s&x=1",
            "The password for bob is %s",
        ),
        lambda s: drawn(s, ALNUM, s.randint(8, 16)) + drawn(s, DIGITS, 1) + drawn(s, LOWER, 1),
        (
            "Access denied for user 'root'@'localhost' (using password: YES)",
            "invalid password for user bob",
            'password authentication failed for user "bob"',
            "the password is not set",
            "CREATE USER bob IDENTIFIED EXTERNALLY",
            "<password></password>",
        ),
    ),
)
"""Kinds that are known by where they stand."""

# Strings that public scanners try themselves on, in pieces. github.com/Yelp/detect-secrets tests/plugins, the AWS and
# Stripe documentation, gitleaks' fixtures.
PUBLIC = tuple(
    "".join(pieces)
    for pieces in (
        ("AKIA", "IOSFODNN7", "EXAMPLE"),
        ("aws_secret_access_key = wJalrXUtnFEMI/", "K7MDENG/bPxRfiCY", "EXAMPLEKEY"),
        ("AccountKey=lJzRc1YdHaAA2KCNJJ1tkYwF/", "+mKK6Ygw0NGe170Xu592euJv2wYUtBlV8z+", "qnlcNQSnIYVTkLWntUO1F8j8rQ=="),
        ("xoxp-523423-234243-", "234233-e039d02840a0b9379c"),
        ("xoxb-34532454-", "e039d02840a0b9379c"),
        ("xoxa-2-511111111-31111111111-", "3111111111111-e039d02840a0b9379c"),
        ("https://hooks.slack.com/services/", "Txxxxxxxx/Bxxxxxxxx/", "xxxxxxxxxxxxxxxxxxxxxxxx"),
        ("sk_live_", "ReTllpYQYfIZu2Jnf2lAPFjD"),
        ("rk_live_", "5TcWfjKmJgpql9hjpRnwRXbT"),
        ("sk-Xi8tcNiHV9awbCcvilTeT3", "BlbkFJ3UDnpdEwNNm6wVBpYM0o"),
        ("glpat-", "hellOworld380_testin"),
        ("gldt-", "HwllOuhfw-wu0rlD_yep"),
        ("GR1348941", "PREfix_helloworld380"),
        ("ghp_", "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"),
        ("SG.", "ngeVfQFYQlKU0ufo8x5d1A.", "TwL2iGABf9DHoTf-09kqeF8tAmbihYzrnopKc-1s5cr"),
        ("//registry.npmjs.org/:_authToken=", "743b294a-cd03-11ec-9d64-0242ac120002"),
        ("https://username:", "password@", "yelp.com"),
        ("7213808860:", "AAH1bjqpKKW3maRSPAxzIU-0v6xNuq2-NjM"),
        ("MTk4NjIyNDgzNDcxOTI1MjQ4.", "Cl2FMQ.", "ZnCjm1XVW7vRze4b7Cq4se7kKWs"),
        ("343ea45721923ed956e2b38c31db76aa", "-us30"),
        (
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.",
            "eyJzdWIiOiIxMjM0NTY3ODkwIn0.",
            "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
        ),
        ("4242 4242 ", "4242 4242"),
        ("card 3782 ", "822463 10005"),
    )
)


def planted(seed: int, each: int, *, near: float = 0.2) -> Iterator[Planted]:
    """For every kind `each` secrets, in turn in all surroundings, and a share of near-misses beside them."""
    for kind in KINDS:
        source = random.Random(f"{seed}/{kind.name}")
        for number in range(each):
            surrounding = list(SURROUNDINGS)[number % len(SURROUNDINGS)]
            name = source.choice(kind.names or NEUTRAL)
            if kind.name == "Azure SAS signature":
                name, secret = "sig", kind.make(source)
                signed = f"sv=2024-11-04&se=2026-02-03T00%3A00%3A00Z&sr=b&sp=r&sig={secret}"
                line = f"GET https://st.blob.core.windows.net/c/f?{signed} returned 403"
                line, written = _around(source, surrounding, line, secret)
            else:
                line, written = SURROUNDINGS[surrounding](source, name, kind.make(source))
            yield Planted(kind.name, surrounding, line, written)
        for number in range(round(each * near)):
            surrounding = list(SURROUNDINGS)[number % len(SURROUNDINGS)]
            # The states of a secret stand under its name, other look-alikes under a name that says nothing.
            name = source.choice(kind.names if kind.name in {"password", "secret under a name"} else NEUTRAL)
            yield Planted(kind.name, surrounding, SURROUNDINGS[surrounding](source, name, kind.near(source))[0], "")
    for form in FORMS:
        source = random.Random(f"{seed}/{form.name}")
        for number in range(each):
            secret = form.make(source)
            yield Planted(
                form.name,
                f"form {number % len(form.forms)}",
                form.forms[number % len(form.forms)].replace("%s", secret),
                secret,
            )
        for number in range(round(each * near)):
            yield Planted(form.name, "near-miss", form.near[number % len(form.near)], "")


def _around(source: Source, surrounding: str, text: str, secret: str) -> tuple[str, str]:
    """A whole text within a surrounding, written as it is."""
    if surrounding in {"URL", "JSON in a message", "JSON field"}:
        return json.dumps({"level": "error", "message": text, "n": source.randint(1, 9)}), secret
    return f"{source.choice(TIMES)}\tERROR\t{text}\t{source.randint(1, 9)}", secret


def remains(secret: str, line: str, redacted: str) -> str:
    """The longest run of the secret's characters, five and more, that is still there; empty where all are gone."""
    elsewhere = line.replace(secret, "\0")
    length = min(5, len(secret))
    kept = ""
    for start in range(len(secret) - length + 1):
        end = start + length
        if secret[start:end] not in redacted or secret[start:end] in elsewhere:
            continue
        while end < len(secret) and secret[start : end + 1] in redacted:
            end += 1
        kept = max(kept, secret[start:end], key=len)
    return kept


SIGNS_OF_KEYBOARD = "!#$%^*()-_=+[]{}|:,.?/~@&<>;"
HARD_FORMS = (
    "connect failed password=%s user=bob",
    "connect failed password=%s",
    "login failed, password: %s",
    "login failed, password: %s (attempt 3)",
    'password="%s" user=bob',
    "password='%s', user='bob'",
    '{"user": "bob", "password": "%s", "n": 1}',
    '{"msg": "{\\"password\\": \\"%s\\", \\"u\\": \\"b\\"}"}',
    "postgres://bob:%s@db.example.com:5432/x",
    "db:\n  password: %s\n  host: x",
    "{user=bob, password=%s, host=x}",
    "Config{user=bob, password=%s}",
    "Config(user='bob', password='%s')",
    "run --password %s --host x",
    "Server=db;User Id=sa;Password=%s;Encrypt=true",
    "a\tERROR\tpassword=%s\tCC-1",
    "the password is %s",
    "tried password: %s. Giving up.",
    "X-Password: %s\nHost: x",
    "ALTER USER x IDENTIFIED BY '%s'",
)


def hard_passwords(seed: int, each: int) -> Iterator[Planted]:
    """Passwords of all signs of the keyboard but quotes and backslash, in forms that escape none of them."""
    source = random.Random(f"{seed}/hard")
    for form in HARD_FORMS:
        for _ in range(each):
            middle = (source.choice(ALNUM if source.random() < 0.75 else SIGNS_OF_KEYBOARD) for _ in range(12))
            secret = source.choice(ALNUM) + "".join(middle) + source.choice(ALNUM + "!#*")
            yield Planted("password of all signs", form, form.replace("%s", secret), secret)
