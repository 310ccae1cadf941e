from importlib.resources import files

import pytest
from flask import Flask

from designer import navigation, rooms

FURNITURE = {"pages": rooms.PAGES, "api": rooms.APIS, "models": rooms.MODELS, "wiring": rooms.WIRING}


@pytest.mark.parametrize("piece", FURNITURE)
def test_every_room_on_disk_has_joined(piece: str) -> None:
    found = {room.name for room in files("designer").iterdir() if room.joinpath(f"{piece}.py").is_file()}
    joined = {path.split(".")[1] for path in FURNITURE[piece]}
    assert found - joined == set()


def test_every_place_of_the_navigation_exists(app: Flask) -> None:
    places = [place.endpoint for section in navigation.SECTIONS for place in section.places]
    assert [endpoint for endpoint in places if endpoint not in app.view_functions] == []


def test_the_open_place_is_marked(login) -> None:
    page = login("admin").get("/admin/users").text
    assert 'href="/admin/users" aria-current="page"' in page
    assert page.count('aria-current="page"') <= 2  # side bar and, on phones, bottom bar
