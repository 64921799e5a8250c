"""OSCAL catalogs in JSON, YAML and XML: a control that asks is a question, under the names of the frameworks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.lists.container import SourceKind
from sakimori.exchange.packs.yaml_reading import Node
from sakimori.exchange.questionnaires.forms.oscal_xml import read_oscal_xml
from sakimori.exchange.questionnaires.forms.profile import Body, Profile, Recognised
from sakimori.exchange.questionnaires.ours.signs import NAMESPACE, REFERENCE
from sakimori.exchange.questionnaires.reading.document import Document
from sakimori.exchange.questionnaires.reading.normal import Meanings
from sakimori.exchange.questionnaires.reading.result import Address, ReadQuestion, RowClass, SeenRow
from sakimori.exchange.questionnaires.reading.tree import Place, Tree, each, listing, mapping, text_under, tree_of

_CLASSES: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(form), namespace)
    for form, namespace in (
        (r"(?:iso|isoiec)-?(?:iec-)?(\d{5})-(\d{4})", r"iso\1:\2"),
        # “cca” and “4.0.72” stand in a published mapping; there is no such body and no such version.
        (r"(?:csa-|cca-)?(?:ccm|csm)-v?4\.0\.7\d?", "ccm:4.0.7"),
        (r"(?:csa-|cca-)?(?:ccm|csm)-v?(\d+(?:\.\d+)*)", r"ccm:\1"),
        (r"nist-csf-v?(\d+(?:\.\d+)*)(?:-.*)?", r"nist-csf:\1"),
        (r"mvsp-v?(\d+\.\d+)(?:-\d+)?", r"mvsp:\1"),
        (r"(?:nist-)?sp-?800-53(?:-?r(?:ev)?-?(\d))?(?:-enhancement)?", r"nist-800-53:\1"),
    )
)
_TITLES: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(form, re.IGNORECASE | re.DOTALL), namespace)
    for form, namespace in (
        # A published catalog breaks its own title in two: “M VSP”.
        (r"\bM\s?VSP\b(?!.*mapped).*?\bv(\d+\.\d+)", r"mvsp:\1"),
        (r"Cloud Controls Matrix.*?(\d+\.\d+(?:\.\d+)?)", r"ccm:\1"),
        (r"Cybersecurity Framework\D*(\d\.\d)", r"nist-csf:\1"),
        (r"(?:SP )?800-53\D*(?:Rev\w*\.?\s*)(\d)", r"nist-800-53:\1"),
        (r"ISO(?:/IEC)? (\d{5}):(\d{4})", r"iso\1:\2"),
    )
)
_SHAPES: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"iso_?27001_?(?:20)?22(?!\d)"), "iso27001:2022"),
    (re.compile(r"iso_?27001_?(?:20)?13(?!\d)"), "iso27001:2013"),
    (re.compile(r"-(?:ccm_)?[a-z]_?[a-z]{1,2}-\d\d$"), "ccm:4.0.7"),
)


def framework_of(name: str) -> str:
    """The namespace of a class such as `iso-27017_2015`; empty for a class that names no framework."""
    plain = re.sub(r"[_:/ ]+", "-", name.strip().casefold())
    for form, namespace in _CLASSES:
        if found := form.fullmatch(plain):
            return found.expand(namespace).removesuffix(":")
    return ""


def framework_titled(title: str, version: str) -> str:
    """The namespace of the framework that a catalog is, by its title and version; empty for any other."""
    for form, namespace in _TITLES:
        if found := form.search(f"{title} {version}"):
            return found.expand(namespace)
    return ""


def framework_by_id(control_id: str) -> str:
    """The namespace that the id of a mapped control shows where its class is missing."""
    return next((namespace for form, namespace in _SHAPES if form.search(control_id.casefold())), "")


def reference(namespace: str, control: str) -> str:
    """A reference as packs write it: `mvsp:3.0/1.1`, `ccm:4.0.7/TVM-01`."""
    return f"{namespace}{'/' if ':' in namespace else ':'}{control}"


_GROUPING: Final = re.compile(r"category|function|family|domain|group|objective|section|chapter", re.IGNORECASE)
_PARAM: Final = re.compile(r"\{\{\s*(?:insert:\s*)?param,?\s*([\w.-]+)\s*\}\}")
_NO_TITLE: Final = re.compile(r"(?:CAIQ?\s+)?Question\s*\d*", re.IGNORECASE)
_STATES: Final = frozenset({"statement", "item"})
_WHY: Final = Text("OSCALのカタログ「{title}」。", "An OSCAL catalog: “{title}”.")
_MAPPED: Final = Text("ほかの基準への対応です。", "A control of another framework, mapped to the one above.")
_WITHDRAWN: Final = Text("廃止された管理策です。", "A control that was withdrawn.")


def recognise(document: Document) -> Recognised | None:
    """A root `catalog` with controls."""
    tree = _tree(document)
    catalog = mapping(mapping(tree.data).get("catalog")) if tree else {}
    if not (listing(catalog.get("groups")) or listing(catalog.get("controls"))):
        return None
    title = text_under(mapping(catalog.get("metadata")), "title") or document.filename
    return Recognised(0.99, _WHY.format(title=_one_line(title)))


def read(document: Document, meanings: Meanings) -> Body:
    """Every control in its place; a catalog asks and answers nothing."""
    del meanings
    tree = _tree(document) or Tree()
    catalog = mapping(mapping(tree.data).get("catalog"))
    reader = _Reader(tree, catalog)
    reader.walk(catalog, ("catalog",), _Around())
    title = _one_line(text_under(mapping(catalog.get("metadata")), "title"))
    return Body(tuple(reader.questions), tuple(reader.rows), title=title)


PROFILE: Final = Profile("oscal-catalog", Text("OSCALカタログ", "OSCAL catalog"), recognise, read)


def _tree(document: Document) -> Tree | None:
    return read_oscal_xml(document.text) if document.kind is SourceKind.XML else tree_of(document)


def _one_line(text: str) -> str:
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a control."""

    sections: tuple[str, ...] = ()
    parent: Mapping[str, Node] = field(default_factory=dict)
    controls: tuple[str, ...] = ()
    statement: str = ""


class _Reader:
    """Walks groups and controls once."""

    def __init__(self, tree: Tree, catalog: Mapping[str, Node]) -> None:
        self.tree = tree
        self.questions: list[ReadQuestion] = []
        self.rows: list[SeenRow] = []
        metadata = mapping(catalog.get("metadata"))
        self._own = framework_titled(text_under(metadata, "title"), text_under(metadata, "version"))
        self._params = {text_under(param, "id"): _param_text(param) for param in _all_params(catalog)}
        classes = set(_all_classes(catalog))
        self._asking = {name for name in classes if "question" in name.casefold()}

    def walk(self, parent: Mapping[str, Node], place: Place, around: _Around) -> None:
        """Read the groups and controls of a catalog or a group."""
        for group, at in each(parent, "groups", place):
            self._seen(at, RowClass.SECTION)
            self.walk(group, at, replace(around, sections=(*around.sections, _title(group))))
        for control, at in each(parent, "controls", place):
            self._read(control, at, around)

    def _read(self, control: Mapping[str, Node], at: Place, around: _Around) -> None:
        if _property(control, "status").casefold() == "withdrawn":
            self._seen(at, RowClass.NOTE, _WITHDRAWN)
        elif self._is_section(control):
            self._seen(at, RowClass.SECTION)
        else:
            self._seen(at, RowClass.QUESTION)
            self._ask(control, at, around)
            mapped = [inner for inner, _ in each(control, "controls", at) if self._is_mapped(inner, control)]
            if mapped:
                index = len(self.questions) - 1
                self._map(control, at, index, "")
                return
        below = _Around(
            (*around.sections, _title(control)), control, (self._reference(control),), self._statement(control)
        )
        for inner, place in each(control, "controls", at):
            self._read(inner, place, below)

    def _is_section(self, control: Mapping[str, Node]) -> bool:
        """Whether a control only holds others: it is of a class of groups, or its questions ask instead of it."""
        name = text_under(control, "class")
        if self._asking:
            return name not in self._asking
        return bool(_GROUPING.fullmatch(name.strip())) and bool(listing(control.get("controls")))

    def _is_mapped(self, inner: Mapping[str, Node], outer: Mapping[str, Node]) -> bool:
        """Whether a control within another is of another framework."""
        name, around = text_under(inner, "class"), text_under(outer, "class")
        if not name:
            return bool(framework_of(around)) and any(
                self._is_mapped(mapping(other), outer)
                for other in listing(outer.get("controls"))
                if text_under(mapping(other), "class")
            )
        found = framework_of(name)
        return bool(found) and found not in {framework_of(around), self._own}

    def _map(self, control: Mapping[str, Node], at: Place, index: int, around: str) -> None:
        """Add what a control is mapped to as references of its question; a label with blanks names a framework."""
        for inner, place in each(control, "controls", at):
            self._seen(place, RowClass.SUB_ROW, _MAPPED)
            namespace = framework_of(text_under(inner, "class")) or around or framework_by_id(text_under(inner, "id"))
            label = _label(inner)
            question = self.questions[index]
            if label and " " not in label:
                if namespace:
                    controls = dict.fromkeys((*question.controls, reference(namespace, label)))
                    self.questions[index] = replace(question, controls=tuple(controls))
                else:
                    more = {**question.more, "unmapped": f"{question.more.get('unmapped', '')} {label}".strip()}
                    self.questions[index] = replace(question, more=more)
            self._map(inner, place, index, namespace)

    def _ask(self, control: Mapping[str, Node], at: Place, around: _Around) -> None:
        label, title, statement = _label(control), _one_line(text_under(control, "title")), self._statement(control)
        is_named = title and title not in {label, text_under(control, "id")} and not _NO_TITLE.fullmatch(title)
        place = Address("", self.tree.line(at))
        more = {"oscal_id": text_under(control, "id"), "class": text_under(control, "class")}
        if around.statement:
            more["control"] = around.statement
        is_by_question = text_under(control, "class") in self._asking
        controls = (*around.controls, *_own_references(control)) if is_by_question else (self._reference(control),)
        self.questions.append(
            ReadQuestion(
                id=label,
                text="\n".join(filter(None, (title if is_named or not statement else "", statement))),
                address=place,
                sections=tuple(filter(None, around.sections)),
                guidance=self._guidance(control),
                choices=_choices(control) if is_by_question else (),
                controls=tuple(filter(None, controls)),
                question_at=place,
                more={name: value for name, value in more.items() if value},
            )
        )

    def _reference(self, control: Mapping[str, Node]) -> str:
        namespace = framework_of(text_under(control, "class")) or self._own
        return reference(namespace, _label(control)) if namespace else ""

    def _statement(self, control: Mapping[str, Node]) -> str:
        stated = (part for part in listing(control.get("parts")) if text_under(mapping(part), "name") in _STATES)
        return "\n".join(line for part in stated for line in self._lines(mapping(part)))

    def _lines(self, part: Mapping[str, Node]) -> Iterator[str]:
        """The prose of a part and of the parts in it, with the labels that they have."""
        prose = _PARAM.sub(lambda found: self._params.get(found.group(1), found.group(1)), text_under(part, "prose"))
        label = _property(part, "label") if text_under(part, "name") == "item" else ""
        if whole := " ".join(filter(None, (label, prose.strip()))):
            yield whole
        for inner in listing(part.get("parts")):
            yield from self._lines(mapping(inner))

    def _guidance(self, control: Mapping[str, Node]) -> str:
        blocks: list[str] = []
        for part in map(mapping, listing(control.get("parts"))):
            if text_under(part, "name") in {"guidance", "example", "overview"}:
                lines = "\n".join(self._lines(part))
                blocks.append("\n".join(filter(None, (text_under(part, "title"), lines))))
        return "\n\n".join(filter(None, blocks))

    def _seen(self, at: Place, row_class: RowClass, why: Text | None = None) -> None:
        self.rows.append(SeenRow(Address("", self.tree.line(at)), row_class, why))


def _property(node: Mapping[str, Node], name: str) -> str:
    """A property; of several, such as labels for different readers, the first."""
    properties = map(mapping, listing(node.get("props")))
    return next((text_under(one, "value") for one in properties if text_under(one, "name") == name), "")


def _own_references(control: Mapping[str, Node]) -> Iterator[str]:
    """The controls that a question of ours names."""
    for one in map(mapping, listing(control.get("props"))):
        if text_under(one, "name") == REFERENCE and text_under(one, "ns") == NAMESPACE:
            yield text_under(one, "value")


def _choices(question: Mapping[str, Node]) -> tuple[str, ...]:
    """What a question lets choose, where its parameters say so."""
    selects = (mapping(param.get("select")) for param in map(mapping, listing(question.get("params"))))
    return tuple(choice for select in selects for choice in listing(select.get("choice")) if isinstance(choice, str))


def _label(control: Mapping[str, Node]) -> str:
    """The id of a control as people cite it."""
    return _property(control, "label") or text_under(control, "id")


def _title(node: Mapping[str, Node]) -> str:
    return _one_line(text_under(node, "title")) or _label(node)


def _all_params(node: Mapping[str, Node]) -> Iterator[Mapping[str, Node]]:
    yield from map(mapping, listing(node.get("params")))
    for name in ("groups", "controls"):
        for inner in listing(node.get(name)):
            yield from _all_params(mapping(inner))


def _all_classes(node: Mapping[str, Node]) -> Iterator[str]:
    for name in ("groups", "controls"):
        for inner in map(mapping, listing(node.get(name))):
            if name == "controls":
                yield text_under(inner, "class")
            yield from _all_classes(inner)


def _param_text(param: Mapping[str, Node]) -> str:
    """What stands where a parameter is to be chosen."""
    choices = [choice for choice in listing(mapping(param.get("select")).get("choice")) if isinstance(choice, str)]
    return f"[{text_under(param, 'label') or ' / '.join(choices) or text_under(param, 'id')}]"
