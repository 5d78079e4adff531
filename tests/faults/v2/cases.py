"""Inputs that version 1 got wrong, as messages, with the patterns that are right (origin: people's logs, shortened).

Each case: name, (severity class, message) of its records, and how many records each pattern has.
"""

_NAMES = ["test9", "admin", "boris zhang", "anna maria lopez", "deploy", "oracle", "li wei"]
_ACCOUNTS = ["admin", "deploy", "oracle", "postgres", "git", "jenkins", "ubuntu", "pi", "nagios", "backup"]
_FULL_NAMES = ["boris zhang", "anna maria", "li wei", "jo ann", "max power", "eva braun lee"]
_MORE_NAMES = [*_ACCOUNTS, *_FULL_NAMES]
_PEOPLE = ["alice", "bob", "carol", "dave", "erin", "frank"]
_TOWNS = ["Berlin", "Paris", "Rome", "Oslo", "Bern", "Lyon"]
_VERBS = ["started", "stopped", "paused", "resumed", "failed", "cancelled", "restarted"]
_LOGFMT = "level=error ts=2026-02-03T10:00:0{}.949Z caller=tee.go:53 component=pattern-tee msg={} err={}"
_HTTP = (
    '{{"level":"error","ts":"2026-02-03T07:2{}:00Z","msg":"HTTP request failed","method":"GET",'
    '"path":"/api/orders/1{}","status":500,"user":"{}"}}'
)

CASES = [
    ("01", [("error", f"Invalid user {name} from 203.0.113.3{n}") for n, name in enumerate(_NAMES)], [7]),
    ("01b", [("error", f"Invalid user {name} from 203.0.113.{n}") for n, name in enumerate(_MORE_NAMES)], [16]),
    (
        "02",
        [
            *(
                ("error", f"TXN|100{n}|{who}|{town}|FAILED|insufficient funds")
                for n, (who, town) in enumerate(zip(_PEOPLE, _TOWNS, strict=True))
            ),
            *(
                ("error", f"order,7{n},{who},{town},rejected,card expired")
                for n, (who, town) in enumerate(zip(_PEOPLE, _TOWNS, strict=True))
            ),
        ],
        [6, 6],
    ),
    ("03", [("error", _HTTP.format(n, n, who)) for n, who in enumerate(_PEOPLE)], [6]),
    (
        "03b",
        [
            ("error", f'{{"level":"error","msg":"{word}","path":"/api/{n}","user":"{_PEOPLE[n % 6]}"}}')
            for n, word in enumerate(["timeout", "unauthorized", "oom-killed"] * 4)
        ],
        [4, 4, 4],
    ),
    ("08", [("error", f"Job nightly-load {verb} on worker w{n}") for n, verb in enumerate(_VERBS * 2)], [2] * 7),
    (
        "08b",
        [
            ("error" if verb == "failed" else "info", f"Job nightly-load {verb} on worker w{n}")
            for n, verb in enumerate(_VERBS[:5] * 3)
        ],
        [3] * 5,
    ),
    (
        "40",
        [
            ("error", _LOGFMT.format(n, msg, err))
            for n, (msg, err) in enumerate([("unauthorized", "EOF"), ("timeout", "refused"), ("panic", "nil")] * 3)
        ],
        [3, 3, 3],
    ),
]

WORDS_SHOWN = {
    # What must be readable in each pattern of the case.
    "01": [["Invalid", "user", "from"]],
    "02": [["TXN", "FAILED", "insufficient", "funds"], ["order", "rejected", "card", "expired"]],
    "03b": [["timeout"], ["unauthorized"], ["oom-killed"]],
    "40": [["unauthorized", "EOF"], ["timeout", "refused"], ["panic", "nil"]],
}
