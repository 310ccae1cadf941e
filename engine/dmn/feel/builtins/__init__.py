"""The library of built-in functions, one module per family (DMN 1.5, 10.3.4)."""

from collections.abc import Mapping

from engine.dmn.feel.builtins import (
    contexts,
    conversion,
    lists,
    numeric,
    ranges,
    rangetext,
    sorting,
    strings,
    temporals,
)
from engine.dmn.feel.functions import BuiltIn
from engine.dmn.feel.names import NameTable

_FAMILIES = (conversion, strings, lists, numeric, temporals, ranges, rangetext, contexts, sorting)

BUILT_INS: Mapping[str, BuiltIn] = {
    name: function for family in _FAMILIES for name, function in family.library.built_ins().items()
}
BUILT_IN_NAMES = NameTable(BUILT_INS)
