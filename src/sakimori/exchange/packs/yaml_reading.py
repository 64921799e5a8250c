"""YAML read as text only, and what pydantic says of a pack's shape, turned into flaws that name the nearest key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, TypeAlias

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.model_keys import keys_at
from sakimori.exchange.packs.file import PackFile
from sakimori.exchange.packs.problems import Flaw, flaw

# Only its parser is used. The one in C gives the same events as the one in Python, ten times faster.
_PARSER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_DEEPEST = 30

Path: TypeAlias = tuple[str | int, ...]
Node: TypeAlias = "str | list[Node] | dict[str, Node]"


class _TooDeepError(Exception):
    """Nesting that no pack needs; stops the reading before Python's own limit does."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(slots=True)
class YamlDocument:
    """What a file says, with the line of every key and item, and what is wrong with its form."""

    data: Node = ""
    lines: dict[Path, int] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of a place, or of the nearest place above it that the file has."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def blame(self, path: Path, line: int, code: str, **details: object) -> None:
        """Note a flaw of form."""
        self.flaws.append(Flaw(path, code, tuple(details.items()), line))


def read_yaml(text: str) -> YamlDocument:
    """Read one document; flaws of form are gathered, not raised."""
    document = YamlDocument()
    events = yaml.parse(text, Loader=_PARSER)
    try:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and document.lines:
                document.blame((), _line(event), "several_documents")
                break
            if isinstance(event, yaml.NodeEvent):
                document.data = _read(event, events, (), document)
    except _TooDeepError as error:
        document.blame((), error.line, "too_deep", most=_DEEPEST)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        document.blame((), mark.line + 1 if mark else 1, "not_yaml", why=error.problem or error.context)
    except yaml.reader.ReaderError as error:
        document.blame((), text.count("\n", 0, error.position) + 1, "not_yaml", why=error.reason)
    return document


def _read(event: yaml.Event, events: Iterator[yaml.Event], path: Path, document: YamlDocument) -> Node:
    """Build the value that begins with an event."""
    document.lines.setdefault(path, _line(event))
    if len(path) > _DEEPEST:
        raise _TooDeepError(_line(event))
    if isinstance(event, yaml.AliasEvent):
        document.blame(path, _line(event), "alias", name=event.anchor)
        return ""
    if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
        document.blame(path, _line(event), "anchor", name=event.anchor)
    if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
        document.blame(path, _line(event), "tag", name=event.tag)
    if isinstance(event, yaml.SequenceStartEvent):
        return _read_list(events, path, document)
    if isinstance(event, yaml.MappingStartEvent):
        return _read_mapping(events, path, document)
    return str(event.value) if isinstance(event, yaml.ScalarEvent) else ""


def _read_list(events: Iterator[yaml.Event], path: Path, document: YamlDocument) -> list[Node]:
    """Build a list up to its end."""
    items: list[Node] = []
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        items.append(_read(event, events, (*path, len(items)), document))
    return items


def _read_mapping(events: Iterator[yaml.Event], path: Path, document: YamlDocument) -> dict[str, Node]:
    """Build a mapping up to its end; of a doubled key the last value is read on, so that more flaws are found."""
    mapping: dict[str, Node] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key = _read(event, events, (*path, "(key)"), document)
        if not isinstance(key, str):
            document.blame((*path, "(key)"), _line(event), "key_not_text")
            key = "(key)"
        if key in mapping:
            document.blame((*path, key), _line(event), "duplicate_key", name=key)
        document.lines.setdefault((*path, key), _line(event))
        mapping[key] = _read(next(events), events, (*path, key), document)
    return mapping


def _line(event: yaml.Event) -> int:
    """The line on which an event begins, counted from 1."""
    return event.start_mark.line + 1 if event.start_mark else 1


_OWN_CODES = {"placeholders", "braces", "condition_shape", "gap_trigger"}

_EXPECTED = {
    "bool": Text('"true" か "false" にしてください。', 'Write "true" or "false".'),
    "duration": Text("「P1Y」「P90D」のような期間にしてください。", "Write a duration such as P1Y or P90D."),
    "days": Text("「P30D」のように日数で書いてください。", "Give days, such as P30D."),
    "date": Text("「2026-01-15」のような日付にしてください。", "Write a date such as 2026-01-15."),
    "decimal": Text("数字にしてください。", "Write a number."),
    "range": Text("範囲は{least}から{most}までです。", "It must be from {least} to {most}."),
    "list": Text("一覧（[ ]）にしてください。", "Write a list, in [ ]."),
    "mapping": Text("キーと値の組（{{ }}）にしてください。", "Write keys and values, in {{ }}."),
    "text": Text("1つの文字列にしてください。", "Write a single text."),
    "empty": Text("空にはできません。", "It may not be empty."),
    "choice": Text("使えるもの：{known}。", "Known: {known}."),
    "form": Text(
        "英数字とハイフンなど、決まった形にしてください。",
        "Use letters, digits and hyphens in the form this key asks for.",
    ),
}

_KINDS = {
    "flag": "bool",
    "bool_type": "bool",
    "duration": "duration",
    "days": "days",
    "int_type": "days",
    "int_parsing": "days",
    "is_instance_of": "duration",
    "date_from_datetime_parsing": "date",
    "date_parsing": "date",
    "date_type": "date",
    "decimal_parsing": "decimal",
    "decimal_type": "decimal",
    "finite_number": "decimal",
    "greater_than_equal": "range",
    "less_than_equal": "range",
    "list_type": "list",
    "model_type": "mapping",
    "dict_type": "mapping",
    "string_type": "text",
    "string_too_short": "empty",
    "too_short": "empty",
    "enum": "choice",
    "literal_error": "choice",
}

_RANGES = {"weight": ("0", "1000"), "points": ("0", "1")}


def shape_flaws(error: ValidationError) -> Iterator[Flaw]:
    """Every flaw of shape, in the order of the file."""
    for detail in error.errors(include_url=False):
        yield _flaw(detail)


def _flaw(detail: ErrorDetails) -> Flaw:
    path = tuple(part for part in detail["loc"] if part != "choices")
    kind, context = detail["type"], detail.get("ctx", {})
    name = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        known = keys_at(PackFile, path[:-1])
        nearest = get_close_matches(name, known, n=1)
        if nearest:
            return flaw(path, "misspelt_key", name=name, nearest=nearest[0])
        return flaw(path, "unknown_key", name=name, known=", ".join(known))
    if kind == "missing":
        return flaw(path, "missing_language" if name in {"ja", "en"} else "missing", name=name)
    if kind in _OWN_CODES:
        return flaw(path, kind, **{key: str(value) or "-" for key, value in context.items()})
    return flaw(path, "value", value=_shown(detail["input"]), expected=_expectation(kind, name, context))


def _expectation(kind: str, name: str, context: dict[str, Any]) -> Text:
    """What would have been accepted."""
    what = _KINDS.get(kind, "form")
    least, most = _RANGES.get(name, ("0", "-"))
    return _EXPECTED[what].format(known=str(context.get("expected", "")).replace("'", ""), least=least, most=most)


def _shown(value: Node) -> str:
    """A value, short enough to be read in a message."""
    if isinstance(value, str):
        return value if len(value) <= 60 else value[:59] + "…"
    return "[ ]" if isinstance(value, list) else "{ }"
