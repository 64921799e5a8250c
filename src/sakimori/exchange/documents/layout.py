"""Lines of a page as paragraphs: what belongs together, what begins anew, and what only runs along every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from sakimori.exchange.documents.letters import JAPANESE, one_form

HYPHEN: Final = "\x02"
"""What pdfium gives for a hyphen at the end of a line."""
_HYPHENS: Final = frozenset(f"-\u2010\u2011{HYPHEN}\ufffe\xad")
"""Signs at the end of a line that part a word."""
_WRITTEN_WITH: Final = re.compile(
    r"(?:^|[^A-Za-z])(?:[A-Za-z]|third|sub|non|self|one|two|three|then|cross|multi|up|opt|pre|on|off|end|data|well|long|short|"
    r"high|low|world|first|second|pass|state|day|time|need|know|co)$",
    re.IGNORECASE,
)
"""Words behind which a hyphen at the end of a line is most likely one of the word."""
_ENDS: Final = re.compile(r"[。．.:：;；!?！？」』)）]\s*$")
_MARK: Final = re.compile(
    r"\s*(?:第\s*[0-9一二三四五六七八九十百]+\s*[条章節款]|附\s*則|別\s*[紙表]|前\s*文$|"
    r"[(【〔\[][^)】〕\]]{1,25}[)】〕\]]\s*$|\([0-9a-zA-Zivx一二三四五六七八九十ア-ン]{1,4}\)|[①-⑳・●○■□◆◇※•▪]|"
    r"(?:article|section|clause|schedule|annex|appendix|exhibit)\s+[0-9ivxa-z])",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"\s*(?:[A-Z]{1,5}-[0-9]{1,3}(?:[.-][0-9]{1,3})?[\s:]|[A-Z][A-Za-z.'/() -]{2,36}:\s|[^、。\s:]{2,14}:(?!//))"
)
"""What begins a line of its own where the one before is not full: ids of controls, labels of values."""
_NUMBERED: Final = re.compile(rf"\s*[0-9]{{1,2}}(?:\.[0-9]{{1,2}})*\s*(?:[.)]\s*(?=\S)|\s+(?=[A-Z\"“(]|[{JAPANESE}]))")
_PAGE_NUMBER: Final = re.compile(
    r"\s*(?:[-(]?\s*(?:page|p\.)?\s*[0-9]{1,4}\s*(?:(?:/|of)\s*[0-9]{1,4})?\s*[-)]?)\s*$", re.IGNORECASE
)
_DIGITS: Final = re.compile(r"[0-9]+")
_EDGE: Final = 0.075
"""Headers and footers stand in this share of a page, at its top and its bottom."""
_MANY, _CERTAIN, _COLUMN = 0.4, 3, 12
"""From so many lines with another one beside it on, a page has columns; so many lines that end alike show an edge;
and so many letters high is a column at least."""
_SHORT, _FAR_SHORT, _APART, _OTHER_SIZE = 2.5, 0.3, 0.15, 1.18
"""What a line lacks at its right before it is short, in letters and in shares of its column; the gap above a paragraph
beyond the usual one, in letters; and by how much letters of another size differ."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page or of a cell: its letters, where each came from in the page, and its place in points.

    `size` is the height of its letters; without one nothing is known of its place. `edge` is how far to the right it
    could reach.
    """

    text: str
    places: tuple[int, ...]
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    size: float = 0.0
    edge: float = 0.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of one page."""

    height: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a cell on one page; `goes_on` says that it does not end there."""

    text: str
    places: tuple[int, ...]
    first: Line
    last: Line
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class _Spread:
    """Where the first and the last line of a page stand, and the usual gap between two."""

    first: float
    last: float
    gap: float


def in_one_form(text: str) -> str:
    """A text letter by letter in one form, for looking at how it begins and ends."""
    return "".join(map(one_form, text))


def without_running_lines(sheets: Sequence[Sheet]) -> list[tuple[Line, ...]]:
    """The lines of each page without headers, footers and page numbers."""
    counted = Counter(
        key for sheet in sheets for key in {_running_key(line) for line in sheet.lines if _at(sheet, line)}
    )
    often = 3 if len(sheets) > 5 else 2
    running = {key for key, count in counted.items() if count >= often}
    return [tuple(line for line in sheet.lines if not _runs_along(sheet, line, running)) for sheet in sheets]


def _runs_along(sheet: Sheet, line: Line, running: set[tuple[str, str]]) -> bool:
    if not _at(sheet, line):
        return False
    return _running_key(line) in running or bool(_PAGE_NUMBER.match(in_one_form(line.text)))


def _at(sheet: Sheet, line: Line) -> str:
    """At which edge of its page a line stands, if at one."""
    if not line.size:
        return ""
    return "top" if line.bottom < _EDGE * sheet.height else "bottom" if line.top > (1 - _EDGE) * sheet.height else ""


def _running_key(line: Line) -> tuple[str, str]:
    return f"{line.top:.0f}", _DIGITS.sub("#", "".join(in_one_form(line.text).split()))


def blocks_of(lines: Sequence[Line]) -> list[Block]:
    """The paragraphs of a page, in the order in which the page gives its lines."""
    groups: list[list[Line]] = []
    page = _Spread(
        min((one.top for one in lines), default=0), max((one.top for one in lines), default=0), usual_gap(lines)
    )
    for line in lines:
        if groups and not begins_anew(groups[-1][-1], line, page):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_block(group) for group in groups]


def begins_anew(before: Line, line: Line, page: _Spread) -> bool:
    """Whether a line is the first of a paragraph, and not the next of the one before."""
    if begins_with_mark(line.text, after=before):
        return True
    if before.size and line.size and not 1 / _OTHER_SIZE < line.size / before.size < _OTHER_SIZE:
        return True
    if line.top - before.top < before.size / 2 or not _overlap(before, line):
        # The cell beside it or of the next row, unless the text goes on at the top of the next column.
        return not (_is_next_column(before, line, page) and _runs_on(before))
    if line.top - before.bottom > page.gap + _APART * line.size or line.text[:1] == "\u3000":
        return True
    # Lines of Latin letters that are not justified end anywhere, those of Japanese only where a paragraph does.
    is_sure = _ENDS.search(before.text) or not _is_latin(before.text[-1:]) or is_short(before, _FAR_SHORT)
    return bool(is_sure) and is_short(before)


def begins_with_mark(text: str, *, after: Line) -> bool:
    """Whether a line begins with what numbers or lists paragraphs; figures alone may be in the middle of a sentence."""
    if text[:1] in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳":
        return True
    said = in_one_form(text)
    if _MARK.match(said):
        return True
    is_possible = bool(_ENDS.search(after.text)) or is_short(after)
    return is_possible and bool(_NUMBERED.match(said) or _LABEL.match(said))


def is_short(line: Line, share: float = 0.0) -> bool:
    """Whether a line ends before the edge that the lines below each other have in common."""
    return not line.size or line.edge - line.right > max(_SHORT * line.size, share * (line.edge - line.left))


def with_edges(lines: Sequence[Line], width: float) -> list[Line]:
    """The lines of a page, each with how far it could reach: as far as others that begin below each other.

    Where too few end alike, a line with nothing beside it could reach the right margin, which is as wide as the left
    one, unless the page has columns.
    """
    beside = _beside(lines)
    has_columns = len(beside) > len(lines) * _MANY
    margin = width - min((line.left for line in lines), default=0.0)
    found = []
    for place, line in enumerate(lines):
        rights = [one.right for one in lines if abs(one.left - line.left) < 4 * line.size]
        is_certain = sum(max(rights) - right < line.size for right in rights) >= _CERTAIN
        is_alone = not has_columns and place not in beside and not is_certain
        found.append(replace(line, edge=max(*rights, margin if is_alone else 0.0)))
    return found


def _beside(lines: Sequence[Line]) -> set[int]:
    """Which lines have another one beside them, as cells and columns do."""
    order = sorted(range(len(lines)), key=lambda place: lines[place].top)
    found: set[int] = set()
    for number, place in enumerate(order):
        for other in order[number + 1 :]:
            if lines[other].top > lines[place].bottom - 0.3 * lines[place].size:
                break
            if not _overlap(lines[place], lines[other]):
                found |= {place, other}
    return found


def usual_gap(lines: Sequence[Line]) -> float:
    """The gap between two lines of a paragraph: the smallest that a page has more than once."""
    gaps = sorted(
        round(line.top - before.bottom, 1)
        for before, line in pairwise(lines)
        if line.size and line.top > before.top and _overlap(before, line)
    )
    again = (one for one, other in pairwise(gaps) if other - one < 0.5)
    return next(again, gaps[0] if gaps else 0.0)


def _is_next_column(before: Line, line: Line, page: _Spread) -> bool:
    is_at_foot, is_at_head = before.top > page.last - 3 * before.size, line.top < page.first + 3 * line.size
    is_long = page.last - page.first > _COLUMN * line.size
    return is_long and line.left > before.left + 4 * line.size and is_at_foot and is_at_head


def _runs_on(before: Line) -> bool:
    """Whether a paragraph goes on at the top of the next column or page: its line is full and its sentence open."""
    return not is_short(before) and not _ENDS.search(before.text)


def _overlap(one: Line, other: Line) -> bool:
    return min(one.right, other.right) - max(one.left, other.left) > 0


def _block(group: Sequence[Line]) -> Block:
    text, places = "", list[int]()
    for line in group:
        text, places = joined(text, places, line.text, list(line.places))
    return Block(text, tuple(places), group[0], group[-1], goes_on=_runs_on(group[-1]))


_CUT_OFF: Final = re.compile(r"[a-z,\u2010\x02\ufffe-]$|[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff、]$")
_SAYS: Final = re.compile(r"は、|が、|[a-z] (?:shall|will|must|may|is|are|does|has|have) ")
_GOES_ON: Final = re.compile(r"[a-z]|[\u3041-\u3096\u4e00-\u9fff]")
_SENTENCE: Final = 30


def is_cut_off(before: Block, block: Block, *, is_next_page: bool = False) -> bool:
    """Whether a paragraph is the rest of the sentence before it, which a hard break has parted from it."""
    # Behind a number that hangs out, the next line may begin left of the text and end before it.
    is_in_reach = _overlap(before.last, block.first) or block.first.left < before.last.left
    is_below = block.first.top > before.last.top and is_in_reach
    if not (is_below or is_next_page or not before.last.size):
        return False
    if before.first.size != block.first.size or begins_with_mark(block.text, after=before.last):
        return False
    is_open = len(before.text) >= _SENTENCE and _CUT_OFF.search(before.text) and _SAYS.search(before.text)
    is_japanese = not _is_latin(before.text[-1:])
    # In Japanese nothing but its end tells a sentence from a heading or a cell.
    ends = bool(re.match(r"[\u3041-\u3096]", block.text) or re.search(r"[。．.;]", block.text))
    return bool(is_open) and bool(_GOES_ON.match(block.text)) and (ends or not is_japanese)


def joined(text: str, places: list[int], more: str, more_places: list[int]) -> tuple[str, list[int]]:
    """Two lines as one: with a blank between words of Latin letters, without one in Japanese and in a parted word."""
    more_stripped = more.strip()
    cut = len(more) - len(more.lstrip())
    more_places = more_places[cut : cut + len(more_stripped)]
    if not text:
        return more_stripped, more_places
    if text[-1] in _HYPHENS and more_stripped[:1].isalpha():
        is_written = more_stripped[0].isupper() or _WRITTEN_WITH.search(text[:-1])
        return text[:-1] + "-" * bool(is_written) + more_stripped, places[: None if is_written else -1] + more_places
    if _is_latin(text[-1]) and _is_latin(more_stripped[:1]):
        return f"{text} {more_stripped}", [*places, -1, *more_places]
    return text + more_stripped, places + more_places


def _is_latin(letter: str) -> bool:
    return bool(letter) and not re.match(f"[{JAPANESE}]", letter)
