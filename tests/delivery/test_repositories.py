"""Where the issue of an incident is made."""

from dataclasses import replace

import pytest

from faultbook.delivery.code_owners import read_code_owners
from faultbook.delivery.place import Target
from faultbook.delivery.repositories import OwnersOfPaths, Repositories, repository_of, target_of
from tests.delivery.texts.subjects import KNOWN

HOSTS = {"github.com": "github", "git.example.com": "forge"}
REPOSITORIES = Repositories(
    rules={"http_5xx": Target("github", "acme/rule")},
    services={"orders": Target("github", "acme/service")},
    job_tags={"team=billing": Target("github", "acme/tag")},
    paths=(OwnersOfPaths(read_code_owners("etl/ @acme/etl\n"), {"@acme/etl": Target("github", "acme/path")}),),
    hosts=HOSTS,
    default=Target("github", "acme/default"),
)
SERVICES = {"own": "https://git.example.com/acme/own", "elsewhere": "https://example.com/acme/x", "none": None}
INCIDENT = replace(KNOWN.incident, rule="slow", service="other", facts={})
CASES = [
    ({"rule": "http_5xx", "service": "orders"}, "acme/rule"),
    ({"service": "orders", "facts": {"tag.team": "billing"}}, "acme/service"),
    ({"service": "own", "facts": {"tag.team": "billing", "path": "etl/a.py"}}, "acme/tag"),
    ({"service": "own", "facts": {"tag.team": "sales", "file_path": "/etl/a.py"}}, "acme/path"),
    ({"service": "own", "facts": {"path": "app/a.py"}}, "acme/own"),
    ({"service": "elsewhere"}, "acme/default"),
    ({"service": "none"}, "acme/default"),
    ({"service": None}, "acme/default"),
]


@pytest.mark.parametrize(("changes", "expected"), CASES, ids=range(len(CASES)))
def test_the_first_that_fits_has_the_issue(changes, expected):
    found = repository_of(replace(INCIDENT, **changes), REPOSITORIES, SERVICES)
    assert found is not None and found.repository == expected


def test_without_a_default_an_incident_may_have_none():
    assert repository_of(INCIDENT, replace(REPOSITORIES, default=None), SERVICES) is None
    assert repository_of(INCIDENT, Repositories(), {}) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://github.com/acme/orders", Target("github", "acme/orders")),
        ("https://github.com/acme/orders.git", Target("github", "acme/orders")),
        ("https://github.com/acme/orders/tree/main/etl", Target("github", "acme/orders")),
        ("https://git.example.com/acme/orders", Target("forge", "acme/orders")),
        *((each, None) for each in ("", "acme/orders", "https://github.com/acme", "https://[x/a/b", "https://x.y/a/b")),
        ("https://github.com/acme/a b", None),
    ],
)
def test_the_address_of_a_service_is_a_repository_of_its_tracker(text, expected):
    assert target_of(text, HOSTS) == expected


def test_a_name_without_an_address_is_of_the_only_tracker():
    assert target_of("acme/orders", {"github.com": "github"}) == Target("github", "acme/orders")


OWNERS = """
# the examples of GitHub's documentation
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
/build/logs/ @doctocat
docs/*  @docs
apps/ @octocat
/docs/guides/ @guides
/scripts/ @doctocat @octocat
**/logs @logs
/apps/github
with\\ space.txt @space
"""
PATHS = {
    "README": ("@global-owner1", "@global-owner2"),
    "src/a.js": ("@js-owner",),
    "build/logs/x/y.txt": ("@logs",),
    "docs/getting-started.md": ("@docs",),
    "docs/build-app/troubleshooting.md": ("@global-owner1", "@global-owner2"),
    "docs/guides/a.md": ("@guides",),
    "x/apps/y.txt": ("@octocat",),
    "scripts/a/b.sh": ("@doctocat", "@octocat"),
    "deeply/nested/logs/a": ("@logs",),
    "apps/github/a": (),
    "apps/githubx/a": ("@octocat",),
    "with space.txt": ("@space",),
    "/scripts/a.sh": ("@doctocat", "@octocat"),
}


@pytest.mark.parametrize(("path", "owners"), PATHS.items())
def test_paths_have_the_owners_of_the_last_line_that_fits(path, owners):
    assert read_code_owners(OWNERS).owners(path) == owners


@pytest.mark.parametrize("pattern", ["!a", "[ab].py", "/"])
def test_a_pattern_that_is_none_is_an_error_with_its_line(pattern):
    with pytest.raises(ValueError, match=r"line 2: found the pattern '.*'; expected"):
        read_code_owners(f"a @b\n{pattern} @c\n")
