"""OpenControl: components that say how they satisfy controls, and standards and certifications that list them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sakimori.domain.values.text import Text
from sakimori.exchange.packs.yaml_reading import Node
from sakimori.exchange.questionnaires.forms.oscal import framework_of, reference
from sakimori.exchange.questionnaires.forms.profile import Body, Profile, Recognised
from sakimori.exchange.questionnaires.reading.document import Document
from sakimori.exchange.questionnaires.reading.normal import Meanings, normalise
from sakimori.exchange.questionnaires.reading.result import Address, Flag, Normal, ReadQuestion, RowClass, SeenRow
from sakimori.exchange.questionnaires.reading.tree import Place, Tree, each, listing, mapping, text_under, tree_of

_STATUS: Final[Mapping[str, Normal]] = {
    "implemented": Normal.YES,
    "complete": Normal.YES,
    "satisfied": Normal.YES,
    "partial": Normal.PARTLY,
    "partially implemented": Normal.PARTLY,
    "planned": Normal.PLANNED,
    "none": Normal.NO,
    "unsatisfied": Normal.NO,
    "not implemented": Normal.NO,
    "not applicable": Normal.NA,
    "inherited": Normal.INHERITED,
}
"""The words that the format itself defines for the state of a control."""
_ABOUT_FILE: Final = frozenset({"name", "source", "license", "documentation_complete", "schema_version", "references"})
_COMPONENT: Final = Text("OpenControlの構成要素「{name}」。", "A component of OpenControl: “{name}”.")
_STANDARD: Final = Text("OpenControlの基準「{name}」。", "A standard of OpenControl: “{name}”.")
_CERTIFICATION: Final = Text("OpenControlの認証「{name}」。", "A certification of OpenControl: “{name}”.")


def recognise(document: Document) -> Recognised | None:
    """A root with `satisfies`, or one whose other members are controls of a standard or of a certification."""
    root = _root(document)
    if listing(root.get("satisfies")) and all("control_key" in mapping(one) for one in listing(root["satisfies"])):
        why = _COMPONENT
    elif any(map(mapping, mapping(root.get("standards")).values())):
        why = _CERTIFICATION
    elif text_under(root, "name") and _listed(root):
        why = _STANDARD
    else:
        return None
    name = text_under(root, "name") or document.filename
    return Recognised(0.98, why.format(name=name))


def read(document: Document, meanings: Meanings) -> Body:
    """Each control with what a component says of it, or each control that a list asks for."""
    tree = tree_of(document) or Tree()
    root = mapping(tree.data)
    reader = _Reader(tree, Meanings(meanings.said, {**_STATUS, **meanings.legend}, meanings.default))
    if listing(root.get("satisfies")):
        for item, at in each(root, "satisfies", ()):
            reader.satisfied(item, at)
    elif mapping(root.get("standards")):
        for standard, controls in mapping(root.get("standards")).items():
            reader.rows.append(SeenRow(Address("", tree.line(("standards", standard))), RowClass.SECTION))
            for key in mapping(controls):
                reader.asked(standard, key, {}, ("standards", standard, key))
    else:
        for key, control in _listed(root).items():
            reader.asked(text_under(root, "name"), key, control, (key,))
    return Body(tuple(reader.questions), tuple(reader.rows), title=text_under(root, "name"))


PROFILE: Final = Profile("opencontrol", Text("OpenControl", "OpenControl"), recognise, read)


def _root(document: Document) -> Mapping[str, Node]:
    tree = tree_of(document)
    return mapping(tree.data) if tree else {}


def _listed(root: Mapping[str, Node]) -> Mapping[str, Mapping[str, Node]]:
    """The controls of a standard; empty where anything in the file is something else."""
    controls = {key: mapping(value) for key, value in root.items() if key not in _ABOUT_FILE}
    is_whole = all("name" in control and {"family", "description"} & control.keys() for control in controls.values())
    return controls if is_whole else {}


class _Reader:
    """Collects controls in the order in which they stand."""

    def __init__(self, tree: Tree, meanings: Meanings) -> None:
        self.tree = tree
        self.meanings = meanings
        self.questions: list[ReadQuestion] = []
        self.rows: list[SeenRow] = []

    def satisfied(self, item: Mapping[str, Node], at: Place) -> None:
        """A control with the state that a component gives it; words that deny the state are flagged, not weighed."""
        standard, key = text_under(item, "standard_key"), text_under(item, "control_key")
        status = text_under(item, "implementation_status") or _several(item.get("implementation_statuses"))
        answer = normalise(status, self.meanings)
        narrative = _narrative(item.get("narrative"))
        flags = answer.flags - {Flag.NA_WITHOUT_REASON} if narrative else answer.flags
        if answer.normal is Normal.NO and narrative:
            flags |= {Flag.CONTRADICTED}
        row = Address("", self.tree.line(at))
        more = {
            "covered_by": "\n".join(filter(None, map(_verification, listing(item.get("covered_by"))))),
            "control_origin": text_under(item, "control_origin") or _several(item.get("control_origins")),
            "parameters": "\n".join(
                f"{text_under(one, 'key')}: {text_under(one, 'text')}" for one, _ in each(item, "parameters", at)
            ),
        }
        self.questions.append(
            ReadQuestion(
                id=key,
                text=key,
                raw=status,
                normal=answer.normal,
                address=Address("", self.tree.line((*at, "implementation_status"))),
                sections=tuple(filter(None, (standard,))),
                comment="\n\n".join(filter(None, (answer.comment if status != answer.comment else "", narrative))),
                token=answer.token,
                controls=_controls(standard, key),
                flags=flags,
                question_at=row,
                more={name: value for name, value in more.items() if value},
            )
        )
        self.rows.append(SeenRow(row, RowClass.QUESTION))

    def asked(self, standard: str, key: str, control: Mapping[str, Node], at: Place) -> None:
        """A control that a list names."""
        row = Address("", self.tree.line(at))
        self.questions.append(
            ReadQuestion(
                id=key,
                text=text_under(control, "name") or key,
                address=row,
                sections=tuple(filter(None, (text_under(control, "family") or standard,))),
                guidance=text_under(control, "description"),
                controls=_controls(standard, key),
                question_at=row,
            )
        )
        self.rows.append(SeenRow(row, RowClass.QUESTION))


def _several(node: object) -> str:
    """One state of a list of them; several are shown together and mean nothing by themselves."""
    return " + ".join(one for one in listing(node) if isinstance(one, str))


def _narrative(node: object) -> str:
    """What a component says: a text, or parts that may be named."""
    if isinstance(node, str):
        return node.strip()
    parts = map(mapping, listing(node))
    return "\n\n".join(
        ": ".join(filter(None, (text_under(part, "key"), text_under(part, "text").strip())))
        for part in parts
        if text_under(part, "text")
    )


def _verification(node: object) -> str:
    named = mapping(node)
    return " ".join(filter(None, (text_under(named, "component_key"), text_under(named, "verification_key"))))


def _controls(standard: str, key: str) -> tuple[str, ...]:
    namespace = framework_of(standard)
    return (reference(namespace, key),) if namespace else ()
