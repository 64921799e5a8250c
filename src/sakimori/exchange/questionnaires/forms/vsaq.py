"""Google VSAQ: blocks of questions with choices, conditions and tips, in JSON as people write it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.packs.yaml_reading import Node
from sakimori.exchange.questionnaires.forms.profile import Body, Profile, Recognised
from sakimori.exchange.questionnaires.reading.blocks import untagged
from sakimori.exchange.questionnaires.reading.document import Document
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.result import Address, ReadQuestion, RowClass, SeenRow
from sakimori.exchange.questionnaires.reading.tree import Place, Tree, each, listing, mapping, text_under, tree_of

_ASKING: Final = frozenset({"line", "box", "upload", "radiogroup", "checkgroup", "radio", "check", "yesno"})
_TELLING: Final = frozenset({"block", "info", "tip", "spacer"})
_YES_NO: Final[Mapping[str, tuple[str, ...]]] = {"yesno": ("yes", "no"), "check": ("yes",), "radio": ("yes",)}
_NAME: Final = re.compile(r"[\w:.-]+")
_WHY: Final = Text("Google VSAQ の質問票（{count}問）。", "A questionnaire of Google VSAQ ({count} questions).")
_EXTENSION: Final = Text(
    "Google VSAQ の追加の質問（名前空間 {namespace}）。", "An extension of Google VSAQ (namespace {namespace})."
)
_TIP: Final = Text("回答に応じて示される助言です。", "Advice that is shown with an answer.")


def recognise(document: Document) -> Recognised | None:
    """A root with a list of items that have types of VSAQ."""
    tree = tree_of(document)
    root = mapping(tree.data) if tree else {}
    items = listing(root.get("questionnaire")) or listing(root.get("extensions"))
    if not items or not all(text_under(mapping(item), "type") in _ASKING | _TELLING for item in items):
        return None
    if "questionnaire" not in root:
        return Recognised(0.98, _EXTENSION.format(namespace=text_under(root, "namespace")))
    count = sum(_count(mapping(item)) for item in items)
    return Recognised(0.99, _WHY.format(count=count))


def read(document: Document, meanings: Meanings) -> Body:
    """Every item: what asks is a question, blocks are sections; an empty file has no answers to be told apart."""
    del meanings
    tree = tree_of(document) or Tree()
    reader = _Reader(tree, text_under(mapping(tree.data), "namespace"))
    for name in ("questionnaire", "extensions"):
        reader.walk(mapping(tree.data), name, (), _Around())
    return Body(reader.finished(), tuple(reader.rows), title=reader.title)


PROFILE: Final = Profile("google-vsaq", Text("Google VSAQ", "Google VSAQ"), recognise, read)


def _count(item: Mapping[str, Node]) -> int:
    return (text_under(item, "type") in _ASKING) + sum(_count(mapping(inner)) for inner in listing(item.get("items")))


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around an item: titles of blocks, and the conditions under which they are shown."""

    sections: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    after: str = ""


@dataclass(slots=True)
class _Reader:
    """Walks the items once."""

    tree: Tree
    namespace: str
    title: str = ""
    questions: list[ReadQuestion] = field(default_factory=list)
    rows: list[SeenRow] = field(default_factory=list)
    tips: list[Mapping[str, Node]] = field(default_factory=list)
    mores: list[dict[str, str]] = field(default_factory=list)
    by_choice: dict[str, int] = field(default_factory=dict)

    def walk(self, parent: Mapping[str, Node], name: str, place: Place, around: _Around) -> None:
        """Read a list of items."""
        lead = ""
        for item, at in each(parent, name, place):
            row, kind = Address("", self.tree.line(at)), text_under(item, "type")
            if kind in _ASKING:
                self._ask(item, row, around, lead)
                lead = ""
                self.rows.append(SeenRow(row, RowClass.QUESTION))
            elif "items" in item or kind == "block":
                self.rows.append(SeenRow(row, RowClass.SECTION))
                title = untagged(text_under(item, "text"))
                self.title = self.title or title
                own = text_under(item, "cond")
                conditions = (*around.conditions, own) if own else around.conditions
                sections = (*around.sections, title) if title else around.sections
                self.walk(
                    item, "items", at, _Around(sections, conditions, text_under(item, "insertAfter") or around.after)
                )
            else:
                lead = untagged(text_under(item, "text")) if kind == "info" else lead
                if kind == "tip":
                    self.tips.append(item)
                self.rows.append(SeenRow(row, RowClass.NOTE, _TIP if kind == "tip" else None))

    def _ask(self, item: Mapping[str, Node], at: Address, around: _Around, lead: str) -> None:
        kind = text_under(item, "type")
        choices = dict(_choices(item))
        own = text_under(item, "cond")
        conditions = (*around.conditions, own) if own else around.conditions
        text = untagged(text_under(item, "text"))
        more = {
            "type": kind,
            "cond": " && ".join(f"({one})" if len(conditions) > 1 else one for one in conditions),
            "choice_ids": "\n".join(choices),
            "namespace": self.namespace,
            "insertAfter": text_under(item, "insertAfter") or around.after,
        }
        question_id = text_under(item, "id")
        self.mores.append({name: value for name, value in more.items() if value})
        for name in (question_id, *choices):
            self.by_choice.setdefault(name, len(self.questions))
        self.questions.append(
            ReadQuestion(
                id=question_id,
                # A group of choices may have no text of its own: then the words just above it are its question.
                text=text or lead or " / ".join(choices.values()),
                address=at,
                sections=around.sections,
                guidance=untagged(text_under(item, "placeholder", "title")),
                choices=tuple(choices.values()) or _YES_NO.get(kind, ()),
                question_at=at,
                more=self.mores[-1],
            )
        )

    def finished(self) -> tuple[ReadQuestion, ...]:
        """The questions, each with the tips that its answers bring up."""
        for number, tip in enumerate(self.tips, start=1):
            condition = text_under(tip, "cond")
            asked = {self.by_choice[name] for name in _NAME.findall(condition) if name in self.by_choice}
            words = [text_under(tip, "severity"), text_under(tip, "name"), untagged(text_under(tip, "text"))]
            for index in sorted(asked):
                self.mores[index][f"tip:{text_under(tip, 'id') or number}"] = "\n".join(
                    filter(None, (condition, *words))
                )
        return tuple(self.questions)


def _choices(item: Mapping[str, Node]) -> Iterator[tuple[str, str]]:
    """Ids and labels of choices; each is an object of one name, or a list of such objects is one object."""
    choices = item.get("choices")
    for choice in listing(choices) or [mapping(choices)]:
        for name, label in mapping(choice).items():
            yield name, untagged(label) if isinstance(label, str) else ""
