import pytest

from engine.dmn import feel
from engine.dmn.feel.lexer import Source, tokenize
from engine.dmn.feel.names import NameTable, fixed_tables
from engine.errors import LimitExceeded


def found(names, text):
    return NameTable(names).match(tokenize(Source(text)), 0)


def test_the_longest_name_wins():
    assert found(["net", "net price", "net price total"], "net price * 2") == ("net price", 2)


def test_operators_must_stand_as_in_the_name():
    assert found(["a-b"], "a-b + 1") == ("a-b", 3)
    assert found(["a-b"], "a - b") is None
    assert found(["a - b"], "a - b") == ("a - b", 3)


def test_names_that_begin_alike_are_all_found():
    names = [f"a b{number}" for number in range(2_000)]
    assert all(found(names, name) == (name, 2) for name in names[::400])


def test_a_name_at_the_end_of_the_text_is_found():
    assert found(["a b c"], "a b c") == ("a b c", 3)
    assert found(["a b c"], "a b") is None


def test_a_name_of_too_many_words_is_refused():
    with pytest.raises(LimitExceeded, match="limit name_words"):
        NameTable([" ".join(["a"] * 51)])


def test_a_scope_that_grows_finds_old_and_new_names():
    grown: frozenset[str] = frozenset()
    for number in range(200):
        grown |= {f"name {number}"}
        tables = fixed_tables(grown)
        for name in (f"name {number}", "name 0"):
            assert any(table.match(tokenize(Source(name)), 0) == (name, 2) for table in tables)
    assert not any(f"name {number}" in table for table in fixed_tables(frozenset(["other"])))


def test_a_key_that_no_tokens_spell_is_no_name_but_no_error_either():
    assert found(['a"b', "a"], "a + 1") == ("a", 1)
    assert feel.compile('get entries({"a\\"b": 1})[1].key').evaluate({}) == 'a"b'
