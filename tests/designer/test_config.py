import stat
from importlib.resources import files
from pathlib import Path

import pytest

from designer import config


def test_the_secret_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = config.load({"DATA_DIR": tmp_path})["SECRET_KEY"]
    assert config.load({"DATA_DIR": tmp_path})["SECRET_KEY"] == first
    assert len(first) >= 48
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_the_environment_beats_the_default_and_an_override_beats_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RETURNFLOW_PORT", "9000")
    assert config.load({"DATA_DIR": tmp_path})["PORT"] == 9000
    assert config.load({"DATA_DIR": tmp_path, "PORT": 9001})["PORT"] == 9001


def test_behind_tls_the_session_cookie_is_bound_to_the_host(tmp_path: Path) -> None:
    loaded = config.load({"DATA_DIR": tmp_path, "HTTPS": True})
    assert loaded["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert loaded["SESSION_COOKIE_SECURE"] is True


def test_a_postgresql_address_is_opened_with_psycopg(tmp_path: Path) -> None:
    loaded = config.load({"DATA_DIR": tmp_path, "DATABASE_URL": "postgresql://u:p@h/d"})
    assert loaded["DATABASE_URL"] == "postgresql+psycopg://u:p@h/d"


@pytest.mark.parametrize("setting", config.SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_is_explained_in_the_help(setting: config.Setting) -> None:
    page = files("designer.help").joinpath("texts", "settings.md").read_text("utf-8")
    assert f"`{setting.variable}`" in page
