"""Messages that look alike and are different errors: within each group none may ever meet another."""

GROUPS = [
    [
        "Failed to open file",
        "Failed to read socket",
        "Failed to write buffer",
        "Failed to close handle",
        "Failed to parse header",
        "Failed to flush journal",
    ],
    [
        "session opened for user root",
        "session closed for user root",
    ],
    [
        f"Job nightly-load {verb} on worker w1"
        for verb in ("started", "stopped", "paused", "resumed", "failed", "cancelled")
    ],
    [
        f"request 17 {verb} by upstream"
        for verb in ("throttled", "rejected", "mirrored", "rerouted", "shadowed", "accepted")
    ],
    ["link eth0 is up", "link eth0 is down"],
    ["service billing is online", "service billing is offline"],
    ["replica 3 is healthy", "replica 3 is unhealthy"],
    ["user alice is authorized for table orders", "user alice is unauthorized for table orders"],
    ["feature search is enabled", "feature search is disabled"],
    ["backup of orders succeeded after 3 s", "backup of orders failed after 3 s"],
    ["access to bucket logs allowed", "access to bucket logs denied"],
    ["peer 10.0.0.1 connected", "peer 10.0.0.1 disconnected"],
    ["account bob activated", "account bob deactivated"],
    ["row 5 was created in orders", "row 5 was deleted in orders"],
    ["certificate of host db1 is valid", "certificate of host db1 is not valid", "certificate of host db1 is invalid"],
    ["lock on table orders acquired", "lock on table orders released"],
    ["node a is reachable", "node a is unreachable"],
    ["health check of billing success", "health check of billing failure"],
    ["payment 5 ok=true", "payment 5 ok=false"],
    ["sync finished success=true items=5", "sync finished success=false items=5"],
    ["health=up service=billing", "health=down service=billing"],
    ["connect to db failed: timeout", "connect to db failed: refused", "connect to db failed: EOF"],
    [
        "dial tcp 10.0.0.1:80: connect: connection refused",
        "dial tcp 10.0.0.1:80: i/o timeout",
        "dial tcp 10.0.0.1:80: connect: no route to host",
        "dial tcp 10.0.0.1:80: connect: network is unreachable",
    ],
    [
        "cannot open /etc/app.conf: permission denied",
        "cannot open /etc/app.conf: no such file or directory",
        "cannot open /etc/app.conf: too many open files",
        "cannot open /etc/app.conf: is a directory",
    ],
    [
        "java.io.IOException: cannot read block",
        "java.lang.IllegalStateException: cannot read block",
        "java.lang.NullPointerException: cannot read block",
        "java.net.SocketException: cannot read block",
        "java.sql.SQLException: cannot read block",
        "java.util.ConcurrentModificationException: cannot read block",
    ],
    [
        f"level=error msg={word} err=EOF user=alice"
        for word in ("timeout", "unauthorized", "panic", "oom-killed", "evicted", "drift")
    ],
    [
        f'level=error msg="{text}" user=alice'
        for text in ("slow query", "disk full", "quota exceeded", "pool exhausted")
    ],
    [f'{{"msg":"{word}","user":"alice"}}' for word in ("timeout", "unauthorized", "panic", "drift", "skew", "overrun")],
    [f'{{"event":"{word}","id":17}}' for word in ("order.created", "order.deleted", "order.paid", "order.lost")],
    ['{"ok":true,"user":"alice"}', '{"ok":false,"user":"alice"}'],
    [f"state of task 5: {state}" for state in ("RUNNING", "FAILED", "SUCCEEDED", "KILLED")],
    [f"Exception in handler: {name}" for name in ("KeyError", "ValueError", "TypeError", "OSError", "IndexError")],
    ["status 'failed' of job 17", "status 'finished' of job 17"],
    ["disk sda is full", "disk sda is empty"],
    ["TXN|1001|alice|Berlin|FAILED|insufficient funds", "TXN|1001|alice|Berlin|OK|settled"],
    ["can open the lock file", "can't open the lock file"],
    ["leader found for shard 5", "no leader found for shard 5"],
    ["error: reason=refused host=a1", "error: reason=reset host=a1", "error: reason=timeout host=a1"],
    ["upload of part 5 began", "upload of part 5 ended"],
    ["door 7 opened", "door 7 closed"],
    [f"Failed to {verb} the lock table" for verb in ("parse", "stat", "flush", "sync", "map", "hash", "open", "read")],
    [f"Broker b1 cannot {verb} the log" for verb in ("roll", "trim", "index", "fetch", "seal", "ship")],
    [f"Cache is {word} now" for word in ("warm", "cold", "hot", "dirty", "clean", "big", "small")],
    [
        f"Cannot process order: {word}"
        for word in ("overdraft", "fraud", "embargo", "blacklist", "duplicate", "mismatch")
    ],
    [f"Payment 5 was {word} by gateway" for word in ("captured", "voided", "refunded", "settled", "disputed")],
    [f"Deployment of shop {words}" for words in ("succeeded", "failed", "rolled back", "timed out", "started")],
    [f"Connection {word} by peer 10.0.0.1" for word in ("opened", "closed", "reset", "dropped", "refused")],
    ["Volume data1 mounted", "Volume data1 not mounted", "Volume data1 unmounted"],
    ["2026-02-03 | ERROR | billing | disk full", "2026-02-03 | ERROR | billing | no route to host"],
    ["value 5 > 7", "value 5 < 7"],
    ["action app.intent.SCREEN_ON received", "action app.intent.SCREEN_OFF received"],
    ["[client 10.0.0.1] File does not exist: /a/b", "[client 10.0.0.1] Directory index forbidden by rule: /a/b"],
    # Compounds, verbs of a third and symbols of a program describe what happened.
    [f"node n1 {verb} the cluster" for verb in ("joins", "leaves", "enters", "rejects", "accepts", "restarts")],
    [f"Warn {reason} pod/web back-off" for reason in ("FailedMount", "FailedScheduling", "NodeNotReady", "Unhealthy")],
    [f"onTask{what} called for worker 3" for what in ("Started", "Stopped", "Failed", "Succeeded", "Lost", "Done")],
    [f"phase2-{what} on host a" for what in ("started", "failed", "done", "stopped", "running", "paused")],
    [f"task 5: RUNNING->{state}" for state in ("FAILED", "SUCCEEDED", "KILLED", "LOST")],
    [f"RUNNING/{state} task five" for state in ("FAILED", "SUCCEEDED", "KILLED", "LOST")],
    [
        f"request failed with {code}"
        for code in ("ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EPIPE", "EHOSTUNREACH", "ENOTFOUND")
    ],
    [f"process 5 got {signal}" for signal in ("SIGKILL", "SIGTERM", "SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE")],
    [
        f"{name}: cannot run query"
        for name in ("PARSE_SYNTAX_ERROR", "DIVIDE_BY_ZERO", "CAST_INVALID_INPUT", "ARITHMETIC_OVERFLOW")
    ],
    [f"event order.{what} for order 5" for what in ("created", "paid", "lost", "shipped", "refunded")],
    # Dotted names behind telling keys, and objects written as text in objects.
    [f"msg=slow logger={name} user=alice" for name in ("com.acme.db.Pool", "com.acme.web.Filter", "com.acme.web.Auth")],
    [
        f'{{"event":"{name}","user":"alice"}}'
        for name in ("shop.cart.lookup", "shop.order.dispute", "shop.order.lookup")
    ],
    [f"login failed (code: auth/{code}) for bob" for code in ("wrong-password", "user-not-found", "too-many-requests")],
    [
        f'{{"msg":"call failed","body":"{{\\"error\\":\\"{word}\\",\\"n\\":1}}"}}'
        for word in ("timeout", "unauthorized", "panic")
    ],
    [f'payload="{{\\"msg\\": \\"{word}\\"}}" rejected' for word in ("timeout", "unauthorized", "panic")],
    [f"PAY~alice~{n}~Berlin~{what}" for n, what in enumerate(("settled", "declined", "refunded"))],
]
