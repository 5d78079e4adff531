"""Logging statements of many kinds of program, with slots, and lines made from them: labelled by construction.

Made up for this project, after the manners of operating systems, services, phones, batch jobs and network devices. The
generator knows nothing of masks or votes: a slot is filled from what such a value looks like. `‹` and `›` are braces.
"""

import random
import re
from collections.abc import Callable

_TABLE = """
users: alice bob carol dave erin frank grace heidi ivan judy mallory oscar peggy trent victor wendy root admin guest
surnames: lopez zhang braun lee wei ann power smith okafor ivanova
hosts: alpha beta gamma delta epsilon zeta falcon osprey kestrel merlin heron ibis
services: billing checkout search ledger mailer gateway catalog inventory auth profile shipping recommender
classes: OrderService PaymentGateway UserStore SessionCache QueueReader BlobWriter MetricsSink RetryPolicy
packages: libssl curl openssh-server python3-yaml nginx postgresql-client zlib tzdata busybox jq
cities: Berlin Paris Rome Oslo Bern Lyon Porto Turin Ghent Krakow
tables: orders customers line_items invoices payments stock_levels users audit_log refunds carts
apps: com.acme.mail com.acme.maps org.demo.player com.example.chat net.tools.scanner io.shop.browser
activities: MainActivity .LoginActivity .ui.PlayerActivity .SettingsActivity .share.ShareSheet
programs: cupsd crond sshd rsyslogd dhclient ntpd avahi-daemon gpm smartd rpcbind haldaemon acpid
files: report.csv index.html backup.tar.gz photo.jpg notes.md data.parquet
dirs: var srv opt data home tmp usr mnt
plugins: spellcheck autosave minimap linter gitlens prettier themes
properties: io.buffer.size net.retry.max cache.ttl log.level pool.size mail.sender
"""
_WORDS = {row.partition(": ")[0]: row.partition(": ")[2].split() for row in _TABLE.strip().splitlines()}


def _hex(rng: random.Random, digits: int) -> str:
    return f"{rng.getrandbits(4 * digits):0{digits}x}"


def _ip(rng: random.Random) -> str:
    return ".".join(str(rng.randint(1, 254)) for _ in range(4))


def _path(rng: random.Random) -> str:
    middle = [rng.choice(_WORDS["tables"] + _WORDS["services"]) for _ in range(rng.randint(1, 3))]
    return "/" + "/".join([rng.choice(_WORDS["dirs"]), *middle, rng.choice(_WORDS["files"])])


SLOTS: dict[str, Callable[[random.Random], str]] = {
    "user": lambda rng: rng.choice(_WORDS["users"]),
    "person": lambda rng: " ".join(rng.sample(_WORDS["users"] + _WORDS["surnames"], rng.choice([1, 1, 2, 2, 3]))),
    "host": lambda rng: rng.choice(
        [
            rng.choice(_WORDS["hosts"]),
            f"{rng.choice(_WORDS['hosts'])}-{rng.randint(1, 40)}",
            f"{rng.choice(_WORDS['hosts'])}.corp.example.net",
        ]
    ),
    "word_host": lambda rng: rng.choice(_WORDS["hosts"]),
    "ip": _ip,
    "ip6": lambda rng: rng.choice(["::1", f"fe80::{_hex(rng, 3)}:{_hex(rng, 4)}:fe{_hex(rng, 2)}:{_hex(rng, 4)}"]),
    "mac": lambda rng: ":".join(_hex(rng, 2) for _ in range(6)),
    "port": lambda rng: str(rng.randint(1024, 65535)),
    "n": lambda rng: str(rng.randrange(10 ** rng.randint(1, 6))),
    "float": lambda rng: f"{rng.random() * 100:.{rng.randint(1, 4)}f}",
    "size": lambda rng: rng.choice(["{} B", "{} KB", "{}MB", "{} GiB", "{} bytes", "{} kB"]).format(
        rng.randint(1, 999)
    ),
    "bytes": lambda rng: rng.choice(["{} bytes", "{} bytes (1.{} KB)", "{} bytes (2.{} MB)"]).format(
        *[rng.randint(1, 999)] * 2
    ),
    "about": lambda rng: rng.choice(["<1 sec", "02:{}", "1:02:{}"]).format(rng.randint(10, 59)),
    "duration": lambda rng: rng.choice(
        ["{}ms", "{} s", "{} seconds", "{}m3s", "1h{}m2.5s", "3 h {} min", "{}us"]
    ).format(rng.randint(1, 59)),
    "percent": lambda rng: f"{rng.randint(0, 100)}%",
    "uuid": lambda rng: f"{_hex(rng, 8)}-{_hex(rng, 4)}-{_hex(rng, 4)}-{_hex(rng, 4)}-{_hex(rng, 12)}",
    "hex": lambda rng: _hex(rng, rng.choice([8, 12, 16, 32])),
    "sha": lambda rng: _hex(rng, 7) + rng.choice("0123456789"),
    "address": lambda rng: f"0x{_hex(rng, rng.choice([4, 8, 12]))}",
    "token": lambda rng: "".join(rng.choice("abcdefghkmnpqrstuvwxyz23456789ABCDEFG") for _ in range(9)) + "4k9",
    "path": _path,
    "winpath": lambda rng: (
        rf"C:\Program Files\{rng.choice(['Acme Suite', 'Tools', 'Big App'])}\{rng.choice(_WORDS['files'])}"
    ),
    "file": lambda rng: rng.choice(_WORDS["files"]),
    "url": lambda rng: (
        f"https://{rng.choice(_WORDS['hosts'])}.example.com/v{rng.randint(1, 3)}"
        f"/{rng.choice(_WORDS['tables'])}?id={rng.randint(1, 99)}"
    ),
    "email": lambda rng: f"{rng.choice(_WORDS['users'])}@example.org",
    "service": lambda rng: rng.choice(_WORDS["services"]),
    "class": lambda rng: rng.choice(_WORDS["classes"]),
    "fqcn": lambda rng: f"org.acme.{rng.choice(_WORDS['services'])}.{rng.choice(_WORDS['classes'])}",
    "package": lambda rng: rng.choice(_WORDS["packages"]),
    "version": lambda rng: rng.choice(["{}.2.1", "v1.{}", "2.{}.0-SNAPSHOT", "3.1.{}-rc1"]).format(rng.randint(0, 30)),
    "city": lambda rng: rng.choice(_WORDS["cities"]),
    "table": lambda rng: rng.choice(_WORDS["tables"]),
    "app": lambda rng: rng.choice(_WORDS["apps"]),
    "activity": lambda rng: f"{rng.choice(_WORDS['apps'])}/{rng.choice(_WORDS['activities'])}",
    "program": lambda rng: rng.choice(_WORDS["programs"]),
    "bool": lambda rng: rng.choice(["true", "false"]),
    "list": lambda rng: "[" + ", ".join(rng.sample(_WORDS["services"], rng.randint(2, 5))) + "]",
    "numbers": lambda rng: ", ".join(str(rng.randint(1, 99)) for _ in range(rng.randint(1, 6))),
    "time": lambda rng: (
        f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}.{rng.randint(0, 999):03}"
    ),
    "date": lambda rng: rng.choice(
        ["2026-02-{0:02}T08:{0:02}:10Z", "Tue Feb {} 10:{:02}:00 2026", "03/Feb/2026:10:{0:02}:{0:02} +0000"]
    ).format(*[rng.randint(1, 28)] * 2),
    "iso": lambda rng: f"2026-02-{rng.randint(1, 28):02}T08:{rng.randint(0, 59):02}:10.{rng.randint(0, 999):03}Z",
    "thread": lambda rng: rng.choice(["pool-{}-thread-2", "worker-{}", "http-nio-8080-exec-{}", "Thread-{}"]).format(
        rng.randint(1, 40)
    ),
    "title": lambda rng: rng.choice(["Main Window", "View Lock", "Night Shift", "Sales Report", "Big Red Bus"]),
    "plugin": lambda rng: rng.choice(_WORDS["plugins"]),
    "property": lambda rng: rng.choice(_WORDS["properties"]),
    "pod": lambda rng: (
        f"{rng.choice(_WORDS['services'])}-{_hex(rng, 9)}a"
        f"-{rng.choice('bcdfg')}{rng.randint(2, 9)}xk{rng.randint(2, 9)}"
    ),
}

STATEMENTS = """
Accepted login of {user} from {ip} port {port}
Invalid user {person} from {ip}
Rejected login of unknown account {user}
session opened for user {user} by (uid={n})
session closed for user {user}
reverse lookup for {host} [{ip}] failed
{program} startup succeeded
{program} shutdown failed
{program}[{n}]: caught signal 15
connection from {ip} ({host}) at {date}
link {word_host} is up
link {word_host} is down
eth{n}: address {mac} learned on port {n}
duplicate address {ip6} detected by {mac}
interface {word_host} entered promiscuous mode
CPU{n}: temperature above threshold, clock throttled (total events = {n})
Out of memory: killed process {n} ({program}), total-vm:{n}kB, rss:{n}kB
usb {n}-{n}: new device number {n} using driver {service}
node {word_host} has detected an available network connection on network {ip}
psu {n} of rack {word_host}: status degraded
boot of partition {word_host} took {duration}
instruction cache parity error at {address}
corrected {n} single-bit errors on symbol {n}, mask {address}
core dumped by job {n} to {path}
Opening file {path} for {user}
Cannot open file "{title}"
Could not read {winpath}
Deleted {n} of {n} rows from table {table} in {duration}
table {table} is locked by transaction {n}
Compaction of {table} took {duration}, {size} written
replica {host} lags by {duration}
leader of shard {n} is now {word_host}
Failed to replicate block blk_{n} to {ip}:{port}
Received block blk_{n} of size {n} from {ip}
Task {n} in stage {n} failed on {host}: lost executor {n}
Submitting tasks of stage {n} ({fqcn} at {path})
Started service {service} on port {port}
Stopping service {service} after {duration}
Registered worker {host}:{port} with {n} cores, {size} RAM
Block rdd_{n}_{n} stored in memory (estimated size {size}, free {size})
Block broadcast_{n}_piece{n} stored in memory (estimated size {size}, free {size})
Changing view acls to: {user}
container_{n}_{n} transitioned from LOCALIZING to RUNNING
container_{n}_{n} transitioned from RUNNING to KILLING
attempt_{n}_m_{n} progress {float}
Reporting fatal error of {fqcn} to {url}
[instance: {uuid}] VM Started (Lifecycle Event)
[instance: {uuid}] VM Paused (Lifecycle Event)
[instance: {uuid}] Total memory: {n} MB, used: {float} MB
{ip} "GET /v2/{table}/{uuid} HTTP/1.1" status: 200 len: {n} time: {float}
image {uuid} at ({path}): checking
Creating image for tenant {hex}
{host}:{port} close, {bytes} sent, {bytes} received, lifetime {about}
{host}:{port} open through proxy {host}:{port} HTTPS
{app} error : could not connect to proxy {host}:{port}
getTotalSteps={n}, basicSteps={n}
onStepChanged {n}
onExtend:{n} {n} {n} {n}
flush sensor data
REPORT : {n} {n} {n} {n}
calculateCalories total={n}
acquire lock={n}, flags={address}, tag="{title}", name={app}, ws=null, uid={n}, pid={n}
release lock={n}, flags={address}, tag="{title}", name={app}, ws=null, uid={n}, pid={n}
Skipping AppToken‹{sha} token=Token‹{sha} Record‹{sha} u{n} {activity} t{n}›››
Displayed {activity}: +{duration}
visible={bool}, animating={bool}
drawn= {bool}, animated =  {bool}, token = Token‹{sha} t{n}›
steps = {n}##{n}##{n}
setLight lastBrightness={n} brightness={n} animating={bool}
isPackageReady: true, callingUid: {n}
Start proc {n}:{app}/{n} for activity {activity}
Killing {n}:{app}/u0a{n} (adj {n}): empty
interrupted {activity} while pausing
ARPT: {float}: wake reason {address}
AirDrop[{n}]: linked to peer {mac}
en{n}: channel changed to {n}
Captive: [{class}:{n}] probing {url}
Unexpected payload found for message {n}, dataLen: {n}
{app}[{n}]: no value for key {property}
Loaded extension {plugin} in {duration}
Extension {plugin} is not compatible with version {version}
Package {package} upgraded from {version} to {version}
Unpacking {package} ({version})
Applicable state: Installed, package: {package}, version {version}
SQM: Initializing online with interval {n} seconds for {class}
Loaded stack {version} with core: {winpath}
Session: {n}_{n} initialized by client {class}
Warning: unrecognized attribute {plugin}
Creating store {path} with flags {address}
({user}) CMD (run-parts /etc/cron.hourly)
({user}) CMD ({path} {n})
crond(pam_unix)[{n}]: session opened for user {user} by (uid={n})
data_thread() got not answer from any [{service}] datasource
synchronized to {ip}, stratum {n}
Server listening on {ip6} port {port}.
imklog {version}, log source = {path} started.
DHCPDISCOVER from {mac} via eth{n}
DHCPACK from {ip} (xid={address})
Property {property} is set to {n}
{property} is deprecated, use {property}
environment:{property}={path}
Notification time out: {n}
Established session {address} with negotiated timeout {n} for client {ip}:{port}
Expiring session {address}, timeout of {duration} exceeded
jk2_init() Found child {n} in scoreboard slot {n}
workerEnv in error state {n}
[client {ip}] File does not exist: {path}
[client {ip}] Directory index forbidden by rule: {path}
mod_jk child init {n} {n}
User {email} requested export {uuid}
Mail to {email} bounced after {n} attempts
Charge of customer {user} declined, amount {float} EUR
Order {n} of {person} shipped to {city}
warehouse {city} has no stock of item {token}
price list {title} not found
job {service} finished in {duration} with {n} warnings
job {service} aborted in {duration} with {n} warnings
Backup of {table} completed: {size} in {duration}
Backup of {table} failed: {size} in {duration}
retry {n} of {n} for request {uuid}
request {uuid} of user {user} timed out after {duration}
Thread {thread} blocked for {duration}
[{thread}] pool exhausted, {n} waiting
Class {fqcn} has no method {class}
bean {class} could not be created
Rule {plugin} disabled by {user}
Rule {plugin} enabled by {user}
feature {plugin} set to true
hosts: {list} unreachable
allowed origins {list}
partitions {numbers} reassigned
pod {pod} evicted, node {host}
pulled image registry.example.com/{service}:{version}
commit {sha} by {user} rejected
deploy {version} of {service} rolled out to {city}
disk {word_host} is {percent} full
cache hit ratio {percent} below {percent}
GC pause {duration}, heap {size} -> {size}
TXN|{n}|{user}|{city}|FAILED|insufficient funds
TXN|{n}|{user}|{city}|OK|settled
order,{n},{user},{city},rejected,card expired
AUDIT;{user};{table};{city};denied
level=error ts={iso} caller=tee.go:{n} component=pattern-tee msg=unauthorized err=EOF user={user}
level=error ts={iso} caller=tee.go:{n} component=pattern-tee msg=timeout err=refused user={user}
level=warn ts={iso} caller=db.go:{n} msg="slow query" table={table} took={n}ms
‹"level":"error","ts":"{iso}","msg":"HTTP request failed","method":"GET","path":"{path}","user":"{user}"›
‹"level":"error","ts":"{iso}","msg":"quota exceeded","tenant":‹"id":{n},"name":"{person}"››
request done user={user} path={path} took={n}ms cached={bool}
user: {user}, host: {host}, reason: timeout
user: {user}, host: {host}, reason: refused
""".strip().splitlines()


def lines(count: int, seed: int) -> list[tuple[str, str]]:
    """(message, statement) of so many lines: a few statements come often, most a few times."""
    rng = random.Random(seed)
    weights = [1 / (1 + rank) ** 0.7 for rank in range(len(STATEMENTS))]
    order = rng.sample(STATEMENTS, len(STATEMENTS))
    return [(filled(statement, rng), statement) for statement in rng.choices(order, weights, k=count)]


def filled(statement: str, rng: random.Random) -> str:
    """One message of the statement, each slot with a value of its kind."""
    text = re.sub(r"\{(\w+)\}", lambda slot: SLOTS[slot[1]](rng), statement)
    return text.replace("‹", "{").replace("›", "}")
