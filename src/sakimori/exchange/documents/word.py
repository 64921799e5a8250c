"""The paragraphs of a Word file (docx), read from its parts: what was deleted under tracking is no text any more.

python-docx gives neither what was inserted under tracking nor text boxes, which a contract in negotiation is full of.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from sakimori.exchange.documents.pages import MOST_LETTERS, MOST_PAGES, RawPage, of_blocks
from sakimori.exchange.lists.container import guard_archive, refuse

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY: Final = "word/document.xml"
_GONE: Final = frozenset({f"{_W}del", f"{_W}moveFrom"})
_CHANGED: Final = frozenset({f"{_W}ins", f"{_W}moveTo", *_GONE})
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def word_pages(data: bytes) -> tuple[list[RawPage], int, bool]:
    """The pages as Word last laid them out, how many there are, and whether changes are still tracked in it.

    Raises:
        UnreadableFileError: It is damaged, too large when unpacked, or no Word file.
    """
    guard_archive(data, is_workbook=False)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            body = fromstring(archive.read(_BODY), forbid_dtd=True)
    except (KeyError, ParseError, DefusedXmlException, zipfile.BadZipFile, RecursionError) as broken:
        raise refuse(
            "壊れています。Wordで開いて保存し直してください。", "It is damaged. Open it in Word and save it again."
        ) from broken
    pages: list[list[str]] = [[]]
    letters = 0
    for words in _paragraphs(body):
        before, *after = words.split("\f")
        for part in (before, *after):
            if part is not before:
                pages.append([])
            if part.strip():
                pages[-1].append(part.strip(" \t\n"))
        letters += len(words)
        if letters > MOST_LETTERS:
            break
    return [of_blocks(page) for page in pages[:MOST_PAGES]], len(pages), _has_changes(body)


def _has_changes(body: Element) -> bool:
    return any(one.tag in _CHANGED for one in body.iter())


def _paragraphs(body: Element) -> Iterator[str]:
    """The words of each paragraph in their order; a form feed stands where a page ends."""
    waiting = [body]
    while waiting:
        element = waiting.pop()
        if element.tag == f"{_W}p":
            yield "".join(_words(element))
            boxes = [one for one in element.iter(f"{_W}txbxContent") if not _is_within_fallback(element, one)]
            waiting += reversed(boxes)
        elif element.tag not in _GONE:
            waiting += reversed(list(element))


def _is_within_fallback(paragraph: Element, box: Element) -> bool:
    return any(box in set(fallback.iter()) for fallback in paragraph.iter(_FALLBACK))


def _words(paragraph: Element) -> Iterator[str]:
    """What stands in a paragraph itself, without the text boxes that hang on it."""
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if element.tag in _GONE or element.tag in {f"{_W}txbxContent", _FALLBACK}:
            continue
        if element.tag == f"{_W}t":
            yield element.text or ""
        elif element.tag == f"{_W}tab":
            yield " "
        elif element.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif element.tag == f"{_W}lastRenderedPageBreak":
            yield "\f"
        elif element.tag in {f"{_W}br", f"{_W}cr"}:
            yield "\f" if element.get(f"{_W}type") == "page" else " "
        else:
            waiting += reversed(list(element))
