import pytest

from engine.dmn import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('substring("foobar", 3)', "obar"),
        ('substring("foobar", -2, 1)', "a"),
        ('substring("foobar", 0)', None),
        (r'substring("\U01F40Eab", 2)', "ab"),
        ('string length("")', 0),
        ('upper case("aBc4")', "ABC4"),
        ('substring before("foobar", "bar")', "foo"),
        ('substring after("foobar", "ob")', "ar"),
        ('substring after("foobar", "x")', ""),
        ('contains("foobar", "of")', False),
        ('starts with("foobar", "fo")', True),
        ('ends with("foobar", "r")', True),
        ('matches("foobar", "^fo*b")', True),
        ('matches("A\nb", "a.b", "is")', True),
        ('matches("a", "(?=a)")', None),
        ('matches("x", "x", "y")', None),
        (r'matches("hello world", "hello\ sworld", "x")', True),
        ('matches("a b", "a[ ]b", "x")', True),
        ('matches("strasse", "stra\u00dfe", "i")', False),
        ('matches("a\r\nb", "a.*b")', False),
        ('matches("a\nb", "a$")', False),
        ('matches("a\nb", "a$", "m")', True),
        (r'matches("x", "\\p{IsBasicLatin}")', True),
        ('matches("e", "[a-z-[aeiou]]")', False),
        (r'matches("abcabc", "(abc)\\1")', True),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
        ('replace("aaa", "a", "b", "q")', "bbb"),
        ('replace("abc", "", "x")', None),
        ('replace("abc", "b", "$")', None),
        (r'replace("a.b", "\\.", "\\$")', "a$b"),
        ('split("John Doe", "\\s")', ["John", "Doe"]),
        ('split("a;b;;", ";")', ["a", "b", "", ""]),
        ('string join(["a", null, "c"], "_and_")', "a_and_c"),
        ('string join(["a", 1])', None),
    ],
)
def test_string_functions(text, expected):
    assert feel.compile(text).evaluate({}) == expected
