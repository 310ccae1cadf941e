"""The patterns of the screens: every macro renders, every status has its words, every icon that is named exists."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest
from flask import Flask, render_template, render_template_string

from designer import assets

DESIGNER = Path(str(files("designer")))
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def app() -> Flask:
    app = Flask("designer")
    app.secret_key = "only for tests"
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    assets.register(app)
    return app


def _render(app: Flask, text: str, **context: object) -> str:
    with app.test_request_context():
        return render_template_string('{% import "macros/ui.html" as ui %}' + text, **context).strip()


def test_the_style_page_shows_every_pattern(app: Flask) -> None:
    with app.test_request_context():
        page = render_template("styleguide.html", now=NOW, minutes=lambda n: NOW - timedelta(minutes=n), amount=Decimal)
    assert "Return RMA-1042" in page
    assert not re.search(r"<(script|style)>|\son\w+=|\sstyle=", page), (
        "the content policy forbids inline code and styles"
    )


def test_every_canonical_status_has_a_badge(app: Flask) -> None:
    codes = json.loads((DESIGNER / "returns" / "canonical_codes.json").read_text())["statuses"]
    for code in (entry["code"] for entry in codes):
        badge = _render(app, "{{ ui.return_status(code) }}", code=code)
        assert "circle-dashed" not in badge, f"{code} has no icon and word of its own in macros/status.html"


def test_every_icon_that_a_template_or_script_names_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (DESIGNER / "static" / "icons.svg").read_text()))
    templates = "\n".join(path.read_text() for path in DESIGNER.rglob("templates/**/*.html"))
    named = set(re.findall(r'(?:icon\(|symbol=|"symbol": )"([\w-]+)"', templates))
    scripts = "\n".join(path.read_text() for path in (DESIGNER / "ui" / "src").rglob("*.ts*"))
    named |= set(re.findall(r'(?:\bicon\(|<Icon name=)"([\w-]+)"', scripts))
    named |= set(re.findall(r'Place\(.*"([\w-]+)"\),', (DESIGNER / "navigation.py").read_text()))
    assert named - sprite == set()


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [(Decimal("1234.5"), "USD", "1,234.50"), (Decimal("1200"), "JPY", "1,200"), (Decimal("-0.10"), "EUR", "-0.10")],
)
def test_money_shows_the_decimals_of_its_currency(app: Flask, amount: Decimal, currency: str, shown: str) -> None:
    html = _render(app, "{{ ui.money(amount, currency) }}", amount=amount, currency=currency)
    assert re.sub(r"<[^>]+>", "", html) == f"{shown} {currency}"


def test_no_money_is_a_dash(app: Flask) -> None:
    assert "–" in _render(app, "{{ ui.money(none, 'USD') }}")


def test_a_moment_carries_its_zone_and_a_date_stays_a_date(app: Flask) -> None:
    assert 'datetime="2026-11-24T12:00:00+00:00"' in _render(app, "{{ ui.when(at) }}", at=NOW)
    assert "24 Nov 2026<" in _render(app, "{{ ui.when(at) }}", at=date(2026, 11, 24))


@pytest.mark.parametrize(
    "pattern",
    [
        "{{ ui.mono(evil) }}",
        "{{ ui.badge('done', evil) }}",
        "{{ ui.timeline([{'sentence': evil, 'at': none, 'details': [(evil, evil)]}]) }}",
        "{{ ui.facts_list([(evil, evil)]) }}",
        "{{ ui.problem_list([{'message': evil, 'element_id': evil}]) }}",
        "{{ ui.notice('info', evil) }}",
        "{{ ui.stat(evil, evil, href=evil) }}",
        "{{ ui.post_button(evil, evil, confirm=evil, fields={'a': evil}) }}",
    ],
)
def test_text_from_outside_is_never_markup(app: Flask, pattern: str) -> None:
    html = _render(app, pattern, evil='"><img src=x onerror=alert(1)>')
    assert "img src" in html
    assert "<img" not in html


def test_a_row_can_be_opened_and_picked_without_scripts(app: Flask) -> None:
    row = '<td><a href="/r/7">{{ row.id }}</a></td>'
    table = '{% call(row) ui.table([{"label": "No"}], rows, label="Returns", select="ids") %}' + row + "{% endcall %}"
    html = _render(app, table, rows=[{"id": 7}])
    assert '<input class="form-check-input" type="checkbox" name="ids" value="7"' in html
    assert 'data-row="7"' in html


def test_the_shell_without_anybody_signed_in_has_no_navigation(app: Flask) -> None:
    with app.test_request_context():
        page = render_template("error.html", title="Not found", message="There is no such return.", reference="abc")
    assert 'id="nav"' not in page
    assert "There is no such return." in page


def test_the_navigation_marks_the_open_place(app: Flask) -> None:
    groups = [
        {
            "label": "Work",
            "items": [{"label": "Tasks", "icon": "checklist", "href": "/tasks", "active": True, "count": 3}],
        }
    ]
    with app.test_request_context():
        page = render_template("error.html", nav=lambda: groups)
    assert page.count('href="/tasks" aria-current="page"') == 2, "once at the side, once in the bar of phones"
