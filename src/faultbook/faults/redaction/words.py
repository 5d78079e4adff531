"""Words that follow `password:` or `token=` without being one: states, reasons, types, placeholders; and randomness."""

import re
from collections import Counter
from itertools import pairwise
from math import log2

_STATES = """
absent accepted active added allowed ambiguous assigned attempted authenticated bad blank blocked broken cached
canceled cancelled changed checked cleared compromised configured confirmed correct corrupt corrupted created current
decoded decrypted defined deleted denied deprecated different disabled disallowed discarded duplicate empty enabled
encoded encrypted enforced error errors exceeded existing exists exhausted expected expired expires expiring exposed
fail failed failing fails failure fetched filtered forbidden forgotten found generated given good hashed hidden
identical ignored illegal inactive incomplete inconsistent incorrect ineligible insecure insufficient invalid
invalidated issued known leaked loaded locked long lost malformed mandatory masked match matched matches mismatch
mismatched missing modified needed new nil no none nonexistent null obsolete off ok okay old omitted on optional
outdated pending permitted plain plaintext present processed prompt prompted protected provided read readable received
recorded redacted refreshed refused registered rejected removed renewed repeated replaced requested required requires
reset resolved restored retrieved reused revoked rotated rotating rotation safe same sanitized saved secure sent set
short similar simple skipped specified stale started still stored strong submitted succeeded success successful
supplied suspended temporary true false tampered too truncated typed unable unauthorized unavailable unchanged
undefined unencrypted unexpected unknown unlocked unmatched unprotected unreadable unset unspecified unsupported
unused updated used valid validated verified verification violated violation weak wrong yes rejected entered cannot
creation deletion destruction modification chauthtok
"""
_PARTS_OF_SPEECH = """
a about after again against all already also an and another any are as at be because been before being below between
but by can can't could couldn't did didn't do does doesn't don't during each either else every for from had has hasn't
have haven't having he her his how i if in into is isn't it its itself just least less let longer many may me might
more most must my near need needs neither never next nor not now of once one only or other our out over per please
quite rather shall she should shouldn't since so some such than that the their them then there these they this those
though through to under until up upon us very via was wasn't we were weren't what when where whether which while who
whose why will with within without won't would you your here see use using try trying get got make ask contact enter
type give provide check verify change
"""
_THINGS = """
default access account administrator admins algorithm application arg argument attempt attempts attribute
authentication authorization auth backend body box button cache challenge char character characters chars check client
column complexity config configuration connection cookie credential credentials criteria data database days digit
digits directory dialog encryption endpoint entries entry env environment event exception expiration expiry failures
field fields file flag flow form format generation group guard handler hash header headers history hours identifier
identity input key keys kind kms length letter letters level limit line link list lifetime login loader lookup
lowercase manager maximum max mechanism message method minimum min minutes mode module name names number numbers
object option options owner page parameter params parser parts path people permission permissions policies policy
position process prompt properties property protection provider query reason recovery refresh reminder renewal request
requirement requirements resource response result retrieval role rule rules schema scope screen seconds server service
session size source special state statement status stdin step store strength string symbol symbols system table task
text thing time times token tokens types uppercase url user username users value values variable vault version view
volume words
"""
_TYPES = """
bool boolean byte bytes bytearray char[] byte[] float int integer long nvarchar secretstr str string varchar varchar2
optional object any undefined nan n/a na tbd todo xxx bearer basic digest negotiate ntlm kerberos oauth oauth2 saml
ldap jwt apikey saslprep scram plain gssapi include same-origin omit
"""
_ALONE = frozenset(f"{_STATES} {_PARTS_OF_SPEECH} {_TYPES}".split())
_IN_COMPANY = _ALONE | frozenset(_THINGS.split())

_BETWEEN_WORDS = re.compile(r"""[\s_.,:;()/"`-]+""")
_PUNCTUATION_AROUND = " \t\r\n.,;:!?()[]{}<>\"'`*-_/|\\"
# Only the beginning counts, so that no long text is taken apart.
_EXAMINED = 400

_PLACEHOLDER = re.compile(
    r"""
      \*+ | x{3,} | X{3,} | \.{2,} | -+ | _+ | \#{2,} | •+ | [?:;,.|&/\\]{1,3}      # masked already
    | <[^<>]{0,80}> | &lt;.{0,80}&gt; | \[[A-Za-z _-]{0,40}\] | \([A-Za-z _-]{0,40}\)  # <password>, [FILTERED]
    | \{[\w .:!-]{0,40}\} | \{\{.{0,80}\}\}                                        # {}, {password}, {{ vault }}
    | [$%@\#]\{.{0,80}\}? | \$\(.{0,80}\)? | \$[A-Z_][A-Z0-9_]{2,} | %[A-Z_]{3,}% | \$env:\w+   # ${DB_PASSWORD}
    | (?:sha|md)[0-9-]{1,6}with\w{1,20} | SHA[0-9-]{1,6}with\w{1,20}               # signature=SHA256withRSA
    | %[-+0-9.]{0,5}[sdrvxq] | %\([\w ]{1,40}\)s | :[a-z_]{1,40} | \$\d{1,2} | @[a-z_]{1,40}    # bind parameters
    | [A-Za-z_][\w.]{0,60}\((?:[^()]{0,80}\))?                                    # getPassword()
    | (?:os\.environ|process\.env|System\.getenv|request|self|this|args|config|settings|dbutils)[.\[].{0,80}
    | \{\{?(?:secrets|vault|env)[/.:].{0,80} | (?:secret|vault|keyvault|ssm|arn|op|gs|s3|file|env):/?/?[\w.:/@-]{0,120}
    """,
    re.VERBOSE,
)


def is_placeholder(value: str) -> bool:
    """True where the value stands for one that is elsewhere: `***`, `${DB_PASSWORD}`, `%s`, `getPassword()`."""
    return len(value) <= 200 and _PLACEHOLDER.fullmatch(value) is not None


def is_ordinary(value: str) -> bool:
    """True where every word describes a secret: `expired`, `must be at least 8 characters`, `not_found`.

    A thing (`admin`, `key`) is ordinary in the company of other words only: alone it may be the secret.
    """
    if len(value) > _EXAMINED:
        return False
    bare = value.lower().replace("’", "'").strip(_PUNCTUATION_AROUND)
    if bare in _ALONE or not bare:
        return True
    words = [word for word in _BETWEEN_WORDS.split(bare) if word]
    return (
        len(words) > 1
        and all(word in _IN_COMPANY or (word.isdigit() and len(word) <= 3) for word in words)
        and any(word in _ALONE for word in words)
    )


def entropy(text: str) -> float:
    """Shannon's entropy of the characters, bits per character; 0 for an empty text."""
    length = len(text)
    return -sum(count / length * log2(count / length) for count in Counter(text).values()) if text else 0.0


_CLASSES = bytes(
    1 if chr(code).islower() else 2 if chr(code).isupper() else 3 if chr(code).isdigit() else 4 for code in range(128)
) + bytes(128)


def changes_of_class(text: str) -> int:
    """How often lower case, upper case, digit and other characters follow one another: many in random text."""
    classes = text.encode("ascii", "replace").translate(_CLASSES)
    return sum(before != after for before, after in pairwise(classes))


def of_each_class(text: str) -> bool:
    """True where it holds a digit, a lower-case and a capital letter."""
    return _HAS_DIGIT.search(text) is not None and text.lower() != text != text.upper()


_HAS_DIGIT = re.compile(r"[0-9]")
_HAS_LETTER = re.compile(r"[A-Za-z]")
_TIME_OR_NUMBER = re.compile(r"[\d:.,/%+TZ-]+(?:ms|s|m|h|kb|mb|gb)?", re.IGNORECASE)


def looks_random(value: str) -> bool:
    """True where a value of a vague name (`token: x` in prose) is rather a secret than a word of a sentence."""
    if len(value) < 8 or _TIME_OR_NUMBER.fullmatch(value):
        return False
    if _HAS_DIGIT.search(value) and _HAS_LETTER.search(value):
        return entropy(value[:200]) >= 2.5
    return len(value) >= 16 and changes_of_class(value[:200]) >= 6 and entropy(value[:200]) >= 3.0
