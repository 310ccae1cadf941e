"""Values that are known from the text alone: literals, dates and durations in quotes, ranges of those."""

from typing import Final

from engine.dmn.feel import ast
from engine.dmn.feel.arithmetic import negate
from engine.dmn.feel.builtins import conversion
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.run import Run
from engine.dmn.feel.temporal import parse_at
from engine.dmn.feel.values import Range, Value, kind

CONSTRUCTORS: Final = ("date", "time", "date and time", "duration")
_FUNCTIONS = {name: conversion.library.built_ins()[name] for name in CONSTRUCTORS}


class NotConstant(Exception):
    """The value depends on more than the text, or is a null that needs its reason."""


def constant(node: ast.Node) -> Value:
    """The value of a node; NotConstant if it must be evaluated."""
    try:
        return _constant(node)
    except Failure as failure:
        raise NotConstant(str(failure)) from None


def _constant(node: ast.Node) -> Value:
    match node:
        case ast.Literal():
            return node.value
        case ast.Negation():
            return negate(_constant(node.operand))
        case ast.AtLiteral():
            return parse_at(node.text)
        case ast.Call(function=ast.Name(name=name), arguments=arguments) if name in _FUNCTIONS:
            return _FUNCTIONS[name].call([_constant(argument) for argument in arguments], Run())
        case ast.RangeLiteral():
            return _range(node)
    raise NotConstant


def _range(node: ast.RangeLiteral) -> Range:
    start, end = _constant(node.start), _constant(node.end)
    if start is None or end is None or kind(start) != kind(end):
        raise NotConstant
    return Range(start, end, node.start_included, node.end_included)
