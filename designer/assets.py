"""The built front end as templates see it: `asset()` links an entry, `island()` places one with its data."""

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request, url_for
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

DIST = "dist"
IMMUTABLE = "public, max-age=31536000, immutable"
_log = logging.getLogger(__name__)


@dataclass
class Manifest:
    """Vite's manifest at `path`, read again when the file changes, so that a running server sees a new build."""

    path: Path
    _modified_ns: int = -1
    _chunks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def chunks(self) -> Mapping[str, Mapping[str, Any]]:
        """Source file -> chunk; empty, with one log line, when nothing has been built: pages then work unstyled."""
        try:
            modified_ns = self.path.stat().st_mtime_ns
        except FileNotFoundError:
            if self._modified_ns != 0:
                _log.error("The front end is not built: expected %s. Run `make run` or `npm run build`.", self.path)
            self._modified_ns, self._chunks = 0, {}
            return self._chunks
        if modified_ns != self._modified_ns:
            self._chunks, self._modified_ns = json.loads(self.path.read_text("utf-8")), modified_ns
        return self._chunks

    def entry(self, name: str) -> tuple[str, Mapping[str, Any]] | None:
        """The entry built from `<name>.ts` or `.tsx`; None when nothing is built. Raises KeyError on a wrong name."""
        chunks = self.chunks()
        for source, chunk in chunks.items():
            if chunk.get("isEntry") and chunk.get("name") == name:
                return source, chunk
        if not chunks:
            return None
        known = ", ".join(sorted(str(chunk["name"]) for chunk in chunks.values() if chunk.get("isEntry")))
        raise KeyError(f"No front-end entry {name!r}; there are: {known}")

    def needed(self, source: str) -> Iterator[Mapping[str, Any]]:
        """The chunks that `source` imports statically, deepest first, then its own; each once."""
        seen: set[str] = set()

        def visit(key: str) -> Iterator[Mapping[str, Any]]:
            if key in seen:
                return
            seen.add(key)
            chunk = self.chunks()[key]
            for imported in chunk.get("imports", ()):
                yield from visit(imported)
            yield chunk

        yield from visit(source)


def asset(name: str) -> Markup:
    """Style sheets, preloads and the module script of the entry `name` (src/app.ts or src/islands/<name>.ts)."""
    manifest: Manifest = current_app.extensions["returnflow_assets"]
    entry = manifest.entry(name)
    if entry is None:
        return Markup()
    source, own = entry
    tags = []
    for chunk in manifest.needed(source):
        tags += [Markup('<link rel="stylesheet" href="{}">').format(_dist_url(sheet)) for sheet in chunk.get("css", ())]
        if chunk is not own:
            tags.append(Markup('<link rel="modulepreload" href="{}">').format(_dist_url(chunk["file"])))
    tags.append(Markup('<script type="module" src="{}"></script>').format(_dist_url(own["file"])))
    return Markup("\n").join(tags)


def island(name: str, props: Mapping[str, Any] | None = None, *, classes: str = "") -> Markup:
    """Places the island `name` with its JSON-safe `props` and loads its bundle."""
    # In the order given: the fields of a form stand as its author wrote them.
    data = htmlsafe_json_dumps(props or {}, dumps=current_app.json.dumps, sort_keys=False)
    body = Markup(
        '<div data-island="{}" class="{}"><script type="application/json">{}</script></div>'
        '<noscript><p class="rf-notice">This part of the page needs JavaScript. Switch it on and load the page again.'
        "</p></noscript>"
    ).format(name, f"rf-island {classes}".strip(), data)
    return body + Markup("\n") + asset(name)


def static_url(name: str) -> str:
    """The address of a file of designer/static with its content hash, so that browsers may keep it for ever."""
    path = Path(current_app.static_folder or "", name)
    return url_for("static", filename=name, v=_digest(path, path.stat().st_mtime_ns))


def register(app: Flask) -> None:
    """Makes the functions known to every template and lets browsers keep hashed files."""
    app.extensions["returnflow_assets"] = Manifest(Path(app.static_folder or "", DIST, "manifest.json"))
    app.jinja_env.globals.update(asset=asset, island=island, static_url=static_url)
    app.after_request(_keep_hashed)


def _dist_url(file: str) -> str:
    return url_for("static", filename=f"{DIST}/{file}")


@lru_cache
def _digest(path: Path, _modified_ns: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _keep_hashed(response: Response) -> Response:
    if request.endpoint == "static" and response.status_code in (200, 304):
        filename = (request.view_args or {}).get("filename", "")
        if "v" in request.args or filename.startswith(f"{DIST}/assets/"):
            response.headers["Cache-Control"] = IMMUTABLE
    return response
