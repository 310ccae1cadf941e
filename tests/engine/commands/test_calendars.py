import pytest

from engine import calendars
from engine.commands.calendars import use_folder
from engine.errors import InvalidModel


@pytest.fixture(autouse=True)
def before():
    with calendars.use(calendars.in_force()):
        yield


def test_the_calendars_of_a_folder_count(tmp_path):
    (tmp_path / "default.json").write_text('{"working_days": ["Sunday"]}')
    use_folder(tmp_path)
    assert calendars.in_force().for_site(None).weekdays == {6}


def test_a_folder_with_mistakes_changes_nothing(tmp_path):
    (tmp_path / "default.json").write_text('{"working_days": ["Someday"]}')
    with pytest.raises(InvalidModel, match="expected a day like Monday"):
        use_folder(tmp_path)
    assert calendars.in_force().for_site(None).weekdays == {0, 1, 2, 3, 4}
