"""What the two processes tell each other: the call as one line before the file, the answer as one JSON text."""

from __future__ import annotations

import inspect
import json
import pkgutil
from collections.abc import Callable, Mapping
from typing import Any, Final, get_type_hints

from sakimori import errors
from sakimori.domain.values.problem import Problem
from sakimori.domain.values.text import Text
from sakimori.errors import RefusedError
from sakimori.exchange.apart.plain import from_plain, to_plain
from sakimori.exchange.packs.problems import PackProblem

_OURS: Final = "sakimori.exchange."
_DETAILS: Final[tuple[Any, ...]] = (str, int, Text, tuple[str, ...], tuple[Problem, ...], tuple[PackProblem, ...])
"""What a refusal may tell; the place in this row says which one it is."""


def call_line(reader: Callable[..., Any], *args: Any, **kwargs: Any) -> bytes:  # noqa: ANN401 - what the reader takes
    """The reader and all that it is given besides the file, on one line."""
    given = inspect.signature(reader).bind(b"", *args, **kwargs).arguments
    hints = get_type_hints(reader)
    _data, *names = given
    said = {name: to_plain(hints[name], given[name]) for name in names}
    return json.dumps([f"{reader.__module__}:{reader.__qualname__}", said]).encode() + b"\n"


def called(line: bytes) -> Callable[[bytes], str]:
    """What such a line asks for: a function of the file that gives the answer as a text."""
    name, said = json.loads(line)
    if not name.startswith(_OURS):
        raise ValueError(name)
    reader = pkgutil.resolve_name(name)
    hints = get_type_hints(reader)
    given = {name: from_plain(hints[name], value) for name, value in said.items()}

    def answer(data: bytes) -> str:
        try:
            found = reader(data, **given)
        except RefusedError as refused:
            return json.dumps({"refused": type(refused).__name__, "details": _told(refused.details)})
        return json.dumps({"read": to_plain(hints["return"], found)})

    return answer


def read_answer(reader: Callable[..., Any], text: bytes) -> Any:  # noqa: ANN401 - what the reader gives
    """What a reader gave.

    Raises:
        RefusedError: It refused.
        ValueError: It is no answer.
        TypeError: It is an answer of another form.
    """
    answer = json.loads(text)
    if not isinstance(answer, dict):
        raise TypeError(type(answer).__name__)
    if "refused" not in answer:
        return from_plain(get_type_hints(reader)["return"], answer.get("read"))
    kind = getattr(errors, str(answer["refused"]), None)
    if not (isinstance(kind, type) and issubclass(kind, RefusedError)):
        raise TypeError("unknown refusal")
    raise kind(**{str(name): from_plain(_DETAILS[place], value) for name, place, value in answer["details"]})


def _told(details: Mapping[str, object]) -> list[list[object]]:
    return [[name, place, to_plain(_DETAILS[place], value)] for name, value in details.items() for place in _of(value)]


def _of(value: object) -> list[int]:
    """The place of a detail among those that can be told; empty lists are of the first kind of list."""
    for place, hint in enumerate(_DETAILS):
        item = hint.__args__[0] if isinstance(value, tuple | list) and hasattr(hint, "__args__") else hint
        if all(isinstance(one, item) for one in (value if isinstance(value, tuple | list) else (value,))):
            return [place]
    raise TypeError(type(value).__name__)
