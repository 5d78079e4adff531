"""Which addresses other machines reach, and the token that a server at such an address needs."""

import hmac
from ipaddress import ip_address

SHORTEST_TOKEN = 16


def is_loopback(host: str) -> bool:
    """True where only this machine can connect."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def has_bearer_token(authorization: bytes, token: str) -> bool:
    """True where the header Authorization contains the token; takes the same time for every wrong one."""
    return hmac.compare_digest(authorization, f"Bearer {token}".encode())
