"""Compiles paths, function literals and calls."""

from engine.dmn.feel import ast
from engine.dmn.feel.builtins import BUILT_INS
from engine.dmn.feel.compiler import Compiler, rule
from engine.dmn.feel.functions import Closure, callee
from engine.dmn.feel.problems import Failure
from engine.dmn.feel.properties import member
from engine.dmn.feel.run import Code, Frame
from engine.dmn.feel.values import Value
from engine.errors import LimitExceeded


@rule(ast.Path)
def _path(compiler: Compiler, node: ast.Path) -> Code:
    source, name, report = compiler.compile(node.source), node.name, compiler.reporter(node.at)

    def read(frame: Frame) -> Value:
        value = source(frame)
        try:
            if isinstance(value, list):
                frame.run.spend(len(value))
                return [one(item, frame) for item in value]
            return member(value, name)
        except Failure as failure:
            return report(frame, failure)

    def one(item: Value, frame: Frame) -> Value:
        try:
            return member(item, name)
        except Failure as failure:
            return report(frame, failure)

    return read


@rule(ast.FunctionLiteral)
def _function(compiler: Compiler, node: ast.FunctionLiteral) -> Code:
    names = tuple(name for name, _ in node.parameters)
    types = tuple(compiler.type_of(type_) if type_ else None for _, type_ in node.parameters)
    if node.is_external:
        report = compiler.reporter(node.at)
        message = "expected a function written in FEEL, found an external one; code of other languages is never run"
        return lambda frame: Closure("function", names, types, lambda _inner: report(frame, message), frame)
    body, price = compiler.inner(node.body, frozenset(names)), compiler.price(node.body)
    return lambda frame: Closure("function", names, types, body, frame, price=price)


@rule(ast.Call)
def _call(compiler: Compiler, node: ast.Call) -> Code:
    function, report, place = _callee(compiler, node.function), compiler.reporter(node.at), compiler.placer(node.at)
    arguments = [compiler.compile(argument) for argument in node.arguments]

    def call(frame: Frame) -> Value:
        called = function(frame)
        values = [argument(frame) for argument in arguments]
        try:
            return callee(called).call(values, frame.run)
        except Failure as failure:
            return report(frame, failure)
        except LimitExceeded as limit:
            raise place(limit) from None

    return call


@rule(ast.NamedCall)
def _named_call(compiler: Compiler, node: ast.NamedCall) -> Code:
    function, report, place = _callee(compiler, node.function), compiler.reporter(node.at), compiler.placer(node.at)
    arguments = [(name, compiler.compile(argument)) for name, argument in node.arguments]

    def call(frame: Frame) -> Value:
        called = function(frame)
        values = {name: argument(frame) for name, argument in arguments}
        try:
            return callee(called).call_named(values, frame.run)
        except Failure as failure:
            return report(frame, failure)
        except LimitExceeded as limit:
            raise place(limit) from None

    return call


def _callee(compiler: Compiler, node: ast.Node) -> Code:
    """The library's function at once where nothing in scope hides it, else whatever the expression gives."""
    if isinstance(node, ast.Name) and compiler.is_built_in(node.name):
        built_in = BUILT_INS[node.name]
        return lambda _frame: built_in
    return compiler.compile(node)
