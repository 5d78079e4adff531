"""What goes wrong in the application whose logs are written: 25 codes, 20 source code files, 61 message templates.

A record's message is the code's text, a colon, and one of its details; `{slots}` are the parts that vary (slots.py).
"""

from dataclasses import dataclass

SEVERITIES = ("Critical", "Error", "Warning", "Event")

SERVICES = ("api-gateway", "billing", "orders", "data-pipeline", "")
"""First sub-folder of a file; '' is the landing folder itself."""

SERVICE_WEIGHTS = (30, 20, 25, 15, 10)


@dataclass(frozen=True)
class Fault:
    """One error code: its text, where in the code it is raised, how severe and how frequent it is, its messages.

    `gravity` weighs Critical, Error, Warning, Event; `weight` is the code's share, relative to the others.
    """

    code: str
    text: str
    files: tuple[str, ...]
    gravity: tuple[int, int, int, int]
    weight: int
    details: tuple[str, ...]

    @property
    def templates(self) -> tuple[str, ...]:
        """The whole messages, slots in braces."""
        return tuple(f"{self.text}: {detail}" for detail in self.details)


_GRAVE, _PLAIN, _MILD = (40, 55, 5, 0), (5, 70, 15, 10), (1, 24, 45, 30)

FAULTS = (
    Fault(
        "CC-3005",
        "Network socket error",
        ("app/api/middleware.py", "app/network/client.py"),
        _PLAIN,
        110,
        (
            "connection refused",
            "connection to {ip}:{port} reset by peer",
            "connect to {host}:{port} failed after {few} attempts",
        ),
    ),
    Fault(
        "CC-3001",
        "Network timeout",
        ("app/network/client.py", "app/core/retry.py"),
        (3, 42, 35, 20),
        100,
        (
            "no answer from {host} within {ms} ms",
            "GET {url} took longer than {seconds} s",
            "read timed out after {ms} ms, request_id={request}",
        ),
    ),
    Fault(
        "CC-3008",
        "TLS handshake failed",
        ("app/network/tls.py",),
        _PLAIN,
        25,
        ("certificate of {host} expired {count} days ago", "peer {ip} offers no common cipher"),
    ),
    Fault(
        "CC-3012",
        "Upstream unavailable",
        ("app/api/middleware.py", "app/api/routes.py"),
        _PLAIN,
        90,
        (
            "HTTP {status} returned by {url}",
            "circuit breaker open for {host} after {count} failures",
            "no healthy pod behind the service, last was {pod}",
        ),
    ),
    Fault(
        "CC-2001",
        "Authentication failed",
        ("app/auth/tokens.py",),
        _MILD,
        70,
        (
            "wrong password for user '{user}' from {ip}",
            "signature of the token does not match, request_id={request}",
            "user_id={id} is locked after {few} attempts",
        ),
    ),
    Fault(
        "CC-2003",
        "Token expired",
        ("app/auth/tokens.py", "app/api/middleware.py"),
        (0, 15, 50, 35),
        60,
        ("issued {seconds} minutes ago for user_id={id}", "refresh refused for session {uuid}"),
    ),
    Fault(
        "CC-2007",
        "Permission denied",
        ("app/auth/permissions.py",),
        _MILD,
        45,
        (
            "user '{user}' has no SELECT on {table}",
            "cannot write {path}",
            "HTTP {client_status} for user_id={id}, request_id={request}",
        ),
    ),
    Fault(
        "CC-1001",
        "Configuration value missing",
        ("app/config/loader.py",),
        _PLAIN,
        20,
        ("'{key}' is not set", "no section for version {version} in {path}"),
    ),
    Fault(
        "CC-1004",
        "Configuration value invalid",
        ("app/config/loader.py", "app/services/billing.py"),
        _MILD,
        20,
        ("'{key}' is {count}, expected at most {count}", "line {few} of {path} cannot be read"),
    ),
    Fault(
        "CC-4001",
        "Database connection failed",
        ("app/db/pool.py", "app/db/session.py"),
        _GRAVE,
        75,
        (
            "pool exhausted, {count} of {count} connections in use",
            "{host}:{port} does not accept connections, SQLSTATE: {sqlstate}",
            "password authentication failed for user '{user}'",
        ),
    ),
    Fault(
        "CC-4002",
        "Query failed",
        ("app/db/session.py", "app/services/inventory.py"),
        _PLAIN,
        85,
        (
            "statement {uuid} cancelled after {ms} ms",
            "column '{column}' not found in {table}",
            "duplicate key value in {table}, SQLSTATE: {sqlstate}",
            "ORA-00942: table or view does not exist",
        ),
    ),
    Fault(
        "CC-4009",
        "Deadlock detected",
        ("app/db/session.py",),
        _PLAIN,
        30,
        ("process {id} waits for {hex}, blocked by process {id}", "transaction on {table} chosen as victim"),
    ),
    Fault(
        "CC-4015",
        "Transaction rolled back",
        ("app/db/migrations.py", "app/db/session.py"),
        _PLAIN,
        25,
        ("{count} rows of {table} undone", "lock on {table} not granted within {seconds} s"),
    ),
    Fault(
        "CC-5002",
        "File not found",
        ("app/storage/blob.py",),
        _MILD,
        50,
        ("{path} does not exist", "no object for {day} under {path}"),
    ),
    Fault(
        "CC-5006",
        "Disk full",
        ("app/storage/blob.py", "app/core/retry.py"),
        _GRAVE,
        20,
        ("{size} bytes free at {path}", "volume of {pod} is {percent}% full"),
    ),
    Fault(
        "CC-5010",
        "Checksum mismatch",
        ("app/storage/blob.py",),
        _PLAIN,
        15,
        ("{path} has {checksum}, expected {checksum}", "block of {size} bytes differs from its replica on {host}"),
    ),
    Fault(
        "CC-6001",
        "Validation failed",
        ("app/api/handlers/orders.py", "app/services/inventory.py"),
        (0, 20, 45, 35),
        80,
        (
            "field '{column}' is required",
            "quantity {count} exceeds stock of {few}",
            "Straße und Hausnummer fehlen, user_id={id}",
        ),
    ),
    Fault(
        "CC-6003",
        "Payload not readable",
        ("app/api/handlers/orders.py", "app/api/routes.py"),
        _MILD,
        35,
        ("invalid JSON at offset {offset}, request_id={request}", "body of {size} bytes exceeds limit"),
    ),
    Fault(
        "CC-7001",
        "Queue overflow",
        ("app/messaging/publisher.py",),
        (15, 55, 20, 10),
        30,
        ("topic '{topic}' holds {size} messages", "consumer lag of partition {few} is {offset}"),
    ),
    Fault(
        "CC-7004",
        "Message dead-lettered",
        ("app/messaging/consumer.py",),
        _PLAIN,
        30,
        ("offset {offset} of topic '{topic}' failed {few} times", "no schema for version {version} of topic '{topic}'"),
    ),
    Fault(
        "SPK-4101",
        "Spark job failed",
        ("app/jobs/spark_runner.py",),
        _GRAVE,
        40,
        (
            "run {run} on cluster {cluster}, exit code {exit}",
            "Job aborted due to stage failure: Task {few} in stage {count}.0 failed 4 times",
            "org.apache.spark.SparkException: Could not execute broadcast in {seconds} secs",
        ),
    ),
    Fault(
        "SPK-4107",
        "Executor lost",
        ("app/jobs/spark_runner.py", "app/jobs/scheduler.py"),
        _PLAIN,
        30,
        (
            "executor {few} on {ip} exited with exit code {exit}",
            "cluster {cluster} lost a spot instance, {few} tasks start again",
            "heartbeat of executor {few} missing for {ms} ms",
        ),
    ),
    Fault(
        "DLT-1203",
        "Delta table conflict",
        ("app/storage/delta_writer.py",),
        _PLAIN,
        25,
        (
            "[DELTA_CONCURRENT_APPEND] files were added to {table} by a concurrent update",
            "version {offset} of {table} was vacuumed",
        ),
    ),
    Fault(
        "K8S-2137",
        "Pod terminated",
        ("app/jobs/scheduler.py", "app/services/billing.py"),
        (20, 55, 15, 10),
        25,
        ("{pod} was OOMKilled at {mib} MiB", "{pod} evicted, node {host} under disk pressure"),
    ),
    Fault(
        "MEM-9001",
        "Out of memory",
        ("app/jobs/spark_runner.py", "app/services/inventory.py"),
        (80, 20, 0, 0),
        15,
        ("java.lang.OutOfMemoryError: Java heap space", "cannot allocate {size} bytes for query {uuid}"),
    ),
)

CODES = tuple(fault.code for fault in FAULTS)
SOURCE_FILES = tuple(sorted({file for fault in FAULTS for file in fault.files}))
TEMPLATES = tuple(template for fault in FAULTS for template in fault.templates)
