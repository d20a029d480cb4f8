"""May they? One question, asked by services. What no rule allows is denied."""

from collections.abc import Callable
from typing import Any

from rules.rulesets import RuleSet

from ngo2.lib.actors import Actor
from ngo2.lib.refusals import Denied, Hidden, SignInNeeded

Predicate = Callable[..., bool]
_rules = RuleSet()
_sees: dict[str, Predicate] = {}


def rule(name: str, predicate: Predicate, sees: Predicate | None = None) -> None:
    """Allow `name` where `predicate(actor, obj)` holds; predicates combine with `&`, `|`, `~` (library rules).

    `sees(actor, obj)` decides how a refusal looks: who sees the object hears "you may not" (403),
    everybody else "no such thing" (404).
    """
    _rules.add_rule(name, predicate)
    if sees is not None:
        _sees[name] = sees


def may(actor: Actor, name: str, obj: Any = None) -> bool:
    return _rules.rule_exists(name) and _rules.test_rule(name, actor, obj)


def authorise(actor: Actor, name: str, obj: Any = None) -> None:
    """Return when the actor may; else raise SignInNeeded, Hidden or Denied."""
    if may(actor, name, obj):
        return
    if actor.kind == "anonymous":
        raise SignInNeeded(name)
    sees = _sees.get(name)
    if obj is not None and not (sees and sees(actor, obj)):
        raise Hidden(name)
    raise Denied(name)
