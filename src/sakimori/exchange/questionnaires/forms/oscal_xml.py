"""An OSCAL catalog in XML as the tree that the same catalog has in JSON."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import Any, Final
from xml.sax import SAXException
from xml.sax.handler import ContentHandler  # only its interface: defusedxml parses

from defusedxml import DefusedXmlException
from defusedxml.sax import parse

from sakimori.exchange.packs.yaml_reading import Node
from sakimori.exchange.questionnaires.reading.tree import Place, Tree

_MANY: Final = {"group": "groups", "control": "controls", "part": "parts", "prop": "props", "param": "params"}
_BLOCKS: Final = frozenset({"p", "ul", "ol", "pre", "table", "blockquote"})
_NO_PROSE: Final = frozenset({"title", "link", "remarks"})
_DECLARATION: Final = re.compile(r"^<\?xml\b[^<>]{0,200}\?>")
_DEEPEST: Final = 60


@dataclass(slots=True)
class _Element:
    """An element while it is read."""

    name: str
    line: int
    attributes: dict[str, str]
    children: list[_Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


class _Handler(ContentHandler):
    """Builds elements with their lines."""

    def __init__(self) -> None:
        super().__init__()
        self.root: _Element | None = None
        self._open: list[_Element] = []
        self._locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802, ANN401 - the names of xml.sax
        """Keep what knows the line."""
        self._locator = locator

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802, ANN401 - the names of xml.sax
        """Begin an element."""
        if len(self._open) >= _DEEPEST:
            raise SAXException("too deep")
        element = _Element(name.rpartition(":")[2], self._locator.getLineNumber(), dict(attrs.items()))
        if self._open:
            parent = self._open[-1]
            parent.children.append(element)
            parent.texts.append("")
        else:
            self.root = element
        element.texts.append("")
        self._open.append(element)

    def endElement(self, name: str) -> None:  # noqa: N802 - the names of xml.sax
        """End an element."""
        del name
        self._open.pop()

    def characters(self, content: str) -> None:
        """Keep text before the next child."""
        if self._open:
            self._open[-1].texts[-1] += content


def read_oscal_xml(text: str) -> Tree | None:
    """The tree of a catalog; None for any other XML, and for one that is damaged or declares entities."""
    handler = _Handler()
    try:
        # The text is decoded: what its first line says of the encoding is no longer so.
        bare = _DECLARATION.sub("", text.lstrip("\ufeff \t\r\n"))
        parse(io.BytesIO(bare.encode()), handler, forbid_dtd=True)
    except (SAXException, DefusedXmlException, ValueError, LookupError):
        return None
    if handler.root is None or handler.root.name != "catalog":
        return None
    lines: dict[Place, int] = {}
    return Tree({"catalog": _node(handler.root, ("catalog",), lines)}, lines)


def _node(element: _Element, place: Place, lines: dict[Place, int]) -> dict[str, Node]:
    lines[place] = element.line
    node: dict[str, Node] = dict(element.attributes)
    prose: list[str] = []
    for child in element.children:
        if child.name in _MANY:
            many = node.setdefault(_MANY[child.name], [])
            if isinstance(many, list):
                many.append(_node(child, (*place, _MANY[child.name], len(many)), lines))
        elif child.name == "metadata":
            node["metadata"] = _node(child, (*place, "metadata"), lines)
        elif child.name in _BLOCKS or (element.name == "part" and child.name not in _NO_PROSE):
            prose.append(_prose(child))
        elif child.name == "select":
            node["select"] = _select(child)
        else:
            node.setdefault(child.name, _inline(child))
    if prose:
        node["prose"] = "\n\n".join(filter(None, prose))
    return node


def _select(element: _Element) -> dict[str, Node]:
    return {"choice": [_inline(child) for child in element.children if child.name == "choice"]}


def _prose(element: _Element) -> str:
    """The text of a block; items of a list begin with a dash, as in the other forms of a catalog."""
    if element.name in {"ul", "ol"}:
        return "\n".join(f"- {_inline(item)}" for item in element.children if item.name == "li")
    if element.name == "blockquote":
        return "\n\n".join(map(_prose, element.children)) or _inline(element)
    if element.name == "table":
        return "\n".join(" | ".join(map(_inline, row.children)) for row in element.children)
    return _inline(element)


def _inline(element: _Element) -> str:
    """The text of an element with all that is in it, in the order in which it stands."""
    parts = [element.texts[0]]
    for child, after in zip(element.children, element.texts[1:], strict=True):
        if child.name == "insert":
            parts.append(f"{{{{ insert: param, {child.attributes.get('id-ref', '')} }}}}")
        elif child.name == "a" and child.attributes.get("href"):
            parts.append(f"[{_inline(child)}]({child.attributes['href']})")
        else:
            if child.name == "q":
                parts.append('"')
            parts.append(f"\n{_prose(child)}\n" if child.name in {"ul", "ol"} else _inline(child))
        parts.append(f'"{after}' if child.name == "q" else after)
    return "\n".join(" ".join(line.split()) for line in "".join(parts).splitlines() if line.strip())
