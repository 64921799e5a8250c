"""Libraries of CISO Assistant in YAML: nodes of a framework with their questions, choices and dependencies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.packs.yaml_reading import Node
from sakimori.exchange.questionnaires.forms.profile import Body, Profile, Recognised
from sakimori.exchange.questionnaires.reading.document import Document
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.result import Address, ReadQuestion, RowClass, SeenRow
from sakimori.exchange.questionnaires.reading.tree import Place, Tree, each, listing, mapping, text_under, tree_of

_NODES: Final = "requirement_nodes"
_WHY: Final = Text("CISO Assistantのライブラリ「{name}」。", "A library of CISO Assistant: “{name}”.")
_LANGUAGES: Final = ("ja", "en")
_SEVERAL: Final = 2


def recognise(document: Document) -> Recognised | None:
    """A library with a framework whose nodes have urns."""
    tree = tree_of(document)
    found = list(_frameworks(mapping(tree.data))) if tree else []
    nodes = [node for framework, place in found for node, _ in each(framework, _NODES, place)]
    if not nodes or not any(text_under(node, "urn").startswith("urn:") for node in nodes):
        return None
    name = text_under(mapping(tree.data), "name") if tree else ""
    name = name or text_under(found[0][0], "name") or document.filename
    return Recognised(0.99, _WHY.format(name=name))


def read(document: Document, meanings: Meanings) -> Body:
    """Each node in its place; a library asks and answers nothing."""
    del meanings
    tree = tree_of(document) or Tree()
    root = mapping(tree.data)
    questions: list[ReadQuestion] = []
    rows: list[SeenRow] = []
    for framework, place in _frameworks(root):
        titles: dict[str, tuple[str, ...]] = {}
        for node, at in each(framework, _NODES, place):
            sections = titles.get(text_under(node, "parent_urn"), ())
            titles[text_under(node, "urn")] = (*sections, _title(node))
            asked = tuple(_questions(node, at))
            is_asking = bool(asked) or text_under(node, "assessable").casefold() == "true"
            row = Address("", tree.line(at))
            rows.append(SeenRow(row, RowClass.QUESTION if is_asking and len(asked) < _SEVERAL else RowClass.SECTION))
            here = _Here(tree, node, sections)
            if len(asked) >= _SEVERAL:
                within = _Here(tree, node, titles[text_under(node, "urn")])
                questions.extend(within.question(one, one.urn) for one in asked)
                rows.extend(SeenRow(Address("", tree.line(one.at)), RowClass.QUESTION) for one in asked)
            elif asked:
                questions.append(here.question(asked[0], text_under(node, "ref_id") or asked[0].urn))
            elif is_asking:
                questions.append(here.node(row))
    return Body(tuple(questions), tuple(rows), title=text_under(root, "name"))


PROFILE: Final = Profile(
    "ciso-assistant-library", Text("CISO Assistantのライブラリ", "CISO Assistant library"), recognise, read
)


def _frameworks(root: Mapping[str, Node]) -> Iterator[tuple[Mapping[str, Node], Place]]:
    """The frameworks of a library: one, or a list of them."""
    objects = mapping(root.get("objects"))
    if framework := mapping(objects.get("framework")):
        yield framework, ("objects", "framework")
    yield from each(objects, "frameworks", ("objects",))


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question of a node."""

    urn: str
    content: Mapping[str, Node]
    at: Place


def _questions(node: Mapping[str, Node], at: Place) -> Iterator[_Asked]:
    """The questions of a node by their urns; older libraries list them, with choices that all of them share."""
    for urn, content in mapping(node.get("questions")).items():
        yield _Asked(urn, mapping(content), (*at, "questions", urn))
    older = mapping(node.get("question"))
    shared: dict[str, Node] = {}
    for new, old in (("type", "question_type"), ("choices", "question_choices")):
        if old in older:
            shared[new] = older[old]
    for content, place in each(older, "questions", (*at, "question")):
        yield _Asked(text_under(content, "urn"), {**shared, **content}, place)


@dataclass(frozen=True, slots=True)
class _Here:
    """A node, its tree, and the titles above it."""

    tree: Tree
    of: Mapping[str, Node]
    sections: tuple[str, ...]

    def node(self, at: Address) -> ReadQuestion:
        """A node that is assessed as a whole."""
        name, description = (text_under(self.of, part) for part in ("name", "description"))
        text = "\n".join(filter(None, (name, description)))
        question_id = text_under(self.of, "ref_id") or text_under(self.of, "urn")
        return self._read(question_id, text or question_id, at, {})

    def question(self, asked: _Asked, question_id: str) -> ReadQuestion:
        """One question of the node."""
        content = asked.content
        more = {
            "urn": asked.urn,
            "type": text_under(content, "type"),
            "depends_on": _dependency(content.get("depends_on")),
        }
        requirement = "\n".join(filter(None, (text_under(self.of, "name"), text_under(self.of, "description"))))
        more["requirement"] = requirement
        more |= dict(_translated(content, "text"))
        for name in ("add_score", "compute_result", "select_implementation_groups"):
            more[f"choice.{name}"] = "\n".join(_marks(content, name))
        at = Address("", self.tree.line(asked.at))
        text = text_under(content, "text") or requirement or question_id
        return self._read(question_id, text, at, more, tuple(_choices(content)))

    def _read(
        self, question_id: str, text: str, at: Address, more: Mapping[str, str], choices: tuple[str, ...] = ()
    ) -> ReadQuestion:
        node = self.of
        ours = {
            "ref_id": text_under(node, "ref_id"),
            "node_urn": text_under(node, "urn"),
            "implementation_groups": "\n".join(_texts(node.get("implementation_groups"))),
            "weight": text_under(node, "weight"),
            "typical_evidence": text_under(node, "typical_evidence"),
            "threats": "\n".join(_texts(node.get("threats"))),
            **dict(_translated(node, "name", "description")),
        }
        controls = tuple(_texts(node.get("reference_controls")))
        return ReadQuestion(
            id=question_id,
            text=text,
            address=at,
            sections=tuple(filter(None, self.sections)),
            guidance=text_under(node, "annotation"),
            choices=choices,
            controls=controls,
            question_at=at,
            more={name: value for name, value in {**ours, **more}.items() if value},
        )


def _translated(node: Mapping[str, Node], *names: str) -> Iterator[tuple[str, str]]:
    """The texts of a node in languages of ours other than its own."""
    translations = mapping(node.get("translations"))
    for language in _LANGUAGES:
        for name in names:
            yield f"{name}_{language}", text_under(mapping(translations.get(language)), name).strip()


def _title(node: Mapping[str, Node]) -> str:
    return " ".join(filter(None, (text_under(node, "ref_id"), text_under(node, "name")))) or text_under(
        node, "description"
    )


def _texts(node: object) -> Iterator[str]:
    yield from (one for one in listing(node) if isinstance(one, str))


def _choices(content: Mapping[str, Node]) -> Iterator[str]:
    """What may be chosen; a choice is a mapping, or in older libraries a text."""
    for choice in listing(content.get("choices")):
        yield choice if isinstance(choice, str) else text_under(mapping(choice), "value")


def _marks(content: Mapping[str, Node], name: str) -> Iterator[str]:
    """What follows from a choice, beside its value."""
    for choice in map(mapping, listing(content.get("choices"))):
        value = choice.get(name, "")
        shown = ", ".join(_texts(value)) if isinstance(value, list) else value
        if isinstance(shown, str) and shown:
            yield f"{text_under(choice, 'value')}: {shown}"


def _dependency(node: object) -> str:
    """On which answers to which question another one is asked."""
    depends = mapping(node)
    answers = ", ".join(_texts(depends.get("answers"))) or text_under(depends, "answers")
    condition = text_under(depends, "condition")
    parts = (text_under(depends, "question"), f"= {answers}" if answers else "", f"({condition})" if condition else "")
    return " ".join(filter(None, parts))
