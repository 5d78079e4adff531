"""Words that mean something to identity: states, function words, nouns before names, keys that tell errors apart.

Four open lists of plain English. A word that is missing in one costs a merge too many or too few; none of them knows a
product, a format or a data set.
"""

import re
from functools import lru_cache

PLACEHOLDER = "<*>"

_STATES = """
    success failure succeeded succeed failed fail fails ok okay error errors errored fault faulted bad good started
    starting start stopped stopping stop finished finish completed complete completing incomplete begun begin began
    ended ending done paused pausing resumed resuming cancelled canceled aborted aborting killed terminated
    terminating exited crashed restarted restarting launched initialized initialised initializing scheduled queued
    pending running idle waiting skipped retrying retried suspended interrupted up down online offline open opened
    opening close closed closing connected disconnected connecting disconnecting reconnected attached detached
    mounted unmounted joined left entered entering enabled disabled enable disable enabling disabling on off active
    inactive activated deactivated absent available unavailable alive dead healthy unhealthy ready reachable
    unreachable degraded stale accepted rejected accept reject allowed denied allow deny permitted forbidden granted
    revoked approved declined authorized unauthorized authorised unauthorised authenticated unauthenticated valid
    invalid expired verified created deleted removed added inserted updated modified dropped registered unregistered
    deregistered subscribed unsubscribed installed uninstalled loaded unloaded allocated released acquired freed
    locked unlocked true false yes no found lost recovered recovering corrupt corrupted damaged increased decreased
    exceeded timeout timedout refused reset overflow underflow passed sent received uploaded downloaded committed
    rollback rolled pushed pulled paid unpaid shipped delivered refunded published archived restored promoted demoted
    evicted throttled shut
"""
STATES = frozenset(_STATES.split())
"""Words for a state. None is ever masked as a value in running text."""

_ROLES = """
    high low full empty first last source destination primary secondary leader follower master slave looking leading
    following input output inbound outbound incoming outgoing read write upload download push pull before after
    above below less more maximum minimum info debug warning critical fatal positive negative null none nil present
    fresh missing commit leave leaves leaving login logout warm
    cold hot dirty clean fast slow local remote public private internal external manual automatic
    hit miss hits misses import export encrypt decrypt buy sell rose fell grew shrank increase decrease
"""
ROLES = frozenset(_ROLES.split())
"""Words for a state that also name things (a user `info`): values only among many names."""

_CAUSED = """
    failed failure fail fails failing aborted rejected refused declined terminated killed stopped closed lost
    disconnected cancelled canceled skipped crashed exited error errors fault denied
"""
CAUSED = frozenset(_CAUSED.split())
"""States behind which, after a colon, a cause follows: `failed: timeout`."""

_ANNOUNCING = """
    found missing unknown unrecognized unrecognised unsupported undefined such exist exists invalid duplicate unexpected
    loaded loading added adding removed removing created creating deleted deleting skipped skipping
"""
ANNOUNCING = frozenset(_ANNOUNCING.split())
"""Words behind which, after a colon, a name follows: `user not found: alice`."""

_MODALS = """
    can cannot could will would shall should must may might do does did not please
    can't couldn't won't wouldn't shouldn't mustn't don't doesn't didn't let's
"""
MODALS = frozenset(_MODALS.split())
_BEFORE_TO = """
    failed failure failing fails unable able trying tried try tries attempt attempts attempted attempting going
    about ready need needs needed want wants wanted has have had how refused refuses refusing error errors cannot
    not is are was were
"""
BEFORE_TO = frozenset(_BEFORE_TO.split())
"""Words behind which `to` begins what was to be done: `failed to open`."""

COPULAS = frozenset(("is", "are", "was", "were", "be", "been", "being", "became", "remains", "stays"))
"""Words behind which a state follows, be it in STATES or not: `the cache is cold`."""

_FUNCTION_WORDS = """
    a an the this that these those it its is are was were be been being am has have had having do does did will would
    shall should can could may might must cannot not never without no nor and or but if then else when while because
    since until unless as at by for from in into of on onto off out over to toward towards under up with within via per
    than so too very only also already still yet again there here which who what where why how all any some each every
    both either neither such same other another between during through against about
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""Words that hold a sentence together: never a value, and no part of a name of several words."""

_NAMING = """
    user users username account login principal owner member group role host hostname node server machine peer broker
    worker executor replica instance vm pod container cluster namespace service daemon program application app job task
    workflow pipeline step stage run queue topic channel stream table view database db schema catalog index column field
    key property parameter param variable attribute option setting flag label tag bucket volume disk device interface
    port drive mount partition file files filename directory dir folder path image package module plugin extension
    library component class method function procedure thread process command cmd action script operation query
    domain zone region site tenant customer client project repository repo branch session lock resource policy rule
    certificate driver filter bean endpoint route handler listener provider city country name named called alias element
    item object entity record document page product model network agent partition album song
"""
NAMING = frozenset(_NAMING.split())
"""Nouns (and `named`) behind which a name follows: `user alice`, `table orders`."""

SURE_NAMING = frozenset(("name", "named", "called", "alias", "username", "hostname"))
"""Words behind which nothing but a name can follow."""

_TELLING = """
    msg message err error errors error_message errmsg errormessage error_msg reason cause description detail details
    status state code error_code errorcode errcode level severity lvl loglevel event event_type eventtype event_name
    type error_type errortype exception exception_type exceptiontype exc exc_type kind method component module
    logger caller op operation action result outcome phase category class title summary text fault failure problem
"""
TELLING = frozenset(_TELLING.split())
"""Keys of fields whose values tell one error from another: their words stay. Of a dotted key the last part counts."""

MESSAGES = frozenset(
    (
        "msg",
        "message",
        "err",
        "error",
        "errors",
        "reason",
        "cause",
        "event",
        "exception",
        "text",
        "title",
        "description",
    )
)
"""Keys of the message itself. In an object without one a sentence under any key is the message."""

_NEGATIONS = ("un", "in", "dis", "non", "non-", "not-")
_SHORTEST_NEGATED = 4
_PUNCTUATION_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SYMBOL = re.compile(r"\W*[A-Z]{4,}(?:_[A-Z]+)*\W*\Z|\W*[A-Z]+(?:_[A-Z]+)+\W*\Z")
_IRREGULAR = frozenset(("begun", "done", "found", "left", "lost", "paid", "sent", "shut", "unpaid"))
_VERB = re.compile(r"[a-z]{3,}(?:ed|ing)\Z")


def core(word: str) -> str:
    """The word without punctuation at its ends, in lower case."""
    return _PUNCTUATION_AROUND.sub("", word).lower()


@lru_cache(maxsize=16_384)
def is_state(word: str) -> bool:
    """True for a word of STATES, also negated (`unmounted`, `non-active`), whatever its case and punctuation."""
    plain = core(word)
    if plain in STATES:
        return True
    return any(
        plain.startswith(negation)
        and len(plain) >= len(negation) + _SHORTEST_NEGATED
        and plain[len(negation) :] in STATES
        for negation in _NEGATIONS
    )


@lru_cache(maxsize=16_384)
def ends_in_event(name: str) -> bool:
    """True for a dotted name of an event: `app.action.SCREEN_ON`, `order.created`.

    `net.read.timeout` and `cache.enabled` are names of settings.
    """
    last = re.split(r"[._-]", _PUNCTUATION_AROUND.sub("", name))[-1]
    is_event = last.isupper() or last in _IRREGULAR or (last.endswith("ed") and last not in ("enabled", "disabled"))
    return is_event and is_state(last)


@lru_cache(maxsize=16_384)
def is_role(word: str) -> bool:
    """True for a word of ROLES, whatever its case and punctuation."""
    return core(word) in ROLES


@lru_cache(maxsize=16_384)
def is_function_word(word: str) -> bool:
    """True for a word that holds a sentence together; contracted negations (`can't`) among them."""
    if len(word) == 1:
        return word == "a"  # a capital is a drive, a rack, a pin
    plain = core(word)
    return plain in FUNCTION_WORDS or plain.endswith(("n't", "n\u2019t"))


@lru_cache(maxsize=16_384)
def is_verb_form(word: str) -> bool:
    """True for a word that reads like a participle (`throttled`, `flushing`): more often what happened than a name."""
    return bool(_VERB.match(core(word)))


@lru_cache(maxsize=16_384)
def is_deed(word: str) -> bool:
    """True for a verb of STATES as one does it (`attach`, `joins`, `rejects`), which may also be a noun (`locks`)."""
    plain = core(word)
    if len(plain) < _SHORTEST_NEGATED:
        return False
    stems = [plain, *(plain.removesuffix(ending) for ending in ("s", "es") if plain.endswith(ending))]
    return any(form in STATES or form in ROLES for stem in stems for form in (stem, f"{stem}ed", f"{stem}d"))


@lru_cache(maxsize=16_384)
def is_symbol(word: str) -> bool:
    """True for a constant in capitals, which stands for one thing in a program: `ECONNRESET`, `DIVIDE_BY_ZERO`."""
    return bool(_SYMBOL.match(word))


@lru_cache(maxsize=16_384)
def pieces(word: str) -> list[str]:
    """The words that a compound is made of: four of `NodeNot-ready_now`."""
    return [part for part in re.split(r"[^A-Za-z]+", _CAMEL.sub(" ", word)) if part]


@lru_cache(maxsize=16_384)
def names_what_follows(word: str) -> bool:
    """True for a noun behind which a name is expected."""
    return core(word) in NAMING


@lru_cache(maxsize=16_384)
def announces_behind_a_colon(word: str) -> bool:
    """True for a word behind which, after a colon, a name is expected."""
    return core(word) in ANNOUNCING or names_what_follows(word) or names_what_follows(word.rstrip("s"))


@lru_cache(maxsize=16_384)
def is_caused(word: str) -> bool:
    """True for a state behind which, after a colon, a cause is expected."""
    return core(word) in CAUSED


@lru_cache(maxsize=16_384)
def is_copula(word: str) -> bool:
    """True for a word behind which a state is expected."""
    return core(word) in COPULAS


@lru_cache(maxsize=16_384)
def is_before_a_verb(words: tuple[str, str]) -> bool:
    """True for two words behind which a verb is expected: `we cannot`, `failed to`."""
    last = words[1].lower()
    return last in MODALS or (last == "to" and core(words[0]) in BEFORE_TO)


@lru_cache(maxsize=16_384)
def surely_names_what_follows(word: str) -> bool:
    """True for a word of SURE_NAMING."""
    return core(word) in SURE_NAMING


@lru_cache(maxsize=16_384)
def is_negation(word: str) -> bool:
    """True for a word that turns what follows into its opposite."""
    return core(word) in ("not", "no", "non", "never", "without", "cannot")


@lru_cache(maxsize=16_384)
def is_distinguishing_key(key: str) -> bool:
    """True for the key of a field whose words count; `request.error` and `errorCode` by their last part."""
    plain = key.lower().strip("@_")
    if plain.replace("-", "_") in TELLING:
        return True
    return re.split(r"[.\-_/]", _CAMEL.sub("_", key).lower().strip("@_"))[-1] in TELLING


@lru_cache(maxsize=16_384)
def is_message_key(key: str) -> bool:
    """True for the key of the message itself, by its last part."""
    return key.rpartition(".")[2].lower().strip("@_") in MESSAGES


@lru_cache(maxsize=16_384)
def is_state_key(key: str) -> bool:
    """True for a key of a state, so that its true and false are opposites: `success`, `isConnected`."""
    last = re.split(r"[.\-_/]", _CAMEL.sub("_", key).lower())[-1]
    return last in STATES or last in ROLES
