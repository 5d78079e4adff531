"""Logs of containers: pods of a Kubernetes node in CRI, klog or Java inside; a file of Docker, JSON inside."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from faultbook_samples.logs.platforms.instants import drawn_instants
from faultbook_samples.logs.platforms.options import PlatformOptions
from faultbook_samples.logs.platforms.planned import PlannedFile, PlannedRecord

NODE = "node-7/var"
PROXY = "kube-system_kube-proxy-x7k2p_5f0c3c1e-6d1f-4a55-9b0e-0d7a52f1b7aa/kube-proxy"
CHECKOUT = "shop_checkout-7c9d8f6b54-m2x4q_1b8e94d2-77c3-4c6f-8a43-2f1f6f0f9d10/checkout"
RECORDS_PER_FILE = 60
_ALL = timedelta(hours=4)
_KLOG = (
    (12, "I", "Info", "proxier.go:1540", '"Reloading service iptables data" numServices={few} numEndpoints={count}'),
    (
        5,
        "W",
        "Warning",
        "reflector.go:539",
        "failed to list *v1.EndpointSlice: the server is currently unable to handle it",
    ),
    (
        4,
        "E",
        "Error",
        "proxier.go:1564",
        '"Failed to execute iptables-restore" err="exit status {few}: line {count} failed"',
    ),
)
_CHECKOUT = (
    (14, "INFO ", "Info", "c.e.checkout.OrderController", "Order {order} placed in {count} ms"),
    (5, "WARN ", "Warning", "c.e.checkout.StockClient", "Stock service answered after {count} ms, attempt {few}"),
)
_CHECKOUT_TRACE = (
    "java.lang.IllegalStateException: order {order} has no payment",
    "\tat com.example.checkout.PaymentService.capture(PaymentService.java:74)",
    "\tat com.example.checkout.OrderController.place(OrderController.java:41)",
    "\tat java.base/java.lang.Thread.run(Thread.java:1583)",
    "Caused by: java.sql.SQLTransientConnectionException: HikariPool-{few} - Connection is not available",
    "\tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:686)",
    "\tat com.example.checkout.PaymentStore.find(PaymentStore.java:29)",
    "\t... 17 more",
)
_PAYMENTS = (
    (14, "info", "Info", "payment captured"),
    (4, "warn", "Warning", "card network is slow"),
    (3, "error", "Error", "payment refused: limit of card exceeded"),
)


def container_files(options: PlatformOptions) -> Iterator[PlannedFile]:
    """The logs of two pods of a Kubernetes node, and of a container of Docker on the same machine."""
    span = min(_ALL, options.end - options.start)
    yield _file("log/pods/" + PROXY, "cri/klog", _proxy(Random(f"{options.seed}:proxy"), options.start, span))
    yield _file("log/pods/" + CHECKOUT, "cri/log4j", _checkout(Random(f"{options.seed}:checkout"), options.start, span))
    rng = Random(f"{options.seed}:payments")
    container = f"{rng.getrandbits(256):064x}"
    path = f"{NODE}/lib/docker/containers/{container}/{container}-json.log"
    yield PlannedFile(path, "docker/json_lines", tuple(_payments(rng, options.start, span)))


def _file(folder: str, name: str, records: Iterator[PlannedRecord]) -> PlannedFile:
    return PlannedFile(f"{NODE}/{folder}/0.log", name, tuple(records))


def _proxy(rng: Random, start: datetime, span: timedelta) -> Iterator[PlannedRecord]:
    for at in drawn_instants(rng, start, span, RECORDS_PER_FILE):
        _, letter, severity, place, text = rng.choices(_KLOG, [weight for weight, *_ in _KLOG])[0]
        line = f"{letter}{at:%m%d %H:%M:%S.%f}       1 {place}] {_filled(text, rng)}"
        yield PlannedRecord(at, severity, (_cri(at, "stderr", line),))


def _checkout(rng: Random, start: datetime, span: timedelta) -> Iterator[PlannedRecord]:
    for at in drawn_instants(rng, start, span, RECORDS_PER_FILE):
        head = f"{at:%Y-%m-%d %H:%M:%S},{at.microsecond // 1000:03}"
        if rng.randrange(6) == 0:
            first = (
                f"{head} ERROR [http-nio-8080-exec-{rng.randrange(1, 9)}] c.e.checkout.OrderController - Order failed"
            )
            inside = (first, *_filled("\n".join(_CHECKOUT_TRACE), rng).split("\n"))
            yield PlannedRecord(at, "Error", tuple(_cri(at, "stdout", line) for line in inside), is_traced=True)
            continue
        _, level, severity, logger, text = rng.choices(_CHECKOUT, [weight for weight, *_ in _CHECKOUT])[0]
        line = f"{head} {level} [http-nio-8080-exec-{rng.randrange(1, 9)}] {logger} - {_filled(text, rng)}"
        yield PlannedRecord(at, severity, (_cri(at, "stdout", line),))


def _payments(rng: Random, start: datetime, span: timedelta) -> Iterator[PlannedRecord]:
    for at in drawn_instants(rng, start, span, RECORDS_PER_FILE):
        _, level, severity, message = rng.choices(_PAYMENTS, [weight for weight, *_ in _PAYMENTS])[0]
        inside = {
            "time": _iso(at),
            "level": level,
            "service": "payments",
            "msg": message,
            "order_id": rng.randrange(10_000_000, 99_999_999),
            "ms": rng.randrange(10, 4_000),
        }
        outside = {"log": json.dumps(inside) + "\n", "stream": "stdout", "time": _iso(at)}
        yield PlannedRecord(at, severity, (json.dumps(outside, separators=(",", ":")),))


def _cri(at: datetime, stream: str, line: str) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond * 1000:09}Z {stream} F {line}"


def _iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03}Z"


def _filled(text: str, rng: Random) -> str:
    return text.format(
        few=rng.randrange(2, 9), count=rng.randrange(10, 900), order=rng.randrange(10_000_000, 99_999_999)
    )
