"""What a file says of its own tokens: printed legends, and lists whose members explain each other."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from sakimori.exchange.lists.grid import GridRow
from sakimori.exchange.questionnaires.reading.normal import fold_token, normalise
from sakimori.exchange.questionnaires.reading.result import Normal
from sakimori.exchange.questionnaires.sheets.columns import ColumnRole
from sakimori.exchange.questionnaires.sheets.layout import Layout

_SIGN: Final = (
    r"[○〇◯⭕●◎△▲▵×✕╳✖❌✓☑✔レ■□xXｘＸoOＯpPyYnNA-EＡ-Ｅ／/\-－―ー‐–—−]|[0-9０-９]|N/?A|"
    r"有|無|可|不可|あり|なし|必要|不要"
)
_PAIR: Final = re.compile(
    rf"(?:^|(?<=[\s　、,，;；/／・:：（(「【\[〔…】)）\]]))[「『]?({_SIGN})[」』]?\s*(?:[:：=＝]|\.{{3}}|…+|→|⇒)\s*"
    rf"([A-Za-z]+(?:[ -](?!(?:{_SIGN})\s*[:：=＝])[A-Za-z']+)*|[^\s　、,，;；。()（）」】:：=＝／/]+)",
    re.MULTILINE,
)
_ALONE: Final = re.compile(rf"\s*[「『]?(?:{_SIGN})[」』]?\s*(?:[:：=＝…→⇒]|\.{{3}})[^:：=＝→⇒]{{1,80}}")
"""A line that explains one sign and says nothing else."""
_SPACED: Final = re.compile(rf"[「『]?({_SIGN})[」』]?(?:\s*(?:[:：=＝→⇒]|\.{{3}}|…+)\s*|[\s　]+)([^:：=＝→⇒]{{1,80}})")
"""A sign and what it means, with a mark or a blank between."""
_NAMED: Final = re.compile(r"^\s*[※＊*■【\[〔(（]?\s*(?:凡例|記号|回答区分|legend|key)(?!管理)", re.IGNORECASE)
_FULLY: Final = re.compile(r"^(?:全て|すべて|完全に|十分に?|fully|completely)\s*", re.IGNORECASE)
_KINDS: Final = (
    (
        Normal.NA,
        re.compile(r"該当(?:し)?(?:ない|なし|無し|しません)|対象外|非該当|適用外|not applicable", re.IGNORECASE),
    ),
    (Normal.PLANNED, re.compile(r"予定|検討中|計画中|準備中|planned", re.IGNORECASE)),
    (Normal.PARTLY, re.compile(r"一部|部分|不十分|条件付|軽微|partial|partly|alternate", re.IGNORECASE)),
    (Normal.UNKNOWN, re.compile(r"不明|わからない|分からない|unknown", re.IGNORECASE)),
    (
        Normal.NO,
        re.compile(
            r"^(?:未|非|不適合|不備|要改善|(?:問題|課題|リスク|懸念)(?:が|は)?(?:あり|有|ある))|(?<!当し)(?<!から)ない|ません|\bnot\b|^no\b",
            re.IGNORECASE,
        ),
    ),
)
_YES: Final = re.compile(
    r"^(?:対応|実施|適合|遵守|導入|整備|満たし)|できている|している|問題(?:は|が)?(?:ない|なし|ありません)|^yes\b",
    re.IGNORECASE,
)
_OFFERED: Final = (
    (("y", "n"), {"n": Normal.NO}),
    (("yes", "n"), {"n": Normal.NO}),
    (("あり", "なし"), {"なし": Normal.NO}),
    (("有り", "なし"), {"なし": Normal.NO}),
    (("有", "なし"), {"なし": Normal.NO}),
)
"""Lists in which a doubtful member is the only opposite of a plain one."""


def meaning_in_words(words: str) -> Normal | None:
    """What an explanation of a sign says of it; None where it says nothing plain."""
    bare = _FULLY.sub("", words.strip())
    for text in (words, bare):
        found = normalise(text)
        if found.token and found.normal is not Normal.AMBIGUOUS:
            return found.normal
    kinds = [normal for normal, pattern in _KINDS if pattern.search(bare)]
    if len(kinds) > 1:
        return None
    is_yes = bool(_YES.search(bare))
    return kinds[0] if kinds and not (is_yes and "問題" in bare) else Normal.YES if is_yes else None


def legend_in(text: str) -> dict[str, Normal]:
    """The signs that a text explains, such as `○:実施 △:一部 ×:未実施`; empty for any other text.

    Where it explains several, one that is explained in words of its own means nothing until a person has said what.
    """
    found: dict[str, Normal] = {}
    unclear: list[str] = []
    for sign, words in _PAIR.findall(text):
        # Of several English words all say more than the first; it may be all that is plain, as in `Implemented in A`.
        if (normal := meaning_in_words(words) or meaning_in_words(words.partition(" ")[0])) is not None:
            found.setdefault(fold_token(sign), normal)
        else:
            unclear.append(fold_token(sign))
    if len(found) > 1:
        found |= {sign: Normal.AMBIGUOUS for sign in unclear if sign not in found}
    return found


def is_legend(row: GridRow, layout: Layout | None = None) -> bool:
    """Whether a row explains signs: it says so, explains at least two, or one alone above the table.

    A question may explain its own besides.
    """
    text = _text(row)
    is_named = bool(_NAMED.match(text))
    if layout and row.number > layout.header.row and not is_named and len(set(row.own.values())) > 1:
        return False
    explained = legend_in(text)
    is_above = layout is None or row.number <= layout.header.row - layout.header.depth
    is_whole = is_above and bool(_ALONE.fullmatch(text))
    return len(explained) > 1 or (bool(explained) and is_whole) or (is_named and (bool(explained) or len(row.own) == 1))


def _text(row: GridRow) -> str:
    return "\n".join(row.own.values())


def sheet_legend(rows: Sequence[GridRow], layout: Layout, legends: Collection[int] = ()) -> dict[str, Normal]:
    """What the rows of a sheet, the labels above its answers and the cells right of its table explain.

    `legends` are the rows below the table that are nothing else.
    """
    first = layout.header.row - layout.header.depth
    labels = [legend_in(layout.header.label(column)) for column in layout.columns(ColumnRole.ANSWER)]
    within = (legend_in(_text(row)) for row in rows if is_legend(row, layout))
    apart = [row for row in rows if row.number <= first or row.number in legends]
    return agreed(
        [
            *labels,
            *within,
            *_sign_by_sign(_text_of_pair(list(row.own.values())) for row in apart),
            *legend_beside(rows, max((*layout.roles, *layout.marks), default=0), layout.header.row),
        ]
    )


def printed_legend(rows: Sequence[GridRow]) -> dict[str, Normal]:
    """What a sheet without questions explains, as sheets on how to fill in the others do."""
    within = (legend_in(_text(row)) for row in rows if is_legend(row))
    return agreed([*within, *_sign_by_sign(_text_of_pair(list(row.own.values())) for row in rows)])


def agreed(legends: Iterable[Mapping[str, Normal]]) -> dict[str, Normal]:
    """What several legends say together: of what they explain in two ways a person has to say which one holds."""
    found: dict[str, set[Normal]] = {}
    for legend in legends:
        for sign, normal in legend.items():
            found.setdefault(sign, set()).add(normal)
    return {sign: next(iter(normals)) if len(normals) == 1 else Normal.AMBIGUOUS for sign, normals in found.items()}


def legend_beside(rows: Iterable[GridRow], last: int, header: int) -> Iterator[dict[str, Normal]]:
    """What columns right of the last one of a table explain that hold nothing else."""
    columns: dict[int, list[str]] = {}
    for row in rows:
        for column, cell in row.own.items():
            if column > last and row.number >= header:
                columns.setdefault(column, []).append(cell)
    for cells in columns.values():
        told = [cell for cell in cells if not names_legend(cell) or legend_in(cell)]
        if all(legend_in(cell) or _SPACED.fullmatch(cell.strip()) for cell in told):
            yield from map(legend_in, told)
            yield from _sign_by_sign(told)


def _sign_by_sign(texts: Iterable[str]) -> Iterator[dict[str, Normal]]:
    """What texts say that are a sign and its meaning each; where several are plain, an unclear one is to be asked."""
    pairs = [found.groups() for text in texts if (found := _SPACED.fullmatch(text.strip()))]
    meant = {fold_token(sign): meaning_in_words(words) for sign, words in pairs}
    are_some = sum(normal is not None for normal in meant.values()) > 1
    for sign, normal in meant.items():
        if normal is not None or are_some:
            yield {sign: normal or Normal.AMBIGUOUS}


def legend_of_lines(lines: Iterable[Sequence[str]]) -> dict[str, Normal]:
    """What lines explain that ask nothing, each by its cells."""
    told = [list(filter(None, map(str.strip, line))) for line in lines]
    within = (found for cells in told if len(found := legend_in("\n".join(cells))) > 1)
    return agreed([*within, *_sign_by_sign(map(_text_of_pair, told))])


def _text_of_pair(cells: Sequence[str]) -> str:
    """A sign and its meaning as one text, one cell as it is; blank for any other line."""
    if len(cells) == 2 and not re.fullmatch(_SIGN, cells[0]):
        return ""
    return "：".join(cells) if len(cells) < 3 else ""


def names_legend(text: str) -> bool:
    """Whether a text names a legend."""
    return bool(_NAMED.match(text))


def pair_in_cells(cells: Sequence[str]) -> dict[str, Normal]:
    """A sign and its explanation in two cells side by side, or alone in one with a mark between."""
    text = _text_of_pair(cells) if len(cells) > 1 or _ALONE.fullmatch("".join(cells)) else ""
    found = _SPACED.fullmatch(text.strip())
    normal = meaning_in_words(found.group(2)) if found else None
    return {fold_token(found.group(1)): normal} if found and normal is not None else {}


def explained_by_lists(lists: Iterable[tuple[str, ...]]) -> dict[str, Normal]:
    """What the lists of a file say of their doubtful members; what they say in two ways is left out."""
    found: dict[str, Normal] = {}
    for members in set(lists):
        folded = {fold_token(member) for member in members}
        for pair, meant in _OFFERED:
            if folded.issuperset(pair):
                found.update(meant)
        for member in members:
            # A member may explain itself, as in `1：実施している`.
            found.update({fold_token(member): normal for normal in set(legend_in(member).values())})
    return found
