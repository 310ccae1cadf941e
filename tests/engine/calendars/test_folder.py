import logging
import os
from pathlib import Path

import pytest

from engine.calendars import Folder
from engine.errors import InvalidModel, NotFound


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "default.json").write_text("{}")
    (tmp_path / "berlin.json").write_text('{"sites": ["BER"], "time_zone": "Europe/Berlin"}')
    return tmp_path


def rewrite(path: Path, text: str) -> None:
    before = path.stat().st_mtime_ns
    path.write_text(text)
    os.utime(path, ns=(before + 1_000_000, before + 1_000_000))


def test_a_calendar_serves_its_own_site_and_those_it_lists(folder):
    calendars = Folder(folder).calendars()
    assert calendars.for_site("BER") is calendars.for_site("berlin")
    assert calendars.for_site(None).code == "default"
    with pytest.raises(NotFound, match="expected a site with a business calendar"):
        calendars.for_site("HAM")


def test_an_edited_file_counts(folder):
    source = Folder(folder)
    rewrite(folder / "berlin.json", '{"sites": ["HAM"]}')
    source.refresh()
    assert source.calendars().for_site("HAM").code == "berlin"


def test_a_folder_is_looked_at_again_after_a_while(folder, monkeypatch):
    source = Folder(folder)
    rewrite(folder / "berlin.json", '{"sites": ["HAM"]}')
    assert "HAM" not in source.calendars().by_site
    monkeypatch.setattr("engine.calendars.folder._SECONDS_BETWEEN_LOOKS", 0.0)
    assert "HAM" in source.calendars().by_site


def test_a_broken_file_leaves_what_was_in_force_and_is_reported(folder, caplog):
    source = Folder(folder)
    rewrite(folder / "berlin.json", '{"time_zone": "nowhere"}')
    with caplog.at_level(logging.WARNING):
        source.refresh()
        source.refresh()
    assert source.calendars().for_site("BER").zone.key == "Europe/Berlin"
    assert [record.message.partition(":")[0] for record in caplog.records] == ["calendars stay as they were"]
    rewrite(folder / "berlin.json", '{"time_zone": "Europe/Paris"}')
    source.refresh()
    assert source.calendars().for_site("berlin").zone.key == "Europe/Paris"


def test_mistakes_of_all_files_are_named_at_once(folder):
    (folder / "a.json").write_text("[")
    (folder / "b.json").write_text('{"x": 1}')
    with pytest.raises(InvalidModel) as refusal:
        Folder(folder)
    assert [problem.file for problem in refusal.value.problems] == ["a.json", "b.json"]


def test_a_site_has_one_calendar(folder):
    (folder / "other.json").write_text('{"sites": ["BER"]}')
    with pytest.raises(InvalidModel, match="one calendar for the site 'BER', found berlin and other"):
        Folder(folder)


def test_there_is_a_calendar_for_who_names_no_site(tmp_path):
    with pytest.raises(InvalidModel, match=r"default\.json"):
        Folder(tmp_path)
