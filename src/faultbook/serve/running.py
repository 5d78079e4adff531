"""Runs the HTTP server of API and console. The command `serve` imports it late, because it takes a second."""

import os
import sys
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from threading import Thread

import uvicorn

from faultbook.errors import FaultbookError, SettingError
from faultbook.faults.redaction import Redactor
from faultbook.serve.application import application
from faultbook.serve.asking.audit import audit_to
from faultbook.serve.asking.environment import environment_store, in_databricks_app, load_environment_file
from faultbook.serve.asking.principal import Principal
from faultbook.serve.asking.rate_limit import TokenBuckets
from faultbook.serve.asking.stores import OpenOnce
from faultbook.serve.console.preferences import Preferences
from faultbook.serve.deciding import Deciding
from faultbook.serve.questions import QUESTIONS
from faultbook.serve.web.access import TOKEN, access_for
from faultbook.serve.web.service import WebService
from faultbook.serve.web.user_stores import UserStores
from faultbook.settings import make_settings

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
    load_environment_file()
    in_app = in_databricks_app()
    access = access_for(host, _token(token_file), hosts, behind_proxy=in_app)
    with audit_to(audit) as record:
        store = OpenOnce(lambda: environment_store(lakehouse))
        service = WebService(UserStores(os.environ) if in_app else store, record)
        settings = make_settings()
        redactor = Redactor(settings.redaction_rules, settings.redaction_allow)
        deciding = Deciding(service, redactor, is_on=settings.decisions)
        kept = Preferences(preferences or _default_file())
        app = application(service, access, kept, TokenBuckets(per_minute), deciding)
        shown = f"[{host}]" if ":" in host else host
        if not in_app:
            store()
            # While the user opens the browser, modules that read tables are imported and the tables are opened.
            Thread(target=_warm, args=(service,), daemon=True).start()
        print(f"faultbook serves the console at http://{shown}:{port}/ (stop it with Ctrl-C)", file=sys.stderr)
        uvicorn.run(app, host=host, port=port, log_level="warning", access_log=False, server_header=False)


def _warm(service: WebService) -> None:
    session = service.session(Principal())
    for name in ("data_freshness", "list_patterns", "get_cost_breakdown"):
        with suppress(FaultbookError):
            session.ask(QUESTIONS[name], {})


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


def _default_file() -> Path:
    """The default file of preferences: FAULTBOOK_PREFERENCES, else in the user's state folder."""
    path = os.environ.get(PREFERENCES)
    if path:
        return Path(path)
    state = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(state) / "faultbook" / "console.db"
