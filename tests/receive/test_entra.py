"""Tokens of Entra ID, signed with a key of the test and checked by keys that a server on this machine gives out."""

import asyncio
import json
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from faultbook.catalog.receiver import ACTION_GROUPS
from faultbook.receive.credentials.entra import EntraCredential, default_issuers, keys_url
from faultbook.receive.credentials.key_set import COOLDOWN, LIFETIME, LONGEST, KeySet
from faultbook.receive.credentials.presented import CredentialsUnavailable
from faultbook.receive.endpoints import Endpoint
from tests.loopback import listening
from tests.receive.served import JSON, MemorySink, client

TENANT = "11111111-2222-3333-4444-555555555555"
AUDIENCE = "api://99999999-2222-3333-4444-555555555555"


@pytest.fixture(scope="module")
def keys():
    return {name: rsa.generate_private_key(public_exponent=65_537, key_size=2_048) for name in ("first", "second")}


def document(**public) -> dict:
    """A key set of these private keys, by key id."""
    return {
        "keys": [
            {**json.loads(RSAAlgorithm.to_jwk(key.public_key())), "kid": name, "use": "sig"}
            for name, key in public.items()
        ]
    }


class Authority:
    """What the authority answers, and how often it was fetched."""

    def __init__(self, answer: dict) -> None:
        self.answer: dict | None = answer
        self.fetches = 0

    @contextmanager
    def served(self):
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                authority.fetches += 1
                known = self.path == f"/{TENANT}/discovery/v2.0/keys" and authority.answer is not None
                self.send_response(200 if known else 503)
                self.end_headers()
                self.wfile.write(json.dumps(authority.answer).encode())

            def log_message(self, *_):
                pass

        with listening(Handler) as address:
            yield address


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def claims(authority: str, **changed) -> dict:
    now = int(time.time())
    usual = {"aud": AUDIENCE, "iss": default_issuers(authority, TENANT)[0], "appid": ACTION_GROUPS}
    found = {**usual, "iat": now, "nbf": now, "exp": now + 600, **changed}
    return {name: value for name, value in found.items() if value is not None}


def token(key, content: dict, key_id: str = "first", algorithm: str = "RS256") -> dict[str, str]:
    signed = jwt.encode(content, key, algorithm, headers={"kid": key_id})
    return {**JSON, "authorization": f"Bearer {signed}"}


@contextmanager
def receiver(authority: str, clock: Clock):
    key_set = KeySet(keys_url(authority, TENANT), clock=clock)
    entra = EntraCredential(key_set, default_issuers(authority, TENANT), [AUDIENCE], [ACTION_GROUPS])
    with client(MemorySink(), [Endpoint("azure-monitor", [entra])]) as found:
        yield lambda headers: found.post("/azure-monitor", content=b"{}", headers=headers)


def test_tokens_of_both_versions_are_accepted_and_keys_fetched_once(keys):
    authority = Authority(document(first=keys["first"]))
    with authority.served() as address, receiver(address, Clock()) as post:
        assert post(token(keys["first"], claims(address))).status_code == 202
        issuer = default_issuers(address, TENANT)[1]
        second = claims(address, iss=issuer, appid=None, azp=ACTION_GROUPS)
        assert post(token(keys["first"], second)).status_code == 200
    assert authority.fetches == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": "api://another"},
        {"aud": None},
        {"iss": "https://sts.windows.net/another/"},
        {"iss": None},
        {"appid": "00000000-0000-0000-0000-000000000000"},
        {"appid": None},
        {"exp": int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())},
        {"exp": None},
        {"nbf": int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())},
        {"exp": "soon"},
        {"appid": [ACTION_GROUPS]},
    ],
    ids=lambda changed: "-".join(f"{name}={str(value)[:12]}" for name, value in changed.items()),
)
def test_each_claim_is_checked(keys, changed):
    authority = Authority(document(first=keys["first"]))
    with authority.served() as address, receiver(address, Clock()) as post:
        assert post(token(keys["first"], claims(address, **changed))).status_code == 401


def test_a_token_of_another_key_or_algorithm_is_refused(keys):
    authority = Authority(document(first=keys["first"]))
    with authority.served() as address, receiver(address, Clock()) as post:
        assert post(token(keys["second"], claims(address))).status_code == 401
        assert post(token("x" * 32, claims(address), algorithm="HS256")).status_code == 401
        assert post(token(None, claims(address), algorithm="none")).status_code == 401
        assert post({**JSON, "authorization": "Bearer a.b.c"}).status_code == 401
        assert post({**JSON, "authorization": "Bearer abc"}).status_code == 401
        assert post(JSON).status_code == 401


def test_a_new_key_is_fetched_and_unknown_ones_cost_one_fetch(keys):
    authority, clock = Authority(document(first=keys["first"])), Clock()
    with authority.served() as address, receiver(address, clock) as post:
        assert post(token(keys["first"], claims(address))).status_code == 202
        authority.answer = document(first=keys["first"], second=keys["second"])
        for number in range(20):
            assert post(token(keys["second"], claims(address), f"made-up-{number}")).status_code == 401
        assert authority.fetches == 1
        clock.now += COOLDOWN
        assert post(token(keys["second"], claims(address), "second")).status_code == 200
        assert authority.fetches == 2


def test_a_withdrawn_key_is_refused_when_keys_are_fetched_again(keys):
    authority, clock = Authority(document(first=keys["first"])), Clock()
    with authority.served() as address, receiver(address, clock) as post:
        assert post(token(keys["first"], claims(address))).status_code == 202
        authority.answer = document(second=keys["second"])
        clock.now += LIFETIME + 1
        assert post(token(keys["first"], claims(address))).status_code == 401


def test_keys_outlive_their_authority_for_a_day(keys):
    authority, clock = Authority(document(first=keys["first"])), Clock()
    with authority.served() as address, receiver(address, clock) as post:
        assert post(token(keys["first"], claims(address))).status_code == 202
        authority.answer = None
        clock.now += LIFETIME + 1
        assert post(token(keys["first"], claims(address))).status_code == 200
        clock.now += LONGEST
        answer = post(token(keys["first"], claims(address)))
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")


def test_without_keys_the_sender_is_to_try_again(keys):
    authority, clock = Authority(document(first=keys["first"])), Clock()
    good, authority.answer = authority.answer, None
    with authority.served() as address, receiver(address, clock) as post:
        assert post(token(keys["first"], claims(address))).status_code == 503
        authority.answer = good
        assert post(token(keys["first"], claims(address))).status_code == 503
        clock.now += COOLDOWN
        assert post(token(keys["first"], claims(address))).status_code == 202


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b'{"keys": []}', b'{"keys": [{"kty": "RSA"}]}', b"<html>"])
def test_a_wrong_document_is_no_keys(content):
    key_set = KeySet("http://127.0.0.1/", lambda _: content)
    with pytest.raises(CredentialsUnavailable):
        asyncio.run(key_set.key("first"))


def test_an_authority_that_cannot_be_reached_is_no_keys():
    with pytest.raises(CredentialsUnavailable):
        asyncio.run(KeySet("http://127.0.0.1:9/").key("first"))
