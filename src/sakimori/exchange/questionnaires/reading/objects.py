"""The objects in a tree of data, each with its fields as texts and the titles of what is around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sakimori.exchange.packs.yaml_reading import Node
from sakimori.exchange.questionnaires.reading.tree import Place, listing, mapping
from sakimori.exchange.questionnaires.sheets.columns import asks_at_end, role_of

Shape = tuple[str, ...]
"""The names on the way to an object, without its places in lists: objects of one shape stand in lists of one kind."""

OF_KEY: Final = "key"
"""The field for the name under which an object stands, where its siblings stand under names of their own."""
_QUESTION, _ANSWER = "question", "answer"
_STRUCTURE: Final = frozenset(
    {
        "items", "questions", "controls", "requirements", "sections", "data", "content", "contents", "entries", "rows",
        "list", "lists", "children", "results", "answers", "responses", "domains", "categories", "groups",
        "questionnaire", "assessment", "survey", "checklist", "records", "chapters", "form", "value", "values",
        "default", "elements", "nodes", "質問", "設問", "回答", "項目", "章",
    }
)  # fmt: skip
"""Names that say how data are built, and head nothing."""
_TITLES: Final = (
    "title", "section", "heading", "category", "domain", "topic", "chapter", "name", "label", "text", "名称", "題名",
    "見出し", "分類", "区分", "カテゴリ", "大項目", "中項目",
)  # fmt: skip
_OFFERS: Final = frozenset({"choices", "options", "enum", "answer options", "response options", "allowed values"})
_CHOSEN: Final = frozenset({"selected", "checked", "chosen", "is selected", "is checked"})
_WORD: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_\-.\s/]+")
_LEAST_KEYED: Final = 2


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen in an object: the words of each choice by its id, and the words of those that are marked."""

    words: Mapping[str, str]
    marked: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class DataObject:
    """One object: where it stands, its fields as texts by their names in words, and the titles above it.

    `above` are titles with the places of the objects that bear them, the widest first.
    """

    place: Place
    shape: Shape
    fields: Mapping[str, str]
    above: tuple[tuple[Place, str], ...] = ()
    choices: Choices | None = None
    field_names: Mapping[str, Place] | None = None

    def name_of(self, field: str) -> str:
        """The name of a field as the file writes it."""
        place = (self.field_names or {}).get(field, ())
        return str(place[-1]) if place else ""


def in_words(name: str) -> str:
    """A name of a field as words: `questionText` and `question_text` are question text."""
    return " ".join(part for part in _WORD.split(name) if part).casefold()


def objects_in(node: Node) -> Iterator[DataObject]:
    """Every object of a tree, those around before those within."""
    yield from _within(node, (), (), ())


def _within(node: Node, place: Place, shape: Shape, above: tuple[tuple[Place, str], ...]) -> Iterator[DataObject]:
    if isinstance(node, list):
        for number, item in enumerate(node):
            yield from _within(item, (*place, number), (*shape, "[]"), above)
    elif isinstance(node, dict):
        if _is_asked_and_answered(node):
            yield from _pairs(node, place, shape, above)
        elif _is_keyed(node):
            for key, value in node.items():
                yield from _object(mapping(value), (*place, key), (*shape, "{}"), above, key=key)
        else:
            yield from _object(node, place, shape, above)


def _object(
    node: Mapping[str, Node], place: Place, shape: Shape, above: tuple[tuple[Place, str], ...], *, key: str = ""
) -> Iterator[DataObject]:
    fields, names = dict[str, str](), dict[str, Place]()
    if key:
        fields[OF_KEY] = key
    for name, own, text in _texts(node):
        fields.setdefault(name, text)
        names.setdefault(name, (*place, *own))
    yield DataObject(place, shape, fields, above, _choices(node), names)
    title = next((fields[name] for name in _TITLES if fields.get(name, "").strip()), "")
    below = (*above, (place, title)) if title else above
    for name, value in node.items():
        if in_words(name) in _OFFERS or _choices_of(value) is not None or _is_leaf(value):
            continue
        word = in_words(name)
        heads = isinstance(value, list) and word not in _STRUCTURE and not title
        yield from _within(value, (*place, name), (*shape, name), (*below, ((*place, name), name)) if heads else below)


def _texts(node: Mapping[str, Node]) -> Iterator[tuple[str, Place, str]]:
    """The fields of an object as texts, those of a plain object within it under both names."""
    for name, value in node.items():
        if isinstance(value, dict):
            if _is_leaf(value):
                yield from ((f"{in_words(name)} {in_words(i)}", (name, i), _shown(v)) for i, v in value.items())
        elif isinstance(value, str) or _is_plain_list(value):
            yield in_words(name), (name,), _shown(value)


def _shown(value: Node) -> str:
    return value if isinstance(value, str) else "\n".join(one for one in listing(value) if isinstance(one, str))


def _is_plain_list(value: Node) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_leaf(value: Node) -> bool:
    """Whether an object holds nothing but texts: it is a part of the object around it, unless its names ask."""
    return isinstance(value, dict) and _is_plain(value) and not _is_asked_and_answered(value)


def _is_plain(node: Mapping[str, Node]) -> bool:
    return all(isinstance(one, str) or _is_plain_list(one) for one in node.values())


def _is_keyed(node: Mapping[str, Node]) -> bool:
    """Whether the names of an object are those of alike objects within it, such as ids of questions."""
    inner = [mapping(value) for value in node.values()]
    if len(inner) < _LEAST_KEYED or not all(inner):
        return False
    shared = set.intersection(*(set(one) for one in inner))
    are_names = any((word := in_words(name)) in _STRUCTURE or role_of(word) is not None for name in node)
    return bool(shared) and not are_names


def _is_asked_and_answered(node: Mapping[str, Node]) -> bool:
    """Whether the names of an object are questions, and its values their answers."""
    asking = sum(asks_at_end(name) for name in node)
    return asking >= _LEAST_KEYED and asking * 2 >= len(node) and _is_plain(node)


def _pairs(
    node: Mapping[str, Node], place: Place, shape: Shape, above: tuple[tuple[Place, str], ...]
) -> Iterator[DataObject]:
    for name, value in node.items():
        fields = {_QUESTION: name, _ANSWER: _shown(value)}
        names = dict.fromkeys(fields, (*place, name))
        yield DataObject((*place, name), (*shape, "?"), fields, above, None, names)


def _choices(node: Mapping[str, Node]) -> Choices | None:
    """What an object lets choose, where it offers anything."""
    for name, value in node.items():
        found = _choices_of(value)
        if found is not None:
            return found
        if in_words(name) in _OFFERS and _is_plain_list(value):
            return Choices({one: one for one in listing(value) if isinstance(one, str)})
        if in_words(name) in _OFFERS and _is_leaf(value):
            return Choices({one: _shown(words) for one, words in mapping(value).items()})
    return None


def _choices_of(value: Node) -> Choices | None:
    """Choices with ids or marks of their own, as in `[{id: a, label: Yes}]`; None for any other list."""
    items = [{in_words(name): one for name, one in mapping(item).items()} for item in listing(value)]
    if not items or not all(items):
        return None
    labels = [_first(item, ("label", "text", "title", "name", "value")) for item in items]
    ids = [_first(item, ("id", "value", "key", "code", "label", "text", "name")) for item in items]
    marks = [next((one for name, one in item.items() if name in _CHOSEN), None) for item in items]
    if not all(labels) or len(items) < _LEAST_KEYED:
        return None
    if any(mark is not None for mark in marks):
        marked = [label for label, mark in zip(labels, marks, strict=True) if str(mark).casefold() in {"true", "yes"}]
        return Choices(dict(zip(ids, labels, strict=True)), tuple(marked))
    is_small = all(set(item) <= {"id", "label", "text", "value", "key", "code", "score", "points"} for item in items)
    return Choices(dict(zip(ids, labels, strict=True))) if is_small and _are_short(labels) else None


def _first(item: Mapping[str, Node], names: Sequence[str]) -> str:
    return next((one for name in names if isinstance(one := item.get(name), str) and one.strip()), "")


def _are_short(labels: Sequence[str]) -> bool:
    """Whether texts are those of choices: a list of questions with ids looks the same, and says more."""
    return max(map(len, labels)) <= _LONGEST_CHOICE and not any(map(asks_at_end, labels))


_LONGEST_CHOICE: Final = 40
