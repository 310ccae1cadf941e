def test_the_trail_is_shown_to_those_who_may_read_it(login) -> None:
    page = login("findir1").get("/audit")
    assert page.status_code == 200
    assert "user.saved" in page.text
    assert "Every link of the chain holds" in page.text


def test_nobody_else_sees_the_trail(login) -> None:
    assert login("csr1").get("/audit").status_code == 403
