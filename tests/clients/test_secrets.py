"""References to secrets: what is one, where it is read, and that no error holds a value."""

import base64
from types import SimpleNamespace

import pytest

from faultbook.clients.secrets import secret_of
from faultbook.errors import MissingDependency
from faultbook.settings.secret_references import is_reference


def client_of(value=None, failure=None):
    def get_secret(scope, key):
        if failure:
            raise failure
        return SimpleNamespace(value=value)

    return lambda: SimpleNamespace(secrets=SimpleNamespace(get_secret=get_secret))


@pytest.mark.parametrize("text", ["${env:AZURE_SECRET}", "${secret:my.scope/azure-key}"])
def test_references(text):
    assert is_reference(text)


@pytest.mark.parametrize(
    "text", ["", "hunter2", "${env:}", "${env:A} ", "x${env:A}", "${secret:scope}", "${var.a}", "${env:A}\n"]
)
def test_no_references(text):
    assert not is_reference(text)
    with pytest.raises(ValueError, match=r"expected \$\{env:NAME\}"):
        secret_of(text, client=client_of())


def test_they_are_read_where_they_lie():
    assert secret_of("${env:A}", client=client_of(), environment={"A": "hunter2"}) == "hunter2"
    assert secret_of("${secret:s/k}", client=client_of(base64.b64encode(b"hunter2").decode())) == "hunter2"


def test_an_absent_one_is_named():
    with pytest.raises(MissingDependency, match="the variable A is not set"):
        secret_of("${env:A}", client=client_of(), environment={})
    with pytest.raises(MissingDependency, match=r"\$\{secret:s/k\} could not be read \(OSError\)") as raised:
        secret_of("${secret:s/k}", client=client_of(failure=OSError("hunter2")))
    assert "hunter2" not in str(raised.value)
