from hypothesis import given
from hypothesis import strategies as st

from engine.dmn.feel import ast
from engine.dmn.feel.parser import parse
from engine.dmn.feel.walk import Census, descend

_TEXTS = st.sampled_from(
    ["a", "a + ?", "f(a, [?, b])", "{a: ?}", "for x in ? return x", "a in (1, ? > 2)", "function(a: number) a", "[]"]
)


@given(_TEXTS)
def test_the_size_of_a_part_is_the_number_of_its_nodes(text):
    tree = parse(text)
    census = Census()
    assert census.size(tree) == len(list(descend(tree)))
    assert all(census.size(part) == len(list(descend(part))) for part in descend(tree))


@given(_TEXTS, st.sampled_from("abx?"))
def test_a_part_mentions_the_names_that_are_read_in_it(text, name):
    tree = parse(text)
    census = Census()
    for part in [tree, *descend(tree)]:
        assert census.mentions(part, name) is any(
            isinstance(node, ast.Name) and node.name == name for node in descend(part)
        )
