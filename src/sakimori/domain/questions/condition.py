"""When a question applies: a tree of data, never an expression to run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class AllOf:
    """Holds when every part holds."""

    all_of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when at least one part holds."""

    any_of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when its part does not."""

    negated: Condition


@dataclass(frozen=True, slots=True)
class AnswerIn:
    """Holds when the answer to an earlier question is one of these."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactIn:
    """Holds when a fact of the record is (or, for a list, contains) one of these values."""

    fact: str
    values: tuple[str, ...]


Leaf: TypeAlias = AnswerIn | FactIn
Condition: TypeAlias = AllOf | AnyOf | Not | AnswerIn | FactIn


def holds(condition: Condition, leaf: Callable[[Leaf], bool | None]) -> bool | None:
    """Whether a condition holds, given what each leaf says; None while the known leaves do not decide it."""
    match condition:
        case AllOf(parts):
            verdicts = {holds(part, leaf) for part in parts}
            return False if False in verdicts else None if None in verdicts else True
        case AnyOf(parts):
            verdicts = {holds(part, leaf) for part in parts}
            return True if True in verdicts else None if None in verdicts else False
        case Not(part):
            verdict = holds(part, leaf)
            return None if verdict is None else not verdict
        case AnswerIn() | FactIn():
            return leaf(condition)


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every leaf of a condition, from left to right."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case AnswerIn() | FactIn():
            yield condition
