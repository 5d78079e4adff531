"""Passwords in short options of well-known tools: `curl -u user:x`, `mysql -px`, `docker login -p x`."""

import re
from collections.abc import Iterator

from faultbook.faults.redaction.marks import MARK, Span
from faultbook.faults.redaction.words import is_ordinary, is_placeholder

# What the option means depends on the tool: `mkdir -p`, `docker run -p 80:80`, `mysql -u root` hold no secret.
_WITH_LOGIN = r"curl|https?|wget"
_GLUED = r"mysql\w{0,8}|mariadb[\w-]{0,8}|7z"
_APART = (
    r"sshpass|(?:docker|podman|nerdctl|crane|oras|helm registry|helm|az|az acr|buildah|skopeo) login"
    r"|mongo\w{0,10}|sqlcmd|bcp|isql|osql|ipmitool|unzip|zip"
    r"|cqlsh|beeline|psexec|nats|trino|cli53"
)
_TOOL = re.compile(
    rf"(?<![\w.-])(?:(?P<login>{_WITH_LOGIN})|(?P<glued>{_GLUED})|(?P<apart>{_APART})|(?P<redis>redis-cli)|(?P<ldap>ldap\w{{3,8}}))"
    r"(?:\.exe)?(?=[ \t\"',])"
)
_VALUE = r"""(?P<value>(?<=")[^"\r\n]{1,256}(?=")|(?<=')[^'\r\n]{1,256}(?=')|[^\s'"]{1,256})"""
_BETWEEN = r"""(?:["']?,?[ \t]{1,4}["']?|=["']?)"""
_OPTIONS = {
    "login": re.compile(
        rf"""(?<=[\s"',\[])(?:-[a-zA-Z]{{0,6}}u|--user|--proxy-user|-a|--auth)(?:{_BETWEEN}|["']?){_VALUE}"""
    ),
    "glued": re.compile(rf"""(?<=[\s"',\[])-p["']?{_VALUE}"""),
    "apart": re.compile(rf"""(?<=[\s"',\[])-[pP](?:{_BETWEEN}|["']|(?=[^\s-])){_VALUE}"""),
    "redis": re.compile(rf"""(?<=[\s"',\[])(?:-a|--pass){_BETWEEN}{_VALUE}"""),
    "ldap": re.compile(rf"""(?<=[\s"',\[])-w(?:{_BETWEEN}|["']|(?=[^\s-])){_VALUE}"""),
}


def shows_tool(_shape: str, lower: str) -> bool:
    """False where `command_lines` finds nothing in any text of the shape, whose digits are 0: of 7z and cli53, too."""
    return _TOOL.search(lower) is not None or "0z" in lower or "cli00" in lower


def command_lines(text: str, lower: str) -> Iterator[Span]:
    """The values of those options; of `user:password` the password."""
    searched_to: dict[str, int] = {}
    for tool in _TOOL.finditer(lower):
        kind = tool.lastgroup or ""
        begin, end = max(tool.end(), searched_to.get(kind, 0)), tool.end() + 2_000
        searched_to[kind] = end
        for found in _OPTIONS[kind].finditer(text, begin, end):
            start, end = found.span("value")
            if kind == "login":
                colon = text.find(":", start, end)
                start = colon + 1 if colon >= 0 and not lower.startswith("http", start) else end
            value = text[start:end]
            if value and not MARK.fullmatch(value) and not is_placeholder(value) and not is_ordinary(value):
                yield start, end
