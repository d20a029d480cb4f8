"""No way leads around the gate for money (`exchange/gate.py`): every maker and opener of posts and answers passes it.

Read from the source: whoever writes a function that makes a post or an introduction, gives a post another kind, opens
it again or agrees, has to call the gate in that function, before the write. A list of the past comes in closed.
"""

import ast
import inspect
from collections.abc import Iterator

import pytest

from ngo2.exchange.services import introductions, posts
from tests.architecture import house

MODELS = {"Post", "Introduction"}
MAKES = {"create", "bulk_create", "get_or_create", "update_or_create"}
KIND = {"kind", "subkind"}
GATE = {"let_post", "let_answer", "let_change"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def around(tree: ast.Module) -> list[str]:
    """Functions in which something that the gate watches stands before any call of it."""
    return [one.name for one in ast.walk(tree) if isinstance(one, Function) and _goes_around(one)]


def _goes_around(function: Function) -> bool:
    writes = [node.lineno for node in _own(function) if _writes(node)]
    passed = [node.lineno for node in _own(function) if isinstance(node, ast.Call) and _passes(node)]
    return bool(writes) and (not passed or min(passed) > min(writes))


def _own(function: Function) -> Iterator[ast.AST]:
    """What stands in it, without functions inside: they are looked at themselves."""
    waiting: list[ast.AST] = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, Function):
            waiting += ast.iter_child_nodes(node)


def _passes(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in GATE and _root(call.func) == "gate"


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _writes(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return _makes(node) or _agrees(node) or _sets_columns(node) or _updates(node)
    if isinstance(node, ast.Assign):
        values = {ast.unparse(one) for one in ast.walk(node.value) if isinstance(one, ast.Attribute)}
        names = {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute) and _is_stored(one)}
        return bool(names & KIND) or ("state" in names and "Post.OPEN" in values)
    return False


def _is_stored(node: ast.Attribute) -> bool:
    """Of a row: a class of ours may have a `kind` of its own."""
    return isinstance(node.ctx, ast.Store) and _root(node) != "self"


def _makes(call: ast.Call) -> bool:
    said = ast.unparse(call.func)
    if said in MODELS:
        closed = any(
            word.arg == "state" and ast.unparse(word.value) == "Post.CLOSED" for word in call.keywords
        )
        return not closed
    owner, _dot, method = said.rpartition(".objects.")
    if owner not in MODELS or method not in MAKES:
        return False
    return method != "bulk_create" or (bool(call.args) and isinstance(call.args[0], ast.List | ast.ListComp))


def _agrees(call: ast.Call) -> bool:
    return ast.unparse(call.func) == "_move" and any(
        ast.unparse(one) == "Introduction.AGREED" for one in call.args[2:]
    )


def _sets_columns(call: ast.Call) -> bool:
    """Any column may be among them."""
    return ast.unparse(call.func) == "setattr"


def _updates(call: ast.Call) -> bool:
    if not (isinstance(call.func, ast.Attribute) and call.func.attr == "update"):
        return False
    return any(word.arg in KIND or ast.unparse(word.value) == "Post.OPEN" for word in call.keywords)


def _exchange() -> Iterator[tuple[str, ast.Module]]:
    for path in house.python_files():
        source = path.read_text(encoding="utf-8")
        if "ngo2.exchange" in source and "migrations" not in path.parts:
            yield house.shown(path), house.tree(path)


def test_no_post_and_no_answer_about_money_goes_around_the_gate() -> None:
    assert {name: found for name, tree in _exchange() if (found := around(tree))} == {}


def test_the_ways_that_there_are_do_call_it() -> None:
    """So that the test above cannot be true of nothing."""
    watched = {
        one.name
        for module in (posts, introductions)
        for one in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(one, Function) and any(_writes(node) for node in _own(one))
    }
    assert watched >= {
        *("publish_post", "change_post", "extend_post"),
        *("ask_introduction", "agree_introduction"),
    }


class Without(ast.NodeTransformer):
    """The planted fault: the same code, its calls of the gate taken out."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        return ast.Pass() if isinstance(node.value, ast.Call) and _passes(node.value) else node


@pytest.mark.parametrize(
    ("module", "ways"),
    [
        (posts, {"publish_post", "change_post", "extend_post"}),
        (introductions, {"ask_introduction", "agree_introduction"}),
    ],
)
def test_the_twin_without_its_gate_is_found(module: object, ways: set[str]) -> None:
    assert inspect.ismodule(module)
    tree = ast.parse(inspect.getsource(module))
    assert not set(around(tree)) & ways
    assert set(around(Without().visit(tree))) >= ways


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def f():\n    Post.objects.create(kind='financial')", ["f"]),
        ("def f():\n    Post.objects.create()\n    gate.let_post(a)", ["f"]),
        ("def f():\n    gate.let_post(a)\n    Post.objects.create()", []),
        ("def f():\n    gate.let_post\n    Introduction.objects.create()", ["f"]),
        ("def f():\n    Post(state=Post.CLOSED)", []),
        ("def f():\n    Post(state=Post.OPEN)", ["f"]),
        ("def f():\n    post.subkind = 'grant'", ["f"]),
        ("def f():\n    rows.update(subkind='grant')", ["f"]),
        ("def f():\n    rows.update(state=Post.OPEN)", ["f"]),
        ("def f():\n    held.state, held.ending = Post.OPEN, ''", ["f"]),
        ("def f():\n    _move(one, Introduction.ASKED, Introduction.AGREED)", ["f"]),
        ("def f():\n    _move(one, Introduction.AGREED, Introduction.ENDED)", []),
        ("def f():\n    def g():\n        gate.let_post(a)\n    Post.objects.create()", ["f"]),
    ],
)
def test_planted_ways_around_are_found(source: str, found: list[str]) -> None:
    assert around(ast.parse(source)) == found
