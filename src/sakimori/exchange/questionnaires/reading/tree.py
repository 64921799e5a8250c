"""Structured texts as trees of strings with the line of every part: JSON with remarks, data of scripts, YAML, XML.

Nothing becomes a number, a date or a truth value: `3.10` stays 3.10 and `no` stays no.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeAlias

from sakimori.domain.values.text import Text
from sakimori.errors import UnreadableFileError
from sakimori.exchange.lists.container import SourceKind
from sakimori.exchange.packs.yaml_reading import Node, read_yaml
from sakimori.exchange.questionnaires.reading.document import Document, is_script

Place: TypeAlias = "tuple[str | int, ...]"
_DEEPEST: Final = 60
_TOKEN: Final = re.compile(
    r"""(?P<skip>[ \t\r\n\ufeff]+|//[^\n]*|/\*.*?\*/)
    |(?P<mark>[\[\]{}:,+])
    |(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.|\$(?!\{))*`)
    |(?P<bare>[\w.+$-]+)""",
    re.DOTALL | re.VERBOSE,
)
_NAMED: Final = re.compile(
    r"(?:export\s+default|module\.exports\s*=|(?:export\s+)?(?:(?:const|let|var)\s+|window\.)(?P<name>[\w$]+)\s*(?::[^=;\n]*)?=)\s*"
)
_BEGINS: Final = frozenset("{[\"'`")
_YAML: Final = re.compile(r"(?:#[^\n]*\n|\s)*+(?:---[^\S\n]*\n)?(?:#[^\n]*\n|\s)*+(?:- )?[\w\"'-]+:(?:\s|$)")
_NOT_YAML: Final = Text(
    "YAMLとして読めません（{line}行目）。アンカー、タグ、同じ名前の重なりは使えません。",
    "It cannot be read as YAML (line {line}). Anchors, tags and doubled keys cannot be used.",
)
_HARMFUL: Final = frozenset({"alias", "anchor", "duplicate_key", "key_not_text", "not_yaml", "tag", "too_deep"})
_NOT_JSON: Final = Text("JSONとして読めません（{line}行目）。", "It cannot be read as JSON (line {line}).")
_ESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "\n": ""}


@dataclass(slots=True)
class Tree:
    """What a text says, and on which line each of its parts begins."""

    data: Node = ""
    lines: Mapping[Place, int] = field(default_factory=dict)

    def line(self, place: Place) -> int:
        """The line of a part, or of the nearest part around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def tree_of(document: Document) -> Tree | None:
    """The tree of a document; None where its text is none or is damaged."""
    try:
        return _tree(document.text, document.kind)
    except UnreadableFileError:
        return None


def must_be_whole(document: Document) -> None:
    """Say what is wrong with a text that is meant to be JSON or YAML.

    Raises:
        UnreadableFileError: It is damaged, or uses what may hide what it says.
    """
    if document.kind in {SourceKind.JSON, SourceKind.YAML}:
        _tree(document.text, document.kind)


@lru_cache(maxsize=2)
def _tree(text: str, kind: SourceKind) -> Tree | None:
    """The tree of a text; kept, because each form that is known looks at it. Nobody writes into it."""
    start = text.lstrip("\ufeff \t\r\n")
    if kind is SourceKind.JSON and is_script(start):
        return _script(text)
    if kind is SourceKind.JSON or start.startswith(("{", "//", "/*")):
        return read_json(text)
    if kind is SourceKind.YAML or _YAML.match(start):
        return _yaml(text)
    return None


def _yaml(text: str) -> Tree | None:
    """A YAML text of one document."""
    found = read_yaml(text)
    for flaw in found.flaws:
        if flaw.code in _HARMFUL:
            raise UnreadableFileError(why=_NOT_YAML.format(line=flaw.line or 1))
    return Tree(found.data, found.lines) if isinstance(found.data, dict | list) else None


def read_json(text: str) -> Tree:
    """A JSON text as people write it: with remarks, strings joined by `+`, and commas too many.

    Raises:
        UnreadableFileError: It is none.
    """
    reader = _Json(text)
    tree = Tree(reader.value(()), reader.lines)
    if reader.peek() != "":
        raise reader.broken()
    return tree


def _script(text: str) -> Tree:
    """The data that a script gives names to, by these names; nothing of it is run, and the rest is passed over.

    Raises:
        UnreadableFileError: There are none, or they are computed.
    """
    reader = _Json(text)
    found: dict[str, Node] = {}
    while reader.peek():
        if (named := _NAMED.match(text, reader.at)) and text[named.end() : named.end() + 1] in _BEGINS:
            reader.go(named.end())
            name = named["name"] or f"{len(found) + 1}"
            found[name] = reader.value((name,))
        end = text.find("\n", reader.at)
        reader.go(len(text) if end < 0 else end + 1)
    if not any(isinstance(value, dict | list) for value in found.values()):
        raise reader.broken()
    return Tree(found, reader.lines)


@dataclass(slots=True)
class _Json:
    """Reads tokens one by one."""

    text: str
    at: int = 0
    line: int = 1
    lines: dict[Place, int] = field(default_factory=dict)

    def value(self, place: Place) -> Node:
        """One value, with all that is in it."""
        if len(place) > _DEEPEST:
            raise self.broken()
        self.peek()
        self.lines.setdefault(place, self.line)
        kind, shown = self._next()
        if kind == "mark" and shown == "{":
            return self._members(place)
        if kind == "mark" and shown == "[":
            return self._items(place)
        if kind == "text":
            return self._joined(shown)
        if kind != "bare":
            raise self.broken()
        return "" if shown == "null" else shown

    def _members(self, place: Place) -> dict[str, Node]:
        members: dict[str, Node] = {}
        while self.peek() != "}":
            kind, shown = self._next()
            if kind not in {"text", "bare"}:
                raise self.broken()
            name = _unquoted(shown) if kind == "text" else shown
            if name in members or self._next()[1] != ":":
                raise self.broken()
            members[name] = self.value((*place, name))
            self._comma("}")
        self._next()
        return members

    def _items(self, place: Place) -> list[Node]:
        items: list[Node] = []
        while self.peek() != "]":
            items.append(self.value((*place, len(items))))
            self._comma("]")
        self._next()
        return items

    def _comma(self, end: str) -> None:
        if self.peek() == ",":
            self._next()
        elif self.peek() != end:
            raise self.broken()

    def _joined(self, first: str) -> str:
        parts = [_unquoted(first)]
        while self.peek() == "+":
            self._next()
            kind, more = self._next()
            if kind != "text":
                raise self.broken()
            parts.append(_unquoted(more))
        return "".join(parts)

    def peek(self) -> str:
        """The first character of what comes next; empty at the end."""
        while (found := _TOKEN.match(self.text, self.at)) and found.lastgroup == "skip":
            self._pass(found)
        return self.text[self.at : self.at + 1]

    def _next(self) -> tuple[str, str]:
        self.peek()
        found = _TOKEN.match(self.text, self.at)
        if found is None:
            raise self.broken()
        self._pass(found)
        return str(found.lastgroup), found.group()

    def _pass(self, found: re.Match[str]) -> None:
        self.line += found.group().count("\n")
        self.at = found.end()

    def go(self, at: int) -> None:
        """Go on from a place further on."""
        self.line += self.text.count("\n", self.at, at)
        self.at = at

    def broken(self) -> UnreadableFileError:
        """Why it cannot be read."""
        return UnreadableFileError(why=_NOT_JSON.format(line=self.line))


def _unquoted(quoted: str) -> str:
    """The text of a quoted string; a half of a pair of surrogates that stands alone is not shown as one."""
    if quoted.startswith('"'):
        try:
            return str(json.loads(quoted, strict=False)).encode("utf-8", "replace").decode("utf-8")
        except ValueError:
            pass
    return _ESCAPE.sub(_character, quoted[1:-1])


def _character(found: re.Match[str]) -> str:
    escaped = found.group(1)
    return chr(int(escaped[1:], 16)) if len(escaped) == 5 else _ESCAPED.get(escaped, escaped)


def mapping(node: object) -> dict[str, Node]:
    """A node as a mapping; anything else is an empty one."""
    return node if isinstance(node, dict) else {}


def listing(node: object) -> list[Node]:
    """A node as a list; anything else is an empty one."""
    return node if isinstance(node, list) else []


def text_under(node: Mapping[str, Node], *names: str) -> str:
    """The first text that a mapping has under one of some names."""
    return next((value for name in names if isinstance(value := node.get(name), str) and value.strip()), "")


def each(node: Mapping[str, Node], name: str, place: Place) -> Iterator[tuple[dict[str, Node], Place]]:
    """The mappings in a list of a mapping, each with its place."""
    for index, item in enumerate(listing(node.get(name))):
        if isinstance(item, dict):
            yield item, (*place, name, index)
