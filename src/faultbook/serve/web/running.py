"""What `serve` does: opens the store that is meant and runs the server. `serve` imports it late: it costs a second."""

import os
import sys
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import cast

import uvicorn

from faultbook.errors import FaultbookError, SettingError
from faultbook.serve.asking.audit import audit_to
from faultbook.serve.asking.principal import Principal
from faultbook.serve.asking.rate_limit import TokenBuckets
from faultbook.serve.asking.stores import BoundStore, OpenOnce
from faultbook.serve.console.preferences import Preferences
from faultbook.serve.questions import QUESTIONS
from faultbook.serve.web.access import TOKEN, access_for
from faultbook.serve.web.application import application
from faultbook.serve.web.service import WebService
from faultbook.serve.web.user_stores import UserStores
from faultbook.stores.opening import NotSetUp, open_store, with_file

IN_AN_APP = "DATABRICKS_APP_NAME"
PREFERENCES = "FAULTBOOK_PREFERENCES"


def grafana() -> str:
    """The Grafana board of the metrics."""
    return files("faultbook.serve.web").joinpath("grafana.json").read_text("utf-8")


def serve(
    lakehouse: Path | None,
    audit: Path | None,
    preferences: Path | None,
    *,
    host: str,
    port: int,
    hosts: list[str],
    token_file: Path | None,
    per_minute: int,
) -> None:
    """Serves until it is stopped."""
    for name, value in with_file(os.environ, Path.cwd()).items():
        os.environ.setdefault(name, value)
    in_app = bool(os.environ.get(IN_AN_APP))
    access = access_for(host, _token(token_file), hosts, behind_proxy=in_app)
    with audit_to(audit) as record:
        service = WebService(UserStores(os.environ) if in_app else _store_of(lakehouse), record)
        app = application(service, access, Preferences(preferences or _usual_file()), TokenBuckets(per_minute))
        shown = f"[{host}]" if ":" in host else host
        if not in_app:
            # While somebody opens the browser, what reads tables is imported and the tables are opened.
            Thread(target=_warm, args=(service,), daemon=True).start()
        print(f"faultbook serves the console at http://{shown}:{port}/ (stop it with Ctrl-C)", file=sys.stderr)
        uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False, server_header=False)


def _warm(service: WebService) -> None:
    session = service.session(Principal())
    for name in ("data_freshness", "list_patterns", "get_cost_breakdown"):
        with suppress(FaultbookError):
            session.ask(QUESTIONS[name], {})


def _store_of(lakehouse: Path | None) -> OpenOnce:
    def opened() -> BoundStore:
        store = open_store(os.environ, lakehouse)
        if isinstance(store, NotSetUp):
            print(store.what, file=sys.stderr)
        return cast(BoundStore, store)

    store = OpenOnce(opened)
    store()
    return store


def _token(file: Path | None) -> str:
    if file is None:
        return os.environ.get(TOKEN, "")
    try:
        token = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as failure:
        raise SettingError(f"--token-file {file} cannot be read: {failure}.") from failure
    if not token:
        raise SettingError(f"--token-file {file} is empty.")
    return token


def _usual_file() -> Path:
    """Where programs keep such things: FAULTBOOK_PREFERENCES, else the state folder of the user."""
    path = os.environ.get(PREFERENCES)
    if path:
        return Path(path)
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(state) / "faultbook" / "console.db"
