import pytest
from click.testing import CliRunner

from designer.cli import main


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run `returnflow` on an empty data folder."""
    monkeypatch.setenv("RETURNFLOW_DATA_DIR", str(tmp_path))
    return lambda *arguments, **options: CliRunner().invoke(main, list(arguments), **options)


def test_commands_refuse_a_database_that_was_not_migrated(run) -> None:
    result = run("user", "list")
    assert result.exit_code == 1
    assert "returnflow migrate" in result.output


def test_migrating_twice_applies_nothing_the_second_time(run) -> None:
    assert "revision(s) applied" in run("migrate").output
    assert run("migrate").output == "Database: up to date\n"


def test_a_user_and_a_token_can_be_made_and_the_trail_holds(run) -> None:
    run("migrate")
    made = run("user", "create", "kim", "--name", "Kim", "--role", "csr", input="a long secret\na long secret\n")
    assert "kim: csr" in made.output
    assert run("token", "create", "kim").output.startswith("rf_")
    assert run("audit", "verify").output == "2 entries, every link holds\n"


def test_a_token_is_listed_without_its_secret_and_can_be_revoked(run) -> None:
    run("migrate")
    run("user", "create", "kim", "--name", "Kim", "--password", "a long secret")
    secret = run("token", "create", "kim", "--name", "scanner", "--scope", "returns.read").output.strip()
    listed = run("token", "list").output
    assert "scanner  returns.read" in listed
    assert secret not in listed
    run("token", "revoke", listed.split()[0])
    assert "revoked" in run("token", "list").output


def test_a_short_password_is_refused_without_a_traceback(run) -> None:
    run("migrate")
    result = run("user", "create", "kim", "--name", "Kim", "--password", "short")
    assert result.exit_code == 1
    assert "expected 10 to 200 characters, found 5" in result.output


def test_a_setting_that_cannot_be_read_is_named(run, monkeypatch) -> None:
    monkeypatch.setenv("RETURNFLOW_PORT", "eighty")
    assert "RETURNFLOW_PORT: invalid literal" in run("migrate").output
