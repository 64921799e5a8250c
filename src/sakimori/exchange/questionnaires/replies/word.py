"""Answers into a document of Word: the text of the named cells is spliced into the main part, the rest stays."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sakimori.domain.values.text import Text
from sakimori.errors import InvalidValueError, StateError
from sakimori.exchange.questionnaires.reading.result import Address
from sakimori.exchange.questionnaires.replies.offers import ANSWER, checked
from sakimori.exchange.questionnaires.replies.parts import (
    after_tag,
    damaged,
    escaped,
    refuse_signed,
    retagged,
    spliced,
    walk,
    with_parts,
)
from sakimori.exchange.questionnaires.sheets.word import WordCell, WordDocument
from sakimori.exchange.questionnaires.sheets.word_numbers import VALUE, W
from sakimori.exchange.questionnaires.sheets.word_text import SYMBOLS, W14, Piece, Sort, is_placeholder

_NO_CELL: Final = Text("文書にある表のセルにしてください。", "Name a cell of a table in the document.")
_LOCKED: Final = Text(
    "{where}は変更できないように保護されています。", "{where} is locked against changes. Nothing was written."
)
_TEXTS: Final = frozenset(
    f"{W}{name}"
    for name in ("r", "hyperlink", "ins", "del", "moveTo", "moveFrom", "smartTag", "customXml", "fldSimple", "sdt")
)
"""What of a paragraph goes where its text is replaced; bookmarks and marks of remarks stay."""
_TICKED: Final = "1"
_CODES: Final = {(font, sign): code for (font, code), sign in SYMBOLS.items()}
_FILLED: Final = frozenset("☑☒■●✓✔⬛◼")


def answer_word(data: bytes, answers: Mapping[Address, str]) -> bytes:
    """The document with answers in the cells of its tables; a blank answer empties its cell.

    Boxes are ticked where they stand, what was added below a text becomes a paragraph, anything else replaces the text
    of the cell in its own format.

    Raises:
        InvalidValueError: An answer is not among what its cell offers, is too long, or there is no such cell.
        StateError: A cell is locked, or the document is signed.
        UnreadableFileError: It is no document of Word, or a damaged one.
    """
    document = WordDocument.of(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        refuse_signed(archive)
    facts = {table.name: table.facts() for table in document.tables}
    cells = {(table.name, cell.row, cell.column): cell for table in document.tables for cell in table.cells}
    edits = _Edits(document)
    for address, new in checked(facts, answers):
        place = address.row, address.column or 0
        cell = cells.get((address.sheet, *place))
        if cell is None:
            raise InvalidValueError(field=ANSWER, value=str(address), expected=_NO_CELL)
        if place in facts[address.sheet].formulas:
            raise StateError(why=_LOCKED.format(where=str(address)))
        _CellWriter(edits, cell).write(new.text.replace("\r\n", "\n"))
    return with_parts(data, {document.part: edits.done()})


@dataclass(frozen=True, slots=True)
class _Span:
    """Where an element stands in the bytes: its start tag, what is inside, and its end."""

    start: int
    inside: int
    inside_end: int
    end: int
    is_single: bool


@dataclass(slots=True)
class _Edits:
    """Changes of elements, each known by its number among all of the part, as changes of its bytes."""

    document: WordDocument
    _numbers: dict[Any, int] = field(init=False)
    _spans: list[_Span] = field(init=False)
    _changes: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._numbers = {element: number for number, element in enumerate(self.document.root.iter("*"))}
        self._spans = list(_spans(self.document.xml))
        if len(self._spans) != len(self._numbers):
            raise damaged()

    def span(self, element: Any) -> _Span:  # noqa: ANN401 - elements of lxml have no types
        return self._spans[self._numbers[element]]

    def raw(self, element: Any) -> bytes:  # noqa: ANN401
        """An element as it is written."""
        span = self.span(element)
        return self.document.xml[span.start : span.end]

    def fill(self, element: Any, content: bytes) -> None:  # noqa: ANN401
        """Put something in the place of all that is inside an element."""
        span = self.span(element)
        if span.is_single:
            tag = self.document.xml[span.start : span.end]
            self._changes[span.start, span.end] = self._opened(element, tag, content)
        else:
            self._changes[span.inside, span.inside_end] = content

    def replace(self, element: Any, content: bytes) -> None:  # noqa: ANN401
        """Put something in the place of an element."""
        span = self.span(element)
        self._changes[span.start, span.end] = content

    def add_inside(self, element: Any, content: bytes) -> None:  # noqa: ANN401
        """Put something at the end of what is inside an element."""
        span = self.span(element)
        if span.is_single:
            self.fill(element, content)
        else:
            self._insert(span.inside_end, content)

    def add_after(self, element: Any, content: bytes) -> None:  # noqa: ANN401
        self._insert(self.span(element).end, content)

    def tag(self, element: Any, name: str, value: str) -> None:  # noqa: ANN401
        """Set an attribute of an element, which has a prefix."""
        span = self.span(element)
        attribute = f"{element.prefix}:{name}".encode()
        made = retagged(
            self.document.xml[span.start : span.inside], frozenset({attribute}), {attribute: value.encode()}
        )
        self._changes[span.start, span.inside] = made[:-1] + b"/>" if span.is_single else made

    def done(self) -> bytes:
        return spliced(self.document.xml, self._changes)

    def _insert(self, at: int, content: bytes) -> None:
        self._changes[at, at] = self._changes.get((at, at), b"") + content

    def _opened(self, element: Any, tag: bytes, content: bytes) -> bytes:  # noqa: ANN401
        name = tag[1:].split(None, 1)[0].rstrip(b"/>")
        return retagged(tag, frozenset(), {}) + content + b"</" + name + b">"


def _spans(xml: bytes) -> Iterator[_Span]:
    found: list[_Span | None] = []
    open_ones: list[tuple[int, int, int, bool]] = []

    def begin(_name: str, _attributes: dict[str, str], here: int) -> None:
        inside, is_single = after_tag(xml, here)
        open_ones.append((len(found), here, inside, is_single))
        found.append(None)

    def finish(_name: str, here: int) -> None:
        number, start, inside, is_single = open_ones.pop()
        inside_end = inside if is_single else here
        found[number] = _Span(start, inside, inside_end, inside if is_single else after_tag(xml, here)[0], is_single)

    walk(xml, begin, finish)
    return (span for span in found if span is not None)


@dataclass(frozen=True, slots=True)
class _CellWriter:
    """Writes one cell."""

    edits: _Edits
    cell: WordCell

    def write(self, text: str) -> None:
        """Set its text."""
        pieces = list(self.cell.pieces())
        shown = "".join(piece.text for piece in pieces)
        standing = shown.strip()
        if text == standing:
            return
        if standing and len(text) == len(standing) and self._ticks(pieces, shown, text):
            return
        if standing and text.startswith(f"{standing}\n"):
            self._add_below(text[len(standing) + 1 :])
        else:
            self._replace(text)

    def _ticks(self, pieces: Iterable[Piece], shown: str, text: str) -> bool:
        """Set single characters where they stand; False where one of them stands in no element of its own."""
        wanted = shown[: len(shown) - len(shown.lstrip())] + text
        changes: list[tuple[Piece, str]] = []
        at = 0
        for piece in pieces:
            new = wanted[at : at + len(piece.text)]
            at += len(piece.text)
            if new and new != piece.text[: len(new)]:
                changes.append((piece, new + piece.text[len(new) :]))
        if any(piece.sort in {Sort.BREAK, Sort.NUMBER} or not self._can_say(piece, new) for piece, new in changes):
            return False
        for piece, new in changes:
            self._say(piece, new)
        return True

    def _can_say(self, piece: Piece, new: str) -> bool:
        if piece.sort is Sort.SYMBOL:
            return (piece.element.get(f"{W}font", "").casefold(), new) in _CODES
        return piece.sort is not Sort.FIELD_BOX or bool(piece.element.prefix)

    def _say(self, piece: Piece, new: str) -> None:
        match piece.sort:
            case Sort.SYMBOL:
                font = piece.element.get(f"{W}font", "").casefold()
                self.edits.tag(piece.element, "char", _CODES[font, new])
            case Sort.CONTROL_BOX:
                self._tick_control(piece.element, is_ticked=new in _FILLED)
            case Sort.FIELD_BOX:
                self._tick_field(piece.element, is_ticked=new in _FILLED)
            case _:
                self.edits.fill(piece.element, escaped(new).encode())

    def _tick_control(self, control: Any, *, is_ticked: bool) -> None:  # noqa: ANN401
        """Tick a box that is a content control, with the sign that it has for that."""
        box = control.find(f"{W}sdtPr/{W14}checkbox")
        state = box.find(f"{W14}{'checkedState' if is_ticked else 'uncheckedState'}")
        code = (state.get(f"{W14}val", "") if state is not None else "") or ("2612" if is_ticked else "2610")
        switch = box.find(f"{W14}checked")
        if switch is not None:
            self.edits.tag(switch, "val", _TICKED if is_ticked else "0")
        else:
            value = _TICKED if is_ticked else "0"
            self.edits.add_inside(box, f'<{box.prefix}:checked {box.prefix}:val="{value}"/>'.encode())
        for sign in control.iter(f"{W}t", f"{W}sym"):
            if sign.tag == f"{W}t":
                self.edits.fill(sign, escaped(chr(int(code, 16))).encode())
            else:
                self.edits.tag(sign, "char", f"{int(code, 16) | 0xF000:04X}")

    def _tick_field(self, box: Any, *, is_ticked: bool) -> None:  # noqa: ANN401
        """Tick a check box of an old form."""
        switch, value = box.find(f"{W}checked"), _TICKED if is_ticked else "0"
        if switch is not None:
            self.edits.tag(switch, "val", value)
        else:
            self.edits.add_inside(box, f'<{box.prefix}:checked {box.prefix}:val="{value}"/>'.encode())

    def _add_below(self, text: str) -> None:
        """Add paragraphs in the format of the last one."""
        last = list(self.cell.paragraphs())[-1]
        name = _tag(last, "p")
        format_ = last.find(f"{W}pPr")
        head = b"" if format_ is None else self.edits.raw(format_)
        made = b"".join(b"<%s>%s%s</%s>" % (name, head, self._run(last, line), name) for line in text.split("\n"))
        self.edits.add_after(last, made)

    def _replace(self, text: str) -> None:
        """Put a text in the place of what the cell shows, in the control that is there to be filled if there is one."""
        paragraphs = list(self.cell.paragraphs())
        if not paragraphs:
            raise damaged()
        control = next((one for one in self.cell.controls if one.find(f"{W}sdtPr/{W14}checkbox") is None), None)
        if control is not None:
            self._set_entered(control, is_blank=not text)
        target = self._target(control, paragraphs)
        for holder in paragraphs:
            self._empty(holder, self._run(holder, text) if holder is target and text else b"", control)

    def _target(self, control: Any, paragraphs: list[Any]) -> Any:  # noqa: ANN401
        """The paragraph that takes the text: that of the control, else the first."""
        if control is None:
            return paragraphs[0]
        return next(
            (one for one in paragraphs if control in one.iterancestors() or one in control.iterancestors()),
            paragraphs[0],
        )

    def _empty(self, paragraph: Any, run: bytes, control: Any) -> None:  # noqa: ANN401
        """Take the text out of a paragraph and put a run in its place, within the control if that is a part of it."""
        texts = [one for one in paragraph if one.tag in _TEXTS]
        if control is not None and control in texts:
            texts.remove(control)
            self.edits.fill(control.find(f"{W}sdtContent"), run)
            run = b""
        if not texts and run:
            self.edits.add_inside(paragraph, run)
        for place, one in enumerate(texts):
            self.edits.replace(one, run if not place else b"")

    def _set_entered(self, control: Any, *, is_blank: bool) -> None:  # noqa: ANN401
        """Say of a control that what it shows was entered."""
        switch = control.find(f"{W}sdtPr/{W}showingPlcHdr")
        if switch is not None and is_placeholder(control) and not is_blank:
            self.edits.replace(switch, b"")

    def _run(self, paragraph: Any, text: str) -> bytes:  # noqa: ANN401
        """A run in the format of a paragraph's first one, else in that of its mark."""
        run, line, breaks = (_tag(paragraph, name) for name in ("r", "t", "br"))
        lines = (b'<%s xml:space="preserve">%s</%s>' % (line, escaped(one).encode(), line) for one in text.split("\n"))
        return b"<%s>%s%s</%s>" % (run, self._format(paragraph), (b"<%s/>" % breaks).join(lines), run)

    def _format(self, paragraph: Any) -> bytes:  # noqa: ANN401
        """The format of what stands in a paragraph; that of a placeholder is none, nor is a change that is tracked."""
        runs = paragraph.iter(f"{W}r")
        found = next((one for run in runs if (one := run.find(f"{W}rPr")) is not None), None)
        if found is None:
            found = paragraph.find(f"{W}pPr/{W}rPr")
        if found is None or any(found.find(f"{W}{name}") is not None for name in ("ins", "del", "rPrChange", "vanish")):
            return b""
        style = found.find(f"{W}rStyle")
        return b"" if style is not None and "placeholder" in style.get(VALUE, "").casefold() else self.edits.raw(found)


def _tag(element: Any, name: str) -> bytes:  # noqa: ANN401
    """The name of another element of Word, with the prefix that this one has."""
    return f"{element.prefix}:{name}".encode() if element.prefix else name.encode()
