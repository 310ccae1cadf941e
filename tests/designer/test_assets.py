"""Pages link what Vite built: each sheet once, hashed files kept for ever; without a build they still render."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string

from designer import assets

MANIFEST: Mapping[str, Any] = {
    "src/app.ts": {"file": "assets/app-1.js", "name": "app", "isEntry": True, "css": ["assets/app-1.css"]},
    "src/islands/form.tsx": {
        "file": "assets/form-1.js",
        "name": "form",
        "isEntry": True,
        "imports": ["_left.js", "_right.js"],
    },
    "_left.js": {"file": "assets/left-1.js", "name": "left", "imports": ["_shared.js"]},
    "_right.js": {"file": "assets/right-1.js", "name": "right", "imports": ["_shared.js"]},
    "_shared.js": {"file": "assets/shared-1.js", "name": "shared", "css": ["assets/shared-1.css"]},
}


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    static = tmp_path / "static"
    (static / "dist" / "assets").mkdir(parents=True)
    (static / "dist" / "assets" / "app-1.css").write_text("a{}")
    (static / "icons.svg").write_text("<svg/>")
    app = Flask(__name__, static_folder=str(static))
    assets.register(app)
    return app


def _build(app: Flask, manifest: Mapping[str, Any] = MANIFEST) -> None:
    Path(app.static_folder or "", "dist", "manifest.json").write_text(json.dumps(manifest))


def _render(app: Flask, template: str, **context: Any) -> str:
    with app.test_request_context():
        return render_template_string(template, **context)


def test_an_entry_links_its_sheet_and_its_script(app: Flask) -> None:
    _build(app)
    assert _render(app, "{{ asset('app') }}").splitlines() == [
        '<link rel="stylesheet" href="/static/dist/assets/app-1.css">',
        '<script type="module" src="/static/dist/assets/app-1.js"></script>',
    ]


def test_a_shared_chunk_is_linked_once_and_before_the_script(app: Flask) -> None:
    _build(app)
    html = _render(app, "{{ asset('form') }}")
    assert html.count("shared-1.js") == html.count("shared-1.css") == 1
    assert html.index("shared-1.css") < html.index("left-1.js") < html.index("form-1.js")


def test_a_name_that_nobody_built_is_refused_with_the_names_there_are(app: Flask) -> None:
    _build(app)
    with pytest.raises(KeyError, match="'fomr'; there are: app, form"):
        _render(app, "{{ asset('fomr') }}")


def test_a_page_renders_without_a_build(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    assert _render(app, "<p>{{ asset('app') }}</p>{{ asset('app') }}") == "<p></p>"
    assert [record.message for record in caplog.records if "not built" in record.message] != []
    assert len(caplog.records) == 1


def test_a_new_build_is_seen_without_a_restart(app: Flask) -> None:
    assert "app-1.js" not in _render(app, "{{ asset('app') }}")
    _build(app)
    assert "app-1.js" in _render(app, "{{ asset('app') }}")


def test_the_data_of_an_island_cannot_leave_its_script(app: Flask) -> None:
    _build(app)
    html = _render(app, "{{ island('form', props) }}", props={"note": "</script><b>&"})
    data = html.split('<script type="application/json">')[1].split("</script>")[0]
    assert json.loads(data) == {"note": "</script><b>&"}
    assert "<b>" not in html


def test_an_island_loads_its_bundle(app: Flask) -> None:
    _build(app)
    html = _render(app, "{{ island('form', {}) }}")
    assert 'data-island="form"' in html
    assert "form-1.js" in html


def test_the_address_of_a_static_file_changes_with_its_content(app: Flask) -> None:
    before = _render(app, "{{ static_url('icons.svg') }}")
    Path(app.static_folder or "", "icons.svg").write_text("<svg></svg>")
    assert _render(app, "{{ static_url('icons.svg') }}") != before


@pytest.mark.parametrize("path", ["/static/dist/assets/app-1.css", "/static/icons.svg?v=1"])
def test_browsers_keep_hashed_files_for_ever(app: Flask, path: str) -> None:
    assert app.test_client().get(path).headers["Cache-Control"] == assets.IMMUTABLE


@pytest.mark.parametrize("path", ["/static/icons.svg", "/static/missing.svg?v=1"])
def test_other_answers_are_asked_for_again(app: Flask, path: str) -> None:
    assert "immutable" not in app.test_client().get(path).headers.get("Cache-Control", "")
