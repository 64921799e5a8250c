"""What a paragraph of Word shows: text, boxes, signs of fonts and content controls, and where each is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from sakimori.exchange.questionnaires.sheets.word_numbers import VALUE, W

W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OLD: Final = f"{_MC}Fallback"
_THROUGH: Final = frozenset(
    f"{W}{name}"
    for name in ("sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "fldSimple", "bdo", "dir")
)
"""Elements around what is shown that show nothing themselves."""
_BREAKS: Final[Mapping[str, str]] = {
    f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-",
}  # fmt: skip
SYMBOLS: Final[Mapping[tuple[str, str], str]] = {
    ("wingdings", "F0A8"): "☐", ("wingdings", "F06F"): "□", ("wingdings", "F0FE"): "☑", ("wingdings", "F0FD"): "☒",
    ("wingdings", "F06E"): "■", ("wingdings", "F0FC"): "✓", ("wingdings", "F0FB"): "✖", ("wingdings", "F0A1"): "○",
    ("wingdings", "F06C"): "●", ("wingdings 2", "F0A3"): "☐", ("wingdings 2", "F052"): "☑",
    ("wingdings 2", "F054"): "☒", ("wingdings 2", "F050"): "✓",
}  # fmt: skip
"""Characters of fonts that draw signs."""
_LOCKED: Final = frozenset({"contentLocked", "sdtContentLocked"})
_OFF: Final = frozenset({"0", "false", "off"})


class Sort(Enum):
    """How a stretch of a cell's text is written in the file."""

    TEXT = auto()
    BREAK = auto()
    SYMBOL = auto()
    NUMBER = auto()
    CONTROL_BOX = auto()
    FIELD_BOX = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text of a cell, and the element that says it: the control itself, where that is a box."""

    text: str
    sort: Sort
    element: Any


def own(element: Any, tag: str) -> Iterator[Any]:  # noqa: ANN401
    """The elements of a name within another, not those within further ones of that name or within tables in it."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _THROUGH or child.tag == f"{W}sdt":
            yield from own(child, tag)


def seen(root: Any, tag: str) -> Iterator[Any]:  # noqa: ANN401
    """The elements of a name, each once: what a text box shows is written again for old programs."""
    found: Iterator[Any] = root.iter(tag)
    if next(root.iter(_OLD), None) is None:
        return found
    return (one for one in found if next(one.iterancestors(_OLD), None) is None)


def is_fixed(control: Any) -> bool:  # noqa: ANN401
    """Whether what a content control shows may not be changed, or is put there anew from elsewhere."""
    is_locked = any(lock.get(VALUE) in _LOCKED for lock in control.iterfind(f"{W}sdtPr/{W}lock"))
    return is_locked or control.find(f"{W}sdtPr/{W}dataBinding") is not None


def cell_of(element: Any) -> Any:  # noqa: ANN401
    """The cell in which an element stands; None outside of tables."""
    return next(element.iterancestors(f"{W}tc"), None)


def shown(element: Any) -> Iterator[Piece]:  # noqa: ANN401
    """The text of a paragraph or a run as a person sees it: no instructions, nothing deleted, no placeholders."""
    for child in element:
        tag = child.tag
        if tag == f"{W}t":
            yield Piece(child.text or "", Sort.TEXT, child)
        elif tag in _BREAKS:
            yield Piece(_BREAKS[tag], Sort.BREAK, child)
        elif tag == f"{W}sym":
            yield Piece(SYMBOLS.get(_symbol(child), ""), Sort.SYMBOL, child)
        elif tag == f"{W}r":
            if not is_on(child.find(f"{W}rPr/{W}vanish")):
                yield from shown(child)
        elif tag == f"{W}sdt":
            yield from _of_control(child)
        elif tag == f"{W}fldChar":
            if (box := child.find(f"{W}ffData/{W}checkBox")) is not None:
                yield Piece("☑" if is_field_ticked(box) else "☐", Sort.FIELD_BOX, box)
        elif tag == f"{W}ruby":
            yield from _shown_in(child.find(f"{W}rubyBase"))
        elif tag == f"{_MC}AlternateContent":
            yield from _shown_in(child.find(f"{_MC}Choice"))
        elif tag in _THROUGH:
            yield from shown(child)


def _shown_in(element: Any) -> Iterator[Piece]:  # noqa: ANN401
    return iter(()) if element is None else shown(element)


def _of_control(control: Any) -> Iterator[Piece]:  # noqa: ANN401
    """What a content control shows; its placeholder is nothing that anybody has entered."""
    content = control.find(f"{W}sdtContent")
    if content is None or is_placeholder(control):
        return
    if (box := control.find(f"{W}sdtPr/{W14}checkbox")) is not None:
        switch = box.find(f"{W14}checked")
        is_ticked = switch is not None and switch.get(f"{W14}val", "1") not in _OFF
        yield Piece("☑" if is_ticked else "☐", Sort.CONTROL_BOX, control)
    else:
        yield from shown(content)


def is_placeholder(control: Any) -> bool:  # noqa: ANN401
    """Whether a content control only shows what is to be entered."""
    return is_on(control.find(f"{W}sdtPr/{W}showingPlcHdr"))


def offered(control: Any) -> tuple[str, ...]:  # noqa: ANN401
    """The members that a content control offers; an item without a value is its placeholder."""
    for kind in ("dropDownList", "comboBox"):
        items = control.findall(f"{W}sdtPr/{W}{kind}/{W}listItem")
        entered = [item for item in items if item.get(f"{W}value")]
        if entered:
            return tuple(dict.fromkeys(item.get(f"{W}displayText") or item.get(f"{W}value") for item in entered))
    return ()


def is_field_ticked(box: Any) -> bool:  # noqa: ANN401
    """Whether a check box of an old form is ticked: by hand, else as it was sent out."""
    for name in ("checked", "default"):
        if (found := box.find(f"{W}{name}")) is not None:
            return is_on(found)
    return False


def _symbol(element: Any) -> tuple[str, str]:  # noqa: ANN401
    return element.get(f"{W}font", "").casefold(), element.get(f"{W}char", "").upper()


def is_on(switch: Any) -> bool:  # noqa: ANN401
    """Whether an element that switches something is there and does not say that it is off."""
    return switch is not None and switch.get(VALUE, "1") not in _OFF
