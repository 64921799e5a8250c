"""Ids of laws, guidelines and frameworks that packs may name: only those that somebody found in a file."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from sakimori.domain.values.text import Text

_CITED_AS = (
    ("appi-gl:", "GL {}", "GL {}"),
    ("appi-qa:", "Q&A {}", "Q&A {}"),
    ("appi:", "法{}条", "APPI Art. {}"),
)


@dataclass(frozen=True, slots=True)
class Namespace:
    """One source of ids, with the file in which they were found and the form they have."""

    id: str
    title: Text
    source: str
    form: str
    ids: frozenset[str]


@cache
def namespaces() -> dict[str, Namespace]:
    """The shipped list, by namespace."""
    shipped = resources.files("sakimori.exchange.packs").joinpath("known_controls.json").read_text(encoding="utf-8")
    return {
        name: Namespace(name, Text(**entry["title"]), entry["source"], entry["form"], frozenset(entry["ids"]))
        for name, entry in json.loads(shipped).items()
    }


def split(control: str) -> tuple[Namespace, str] | None:
    """The namespace and id of a control such as `appi:25` or `mvsp:3.0/4.2`; None if it has no known form.

    The longest namespace that fits is taken, since some carry a version: `mvsp:3.0`.
    """
    for name in sorted(namespaces(), key=len, reverse=True):
        separator = "/" if ":" in name else ":"
        if control.startswith(name + separator):
            control_id = control.removeprefix(name + separator)
            namespace = namespaces()[name]
            return (namespace, control_id) if re.fullmatch(namespace.form, control_id) else None
    return None


def citation(controls: tuple[str, ...]) -> Text | None:
    """How a question is cited on screen: by its first heading of the guideline, else Q&A, else article."""
    for namespace, ja, en in _CITED_AS:
        for control in controls:
            if control.startswith(namespace):
                place = control.removeprefix(namespace)
                return Text(ja.format(place), en.format(place))
    return None


def in_words(control: str) -> Text:
    """How one control is written for people: its citation, else the title of its source and its id."""
    if cited := citation((control,)):
        return cited
    found = split(control)
    if found is None:
        return Text(control, control)
    namespace, place = found
    return Text(f"{namespace.title.ja} {place}", f"{namespace.title.en} {place}")
