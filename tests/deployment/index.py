"""A package index on this machine, of small wheels that are made up; and no index, once it is switched off."""

import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from io import BytesIO

from tests.loopback import listening


def small_wheel(name: str, version: str, needs: tuple[str, ...] = (), *, module: str = "") -> tuple[str, bytes]:
    """File name and content of a wheel with one module."""
    info = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    metadata += "".join(f"Requires-Dist: {need}\n" for need in needs)
    files = {
        f"{module or name}.py": f"version = {version!r}\n",
        f"{info}/METADATA": metadata,
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path, text in {**files, f"{info}/RECORD": record}.items():
            archive.writestr(path, text)
    return f"{name}-{version}-py3-none-any.whl", content.getvalue()


@contextmanager
def index(wheels: Mapping[str, bytes], requests: list[str]) -> Iterator[str]:
    """The address of an index with these wheels (file name to content); each request is added to `requests`."""
    names: dict[str, list[str]] = {}
    for file in wheels:
        names.setdefault(file.split("-")[0].replace("_", "-").lower(), []).append(file)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            last = self.path.rstrip("/").rsplit("/", 1)[-1].partition("#")[0]
            links = "".join(f'<a href="/files/{file}">{file}</a>' for file in names.get(last, []))
            content = wheels.get(last) or (
                f"<!DOCTYPE html><html><body>{links}</body></html>".encode() if links else None
            )
            self.send_response(200 if content else 404)
            self.send_header("Content-Type", "application/octet-stream" if last in wheels else "text/html")
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *words: object) -> None:
            pass

    with listening(Handler) as host:
        yield f"{host}/simple"
