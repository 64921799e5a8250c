"""YAML read as text only, with the line of every key and item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from sakimori.exchange.packs.problems import Flaw

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
