"""The authorities that this machine's programs trust, written so that Java trusts them too.

A Java that came as a package knows public authorities only; behind a company's proxy that is not enough. In: the PEM
files that pip and the system use. Out: a key store file (format JKS 2, certificates only).
"""

import hashlib
import os
import re
import ssl
import struct
from collections.abc import Iterator
from pathlib import Path

NAMED_BY = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT", "CURL_CA_BUNDLE")
USUAL_FILES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)
PEM = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.S)
PASSWORD = "changeit"  # not a secret: Java's usual word, which only guards against a damaged file


def trusted_certificates() -> tuple[bytes, ...]:
    """Every certificate (DER) of the files that variables name and of the system's own, each once."""
    found: dict[bytes, None] = {}
    for path in _files():
        for text in PEM.findall(path.read_text("ascii", errors="ignore")):
            found[ssl.PEM_cert_to_DER_cert(text)] = None
    return tuple(found)


def write_key_store(path: Path, certificates: tuple[bytes, ...]) -> None:
    """Writes `certificates` as a JKS key store that Java opens with PASSWORD."""
    body = struct.pack(">III", 0xFEEDFEED, 2, len(certificates))
    for number, certificate in enumerate(certificates):
        body += struct.pack(">I", 2) + _text(f"authority-{number}") + struct.pack(">Q", 0)
        body += _text("X.509") + struct.pack(">I", len(certificate)) + certificate
    check = hashlib.sha1(PASSWORD.encode("utf-16-be") + b"Mighty Aphrodite" + body, usedforsecurity=False)
    path.write_bytes(body + check.digest())


def _files() -> Iterator[Path]:
    default = ssl.get_default_verify_paths().cafile
    for name in (*map(os.environ.get, NAMED_BY), default, *USUAL_FILES):
        if name and Path(name).is_file():
            yield Path(name)


def _text(text: str) -> bytes:
    return struct.pack(">H", len(text)) + text.encode("ascii")
