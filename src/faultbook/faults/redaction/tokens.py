"""Credentials that are known by their own look: prefix, alphabet, length. Formats as their vendors publish them.

Lengths are lower bounds well below the published ones: a token that a log cut off is still most of a token. Left of a
prefix anything may stand that is no letter or digit, and what looks like one but belongs to an escape (`%3D`, `\\n`,
`\\u0022`, the end of a terminal colour).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from faultbook.faults.redaction.marks import Span
from faultbook.faults.redaction.words import changes_of_class, entropy, of_each_class


class Prefixed(NamedTuple):
    """A vendor's credentials: one of the prefixes (blanks between them), then what `rest` matches."""

    vendor: str
    prefixes: str
    rest: str


class Shaped(NamedTuple):
    """Credentials without a prefix. `sign`: stands in each of them, in lower case."""

    vendor: str
    sign: str
    pattern: str


_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_END = r"(?![A-Za-z0-9])"
_SLASH = r"(?:/|%2[Ff]|\\{1,4}/)"
_WEB = rf"(?:https?(?::|%3[Aa]){_SLASH}{{2}})?"

# Formats: the vendors' pages on token formats; gitleaks (config/gitleaks.toml) and detect-secrets (plugins) where those
# are silent.
PREFIXED = (
    # docs.aws.amazon.com, "IAM identifiers": unique id prefixes.
    Prefixed("AWS key id", "ABIA ACCA AGPA AIDA AIPA AKIA ANPA ANVA APKA AROA ASCA ASIA", r"[A-Z0-9]{16,124}+"),
    Prefixed("AWS key id", "A3T", r"[A-Z0-9]{17}" + _END),
    Prefixed("AWS Bedrock", "ABSK", r"[A-Za-z0-9+/]{60,300}+={0,2}"),
    Prefixed("AWS Bedrock", "bedrock-api-key-", r"[\w+/=-]{16,2000}+"),
    Prefixed("AWS session token", "IQoJb3JpZ2lu FwoGZXIvYXdz AQoDYXdz FQoGZXIvYXdz", r"[A-Za-z0-9+/%=]{16,4096}+"),
    Prefixed("Google API key", "AIza", r"[\w-]{30,40}"),
    Prefixed("Google OAuth", "GOCSPX-", r"[\w-]{20,40}"),
    Prefixed("Google OAuth", "ya29.", r"[\w.-]{16,2000}+"),
    Prefixed("Google OAuth", "1//0 4/0A", r"[\w-]{20,300}+"),
    Prefixed("Google HMAC key", "GOOG", r"1?(?=[A-Z]{0,60}+[0-9])[A-Z0-9]{20,64}" + _END),
    Prefixed("Databricks", "dapi dkea doapi dose dsapi ddpat DAPI DOSE", r"[0-9A-Fa-f]{28,40}(?:-[0-9]{1,3})?"),
    # github.blog, "Behind GitHub's new authentication token formats"; docs.github.com, "about authentication".
    Prefixed("GitHub", "ghp_ gho_ ghu_ ghs_ ghr_ GHP_", r"[A-Za-z0-9_]{16,255}+(?:\.[\w-]{10,800}+){0,3}"),
    Prefixed("GitHub", "github_pat_", r"\w{16,255}+"),
    Prefixed("GitHub app, before 2021", "v1.", r"[0-9a-f]{40}" + _END),
    # docs.gitlab.com, "Token overview": prefixes; a routable token has three parts.
    Prefixed(
        "GitLab",
        "glpat- gldt- glrt- glrtr- glft- glsoat- glcbt- glptt- glimt- glagent- gloas- glffct- glwt-",
        r"[\w-]{16,300}+(?:\.[\w-]{2,20}){0,2}",
    ),
    Prefixed("GitLab runner", "GR1348941", r"[\w-]{16,60}"),
    # api.slack.com, "Token types".
    Prefixed(
        "Slack",
        "xoxa- xoxb- xoxc- xoxd- xoxe- xoxo- xoxp- xoxr- xoxs-",
        r"[A-Za-z0-9-]{11,400}+(?:%[A-Za-z0-9%-]{1,400}+)?",
    ),
    Prefixed("Slack", "xoxe.xoxb- xoxe.xoxp- xapp- xwfp-", r"[A-Za-z0-9-]{12,400}+"),
    # docs.stripe.com, "API keys": a publishable key (pk_) is public.
    Prefixed("Stripe", "sk_live_ sk_test_ sk_prod_ rk_live_ rk_test_ rk_prod_", r"[A-Za-z0-9_]{10,255}+"),
    Prefixed("Stripe", "whsec_", r"[A-Za-z0-9+/=]{16,120}+"),
    Prefixed("Twilio", "SK AC", r"[0-9a-f]{32}" + _END),
    Prefixed("SendGrid", "SG.", r"[\w-]{10,30}\.[\w-]{16,64}+"),
    Prefixed("Mailgun", "key-", r"[0-9a-z]{32}" + _END),
    Prefixed("npm", "npm_", r"[A-Za-z0-9]{16,60}"),
    Prefixed("PyPI", "pypi-Ag", r"[\w-]{14,1000}+"),
    # Also of other vendors that took over OpenAI's form.
    Prefixed("OpenAI", "sk-", r"(?=[A-Za-z_-]{0,80}+[0-9])(?=[a-z0-9_-]{0,80}+[A-Z])[\w-]{20,300}+"),
    Prefixed("OpenAI", "sk-", r"(?=[a-z]{0,30}+[0-9])[a-z0-9]{32,64}" + _END),
    Prefixed("OpenAI", "sk-proj- sk-svcacct- sk-admin- sk-ant- sk-or- sk-lf- sk-None-", r"[\w-]{16,300}+"),
    Prefixed("Hugging Face", "hf_ api_org_", r"[A-Za-z0-9]{24,60}"),
    Prefixed("Doppler", "dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.", r"[\w.-]{20,100}+"),
    Prefixed("Vault", "hvs. hvb. hvr.", r"[\w-]{20,400}+"),
    Prefixed("Vault", "s.", r"(?=[a-z0-9]{0,23}[A-Z])(?=[A-Za-z]{0,23}[0-9])[A-Za-z0-9]{24}" + _END),
    Prefixed("Airtable", "pat", r"[A-Za-z0-9]{14}\.[0-9a-f]{40,64}"),
    Prefixed("Cloudflare", "v1.0-", r"[0-9a-f]{20,30}-[0-9a-f]{100,200}"),
    Prefixed("Dynatrace", "dt0c01. dt0s01. dt0s02. dt0s16.", r"[A-Z0-9]{8,24}\.[A-Z0-9]{40,64}"),
    Prefixed("Grafana", "eyJrIjoi", r"[\w+/-]{40,400}+={0,3}"),
    Prefixed("1Password", "A3-", r"[A-Z0-9]{6}-[A-Z0-9]{6,11}(?:-[A-Z0-9]{5}){3,4}"),
    Prefixed("1Password", "ops_eyJ", r"[\w+/=-]{60,2000}+"),
    Prefixed("Facebook", "EAA", r"[A-Za-z0-9]{60,400}+"),
    Prefixed("Square", "sq0atp- sq0csp- sq0idp-", r"[\w\\-]{22,60}"),
    Prefixed("Square", "EAAA", r"[\w-]{56,80}"),
    Prefixed("Dropbox", "sl.", r"(?:u\.)?[\w-]{60,2000}+"),
    Prefixed("OpenShift", "sha256~", r"[\w-]{40,46}(?![\w-])"),
    Prefixed("JFrog", "AKCp", r"[A-Za-z0-9]{40,100}"),
    Prefixed("JFrog", "cmVmd", r"[A-Za-z0-9]{50,70}"),
    Prefixed("NuGet", "oy2", r"[a-z0-9]{43}" + _END),
    Prefixed("HubSpot", "pat-na1- pat-na2- pat-eu1-", _UUID),
    Prefixed("Plaid", "access-sandbox- access-development- access-production-", _UUID),
    Prefixed("Octopus", "API-", r"(?=[A-Z]{0,31}+[0-9])[A-Z0-9]{26,32}" + _END),
    Prefixed("Okta", "SSWS ", r"[\w-]{20,100}"),
    Prefixed("age", "AGE-SECRET-KEY-1", r"[A-Z0-9]{40,60}"),
    Prefixed("Shopify", "shpat_ shpca_ shppa_ shpss_ shpua_", r"[0-9A-Fa-f]{28,64}"),
    Prefixed("Yandex", "t1.", r"[\w-]{10,400}+={0,2}\.[\w-]{80,100}={0,2}"),
    Prefixed("Yandex", "AQVN", r"[\w-]{35,40}"),
    Prefixed("Alibaba", "LTAI", r"[A-Za-z0-9]{12,24}" + _END),
    Prefixed("Notion", "secret_", r"[A-Za-z0-9]{43}" + _END),
    Prefixed(
        "a prefix of its own, then letters and digits",
        "dop_v1_ doo_v1_ dor_v1_ ATATT3 ATCTT3 ATSTT ATBB lin_api_ lin_oauth_ ntn_ NRAK- NRJS- NRII- NRRA- PMAK- "
        "pul- rubygems_ sntrys_ sntryu_ sntrya_ sbp_ sb_secret_ pscale_tkn_ pscale_oauth_ pscale_pw_ nfp_ "
        "dckr_pat_ dckr_oat_ figd_ figu_ gsk_ pplx- xai- r8_ pcsk_ tskey-auth- tskey-api- tskey-client- glc_ glsa_ "
        "CCIPAT_ CCIPRJ_ bkua_ xkeysib- xsmtpsib- tfp_ p8e- fio-u- duffel_test_ duffel_live_ EZAK EZTK FLWSECK- "
        "FLWSECK_TEST- fo1_ fm1a_ fm1r_ fm2_ ico- rdme_ shippo_live_ shippo_test_ sgp_ sm_aat_ sm_pat_ sm_sat_ "
        "tss_ vcp_ vca_ vci_ vcr_ vck_ zpka_ pnu_ pnb_ dnkey- s-s4t2ud- s-s4t2af- CLOJARS_ squ_ sqp_ sqa_ tk-us- "
        "phx_ apify_api_ nvapi- jina_ lsv2_pt_ lsv2_sk_ tvly- wandb_v1_ CFPAT- SWMTKN-1- rzp_live_ rzp_test_ HRKU- "
        "snyk_uat. snyk_sat. gAAAAAB",
        r"(?=[a-z_+/=.~-]{0,100}+[0-9A-Z])[\w+/=.~-]{16,400}+",
    ),
)

SHAPED = (
    Shaped(
        "Slack webhook",
        "hooks.slack",
        rf"{_WEB}hooks\.slack(?:-gov)?\.com{_SLASH}(?:services|workflows|triggers)(?:{_SLASH}[\w-]{{4,100}}){{1,4}}{_SLASH}[\w-]{{16,100}}",
    ),
    Shaped(
        "Discord webhook",
        "/webhooks/",
        rf"{_WEB}discord(?:app)?\.com{_SLASH}api{_SLASH}webhooks{_SLASH}[0-9]{{10,25}}{_SLASH}[\w-]{{30,120}}+",
    ),
    Shaped(
        "Teams webhook",
        "/webhookb2/",
        r"(?:https?://[\w.-]{0,100})?webhook\.office\.com/webhookb2/[\w-]{16,100}[\w@/-]{14,300}+",
    ),
    # As long as the digest of a package (sha512-...), which stays.
    Shaped("Azure storage", "==", r"(?<!sha512-)[A-Za-z0-9+/]{86}=="),
    # crypt(3) and its successors. Other hashes stay: they identify, these are guessed at.
    Shaped("password hash", "$2", r"\$2[abxy]?\$[0-9]{2}\$[./A-Za-z0-9]{22,53}"),
    Shaped("password hash", "$argon2", r"\$argon2(?:id|i|d)\$[\w$=,+/.-]{20,300}+"),
    Shaped("password hash", "$6$", r"\$6\$[\w$=./-]{40,200}+"),
    Shaped("password hash", "pbkdf2_", r"pbkdf2_\w{1,12}\$[0-9]{1,8}\$[\w$=+/.-]{20,300}+"),
    # Escaped for a URL, the same 64 bytes are of other characters.
    Shaped("Azure storage", "%3d%3d", r"(?:[A-Za-z0-9+/]|%2[BbFf]){86}%3[Dd]%3[Dd]"),
    Shaped("Azure storage", "\\u003d", r"(?:[A-Za-z0-9+/]|\\u002[BbFf]){86}(?:\\u003[dD]){2}"),
    # learn.microsoft.com, "identifiable keys": a fixed signature before the checksum.
    Shaped("Azure messaging", "+as", r"[A-Za-z0-9+/]{33}\+AS[bt][A-Za-z0-9+/]{6}="),
    Shaped("Azure Event Hubs", "+aeh", r"[A-Za-z0-9+/]{33}\+AEh[A-Za-z0-9+/]{6}="),
    Shaped("Azure IoT", "aiot", r"[A-Za-z0-9+/]{33}AIoT[A-Za-z0-9+/]{5}[A-Za-z0-9+/=]={0,1}"),
    Shaped("Entra client secret", "q~", r"[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{20,60}"),
)

SHAPED_OF_LONG_WORDS = (
    Shaped("Azure Functions", "azfu", r"[\w-]{44}AzFu[\w-]{6,8}={0,2}"),
    Shaped("Azure search", "azse", r"[A-Za-z0-9]{42}AzSe[A-Z][A-Za-z0-9]{5}"),
    Shaped("Azure AI services", "jqqj9", r"[A-Za-z0-9]{52}JQQJ9[9D][A-Za-z0-9]{10,27}"),
    Shaped("Azure DevOps", "azdo", r"[A-Za-z0-9]{70,80}AZDO[A-Za-z0-9]{4}"),
    Shaped("Telegram bot", ":a", r"[0-9]{8,12}:A[A-Za-z0-9_-]{32,36}(?![\w-])"),
    Shaped("Telegram bot", "%3aa", r"[0-9]{8,12}%3[Aa]A[A-Za-z0-9_-]{32,36}(?![\w-])"),
    Shaped("Mailchimp", "-us", r"[0-9a-f](?<![0-9a-f]{2})[0-9a-f]{31}-us[0-9]{1,2}(?![\w-])"),
    Shaped("Mailgun", "-", r"[0-9a-f](?<![0-9a-f-][0-9a-f])[0-9a-f]{31}-[0-9a-f]{8}-[0-9a-f]{8}(?![\w-])"),
    Shaped("Terraform", ".atlasv1.", r"[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,100}"),
    Shaped("Discord", ".", r"[MNO](?<![\w.-][MNO])[\w-]{22,28}\.[\w-]{6}\.[\w-]{27,40}(?![\w.])"),
    Shaped("Facebook", "|", r"[0-9](?<![0-9]{2})[0-9]{14,15}\|[\w-]{27,40}(?![\w-])"),
    Shaped("Asana", "/", r"[0-9](?<![0-9]{2})/[0-9]{16}(?:/[0-9]{16})?:[0-9a-f]{32}(?![\w-])"),
)

_BY_HEAD: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
_BY_LETTER: dict[str, dict[str, list[str]]] = {}
for _token in PREFIXED:
    _rest = re.compile(_token.rest, re.ASCII)
    # A blank belongs to the prefix of a header only.
    for _prefix in [_token.prefixes] if _token.prefixes.endswith(" ") else _token.prefixes.split(" "):
        _BY_HEAD.setdefault(_prefix[:2], []).append((_prefix, _rest))
        _BY_LETTER.setdefault(_prefix[0], {}).setdefault(_token.rest, []).append(re.escape(_prefix[1:]))


def _of_letter(letter: str, by_rest: dict[str, list[str]]) -> str:
    return f"{letter}(?:{'|'.join(f'(?:{_any(prefixes)}){rest}' for rest, prefixes in by_rest.items())})"


def _any(patterns: Iterable[str]) -> str:
    return "|".join(patterns)


# All of them in one: for most texts it shows at once that none begins in them. It does not search behind escapes.
_ANY_PREFIXED = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_any(_of_letter(*of_letter) for of_letter in _BY_LETTER.items())})", re.ASCII
)
# The same for texts of which only the shape is known: with the digits of prefixes written 0.
_ANY_PREFIXED_OF_SHAPE = re.compile(
    "(?<![A-Za-z0-9])(?:"
    + _any(
        _of_letter(
            "0" if letter.isdigit() else letter,
            {
                rest.replace("1?", "[01]?"): [re.sub(r"[0-9]", "0", prefix) for prefix in prefixes]
                for rest, prefixes in by_rest.items()
            },
        )
        for letter, by_rest in _BY_LETTER.items()
    )
    + ")",
    re.ASCII,
)
_COLOUR = re.compile(r"\[[0-9;]{1,6}m")

# Where a token can begin: behind all that is no letter or digit, and behind an escape that ends in one.
_BEGINS = re.compile(
    r"(?:%[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\[nrtbfv]|\[[0-9;]{1,6}m)?([A-Za-z0-9]+)", re.ASCII
)
# Distinctive enough to be one wherever it stands. A long word in capitals may contain the letters of AWS.
_ANYWHERE = tuple(
    (sign, re.compile(pattern, re.ASCII))
    for sign, pattern in (
        ("gh", r"gh[oprsu]_[A-Za-z0-9]{30,255}+|github_pat_\w{16,255}+"),
        ("IA", r"(?:AKIA|ASIA)(?=[A-Z]{0,15}+[2-7])[A-Z2-7]{16}(?![A-Z0-9])"),
        ("dapi", r"dapi[0-9a-f]{32}(?:-[0-9]{1,3})?"),
        ("AIza", r"AIza[\w-]{35}(?![\w-])"),
        ("glpat-", r"glpat-[\w-]{20,300}+"),
        ("xox", r"xox[abceoprs]-[0-9]{8,14}-[A-Za-z0-9-]{16,400}+"),
        ("k_", r"[sr]k_(?:live|test|prod)_[A-Za-z0-9]{20,255}+"),
        ("npm_", r"npm_[A-Za-z0-9]{36}"),
        ("pypi-", r"pypi-AgE[\w-]{50,1000}+"),
    )
)
# signs.py looks for this before anything else.
_LONG_WORD = re.compile(r"[\w-]{16}", re.ASCII)
_SHAPED_OF_LONG_WORDS = tuple((token.sign, re.compile(token.pattern, re.ASCII)) for token in SHAPED_OF_LONG_WORDS)
# By the first character of the sign where few texts have it.
_SHAPED: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
for _shape in SHAPED:
    _first = _shape.sign if _shape.sign[0].isalnum() else _shape.sign[0]
    _SHAPED.setdefault(_first, []).append((_shape.sign, re.compile(_shape.pattern, re.ASCII)))

_SHORTEST_TOKEN = 16
_SIGNS_OF_SHAPE = tuple(re.sub(r"[0-9]", "0", token.sign) for token in SHAPED)
# None: what matches the pattern depends on digits.
_ANYWHERE_OF_SHAPE = tuple((sign, None if sign == "IA" else pattern) for sign, pattern in _ANYWHERE)
_LONG_WORDS_OF_SHAPE = tuple(
    (re.sub(r"[0-9]", "0", sign), None if re.search(r"[0-9]", sign) else pattern)
    for sign, pattern in _SHAPED_OF_LONG_WORDS
)

# Header and payload begin with `{"`; a cursor of a page does too, but has no second part.
_WORD = re.compile(r"[\w-]+", re.ASCII)
_JWT = re.compile(r"eyJ[\w-]{8,}+={0,2}(?:(?:\.|%2[Ee])[\w-]*+={0,2}){1,4}", re.ASCII)

_RANDOM_40 = re.compile(
    r"(?<![A-Za-z0-9+/=_.-])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=_-]|\.[A-Za-z0-9])"
    r"|(?<=%[0-9A-Fa-f]{2})[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=_-])|(?<=[=:])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=_-])"
    r"|(?<=\\[nrt])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=_-])",
    re.ASCII,
)
_RANDOM_40_IN_URL = re.compile(
    r"(?<![A-Za-z0-9%+/=_.-])(?=[A-Za-z0-9]{0,39}%)(?:[A-Za-z0-9]|%2[BbFf]){40}(?![A-Za-z0-9%_-])", re.ASCII
)

_PRIVATE_KEY_NAME = (
    r"(?:[A-Z0-9]{1,20}(?:[ +_]|%20)){0,4}PRIVATE(?:[ +_]|%20)KEY(?:(?:[ +_]|%20)BLOCK)?(?:-{4,5}|(?:%2[Dd]){4,5})"
)
_PRIVATE_KEY = re.compile(
    rf"(?:-{{4,5}}|(?:%2[Dd]){{4,5}})[ ]?BEGIN(?:[ +_]|%20){_PRIVATE_KEY_NAME}[\s\S]*?"
    rf"(?:(?:-|%2[Dd]){{4,5}}[ ]?END(?:[ +_]|%20){_PRIVATE_KEY_NAME}|\Z)"
    r"|Private-Lines: [0-9]{1,4}[\s\S]*"
)
# RFC 5208 and 8017 in DER: a sequence, version 0 (or 1 for elliptic curves), then the algorithm or the modulus.
_KEY_WITHOUT_HEADER = re.compile(
    r"(?<![A-Za-z0-9+/])(?:MII[A-Za-z0-9]{2}[A-Za-z0-9]{0,1}(?:IBAA|IBAD|gIBA|AgEA|wIBA|QIBA)|MIG[A-Za-z0-9]AgEA|MHcCAQEE|MC4CAQAw|MIHcAgEB|b3BlbnNzaC1rZXktdjE)"
    r"[A-Za-z0-9+/]{32}(?:[A-Za-z0-9+/=]|\\{1,4}[nr]|\s)*+"
)
_LINE_OF_A_KEY = re.compile(r"\s{0,8}[A-Za-z0-9+/]{60,76}={0,2}\s{0,8}")
_HEX = re.compile(r"[0-9a-f]+|[0-9A-F]+")


def known_tokens(text: str, lower: str) -> Iterator[Span]:
    """Tokens that have a vendor's form, and JSON web tokens. `lower` is the text in lower case."""
    behind_escapes = "%" in text or "\\" in text or ("[" in text and _COLOUR.search(text))
    if behind_escapes or _ANY_PREFIXED.search(text):
        yield from _prefixed(text)
    for sign, pattern in _ANYWHERE:
        if sign in text:
            for found in pattern.finditer(text):
                yield found.span()
    for first, shaped in _SHAPED.items():
        if first in lower:
            yield from _of_shape(shaped, text, lower)
    at = text.find("eyJ")
    while at >= 0:
        web_token = _JWT.match(text, at)
        if web_token:
            yield web_token.span()
        # Behind a word that no dot follows, no later beginning in it is followed by one.
        word = web_token or _WORD.match(text, at)
        at = text.find("eyJ", word.end() if word else at + 3)


def tokens_of_long_words(text: str, lower: str) -> Iterator[Span]:
    """Tokens without a prefix that contain 27 letters, digits, `_` or `-` in a row, whose sign stands in many texts."""
    yield from _of_shape(_SHAPED_OF_LONG_WORDS, text, lower)


def shows_token(shape: str, _lower: str) -> bool:
    """False where `known_tokens` finds nothing in any text of the shape."""
    if "eyJ" in shape or "SSWS " in shape or ("[" in shape and _COLOUR.search(shape)):
        return True
    # All others are long, and hold no white space.
    for word in shape.split():
        if len(word) >= _SHORTEST_TOKEN and (_ANY_PREFIXED_OF_SHAPE.search(word) or _shows_token_anywhere(word)):
            return True
    return False


def _shows_token_anywhere(word: str) -> bool:
    for sign, pattern in _ANYWHERE_OF_SHAPE:
        if sign in word and (pattern is None or pattern.search(word)):
            return True
    lower = word.lower()
    return any(sign in lower for sign in _SIGNS_OF_SHAPE)


def shows_token_of_long_words(shape: str, lower: str) -> bool:
    """False where `tokens_of_long_words` finds nothing in any text of the shape."""
    return any(sign in lower and (pattern is None or pattern.search(shape)) for sign, pattern in _LONG_WORDS_OF_SHAPE)


def shows_random_of_40(shape: str, _lower: str) -> bool:
    """False where `random_of_40` finds nothing in any text of the shape."""
    return _RANDOM_40.search(shape) is not None


def _of_shape(shaped: Sequence[tuple[str, re.Pattern[str]]], text: str, lower: str) -> Iterator[Span]:
    for sign, pattern in shaped:
        if sign in lower:
            for found in pattern.finditer(text):
                yield found.span()


def _prefixed(text: str) -> Iterator[Span]:
    behind = 0
    for found in _BEGINS.finditer(text):
        start, inner = found.start(1), found.start()
        # An escape may be one, or the beginning of the token.
        for at in (start,) if start == inner else (start, inner + 1):
            if text[at : at + 2] in _BY_HEAD and at >= behind and (end := _prefixed_end(text, at)):
                yield at, end
                behind = end


def _prefixed_end(text: str, start: int) -> int:
    """One behind the last character of the token that begins here, 0 where none does."""
    ends = [
        found.end()
        for prefix, rest in _BY_HEAD[text[start : start + 2]]
        if text.startswith(prefix, start) and (found := rest.match(text, start + len(prefix)))
    ]
    end = max(ends, default=0)
    return end if end and _LONG_WORD.search(text, start, end) else 0


def random_of_40(text: str, _lower: str) -> Iterator[Span]:
    """AWS secret access keys: 40 characters of base64 without any prefix. A hash, a path or a name is none."""
    for pattern in (_RANDOM_40, _RANDOM_40_IN_URL) if "%" in text else (_RANDOM_40,):
        for found in pattern.finditer(text):
            value = found.group()
            if (
                of_each_class(value)
                and changes_of_class(value) >= 12
                and entropy(value) >= 3.9
                and value.count("/") <= 5
            ):
                yield found.span()


def private_keys(text: str, lower: str) -> Iterator[Span]:
    """Private keys in PEM, whole or cut off, their escaped forms, and bodies that lost their header."""
    if "private" in lower:
        for found in _PRIVATE_KEY.finditer(text):
            yield found.span()
    for found in _KEY_WITHOUT_HEADER.finditer(text):
        yield found.span()
    if len(text) <= 100 and _LINE_OF_A_KEY.fullmatch(text):
        value = text.strip()
        if not _HEX.fullmatch(value) and changes_of_class(value) >= 18:
            yield text.index(value), text.index(value) + len(value)
