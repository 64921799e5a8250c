"""Names as people search for them, and which known third parties a new name may be."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

_OLD_FORMS = str.maketrans(
    {
        old: new
        for new, olds in {
            "高": "髙",
            "崎": "﨑嵜",
            "辺": "邉邊",
            "浜": "濵濱",
            "徳": "德",
            "斎": "齋",
            "斉": "齊",
            "沢": "澤",
            "広": "廣",
            "国": "國",
            "真": "眞",
            "恵": "惠",
            "島": "嶋嶌",
            "富": "冨",
            "柳": "栁",
            "桑": "桒",
            "槙": "槇",
            "淵": "渕",
            "曽": "曾",
            "蔵": "藏",
            "円": "圓",
            "学": "學",
            "会": "會",
            "証": "證",
            "桜": "櫻",
            "芸": "藝",
            "宝": "寶",
            "栄": "榮",
            "関": "關",
            "実": "實",
            "滝": "瀧",
            "岳": "嶽",
            "寿": "壽",
            "県": "縣",
            "鉄": "鐵",
            "豊": "豐",
            "万": "萬",
            "弥": "彌",
            "条": "條",
            "横": "橫",
            "黒": "黑",
            "清": "淸",
            "増": "增",
            "瀬": "瀨",
            "内": "內",
            "青": "靑",
            "竜": "龍",
            "駅": "驛",
            "検": "檢",
            "険": "險",
            "総": "總",
            "労": "勞",
        }.items()
        for old in olds
    }
)
_KATAKANA = str.maketrans({chr(kana): chr(kana + 0x60) for kana in (*range(0x3041, 0x3097), 0x309D, 0x309E)})
_DROPPED = frozenset({"P", "Z", "C"})
_DROPPED_SIGNS = frozenset("−~")
"""A minus and a tilde are no punctuation to Unicode, but NFKC turns dashes of one width or another into them."""

_JAPANESE_FORMS = (
    "特定非営利活動法人",
    "社会保険労務士法人",
    "土地家屋調査士法人",
    "国立研究開発法人",
    "地方独立行政法人",
    "有限責任事業組合",
    "有限責任監査法人",
    "大学共同利用機関法人",
    "カブシキガイシャ",
    "カブシキカイシャ",
    "一般社団法人",
    "一般財団法人",
    "公益社団法人",
    "公益財団法人",
    "司法書士法人",
    "行政書士法人",
    "社会医療法人",
    "社会福祉法人",
    "医療法人社団",
    "医療法人財団",
    "独立行政法人",
    "国立大学法人",
    "公立大学法人",
    "農事組合法人",
    "管理組合法人",
    "特許業務法人",
    "弁護士法人",
    "税理士法人",
    "弁理士法人",
    "社団法人",
    "財団法人",
    "株式会社",
    "有限会社",
    "合同会社",
    "合資会社",
    "合名会社",
    "相互会社",
    "学校法人",
    "医療法人",
    "宗教法人",
    "監査法人",
    "投資法人",
    "特殊法人",
    "npo法人",
)
_SHORT_FORMS = (
    "一社",
    "一財",
    "公社",
    "公財",
    "特非",
    "株",
    "有",
    "同",
    "資",
    "名",
    "社",
    "財",
    "学",
    "医",
    "福",
    "宗",
    "独",
)
_LATIN_FORMS = (
    r"kabushiki\s*-?\s*(?:kaisha|gaisha)",
    r"g[oō]d[oō]\s*-?\s*(?:kaisha|gaisha)",
    r"y[uū]gen\s*-?\s*(?:kaisha|gaisha)",
    r"(?:pte|pty|pvt|private)\.?\s*(?:ltd|limited)",
    r"co\.?\s*,?\s*(?:ltd|limited)",
    r"incorporated",
    r"corporation",
    r"company",
    r"limited",
    r"gmbh(?:\s*&\s*co\.?\s*kg)?",
    r"s\.?\s?a\.?\s?r\.?\s?l",
    r"s\.?\s?p\.?\s?a",
    r"s\.?\s?a\.?\s?s",
    r"l\.?\s?l\.?\s?c",
    r"l\.?\s?l\.?\s?p",
    r"p\.?\s?l\.?\s?c",
    r"s\.?\s?r\.?\s?l",
    r"b\.?\s?v",
    r"n\.?\s?v",
    r"k\.?\s?k",
    r"g\.?\s?k",
    r"s\.?\s?a",
    r"s\.?\s?l",
    r"l\.?\s?p",
    r"inc",
    r"corp",
    r"ltd",
    r"pbc",
    r"asa",
    r"oyj",
    r"co",
    r"ag",
    r"as",
    r"ab",
    r"oy",
    r"se",
    r"kg",
)
_JAPANESE = "|".join((*_JAPANESE_FORMS, *(rf"\({short}\)" for short in _SHORT_FORMS)))
_LEADING = re.compile(rf"^\s*(?:{_JAPANESE})")
_TRAILING = re.compile(rf"(?:{_JAPANESE})\s*$")
_TRAILING_LATIN = re.compile(rf"(?:\s*,\s*|\s+|(?<=[^\x00-\x7f]))\(?(?:{'|'.join(_LATIN_FORMS)})\.?\)?\s*$")
_TRAILING_BRACKET = re.compile(r"\s*\([^()]*\)\s*$")


def fold(text: str) -> str:
    """The key that search compares: one form for all widths, cases, kana, old kanji, accents, spaces and punctuation.

    Dashes and minus signs are dropped whatever their width, while the long vowel mark ー is a letter and stays:
    サーバー keeps both marks, サ－バ－ written with minus signs loses them and is not made equal by a guess.
    """
    return "".join(
        char
        for char in _one_form(text)
        if unicodedata.category(char)[0] not in _DROPPED and char not in _DROPPED_SIGNS and not _is_variation(char)
    )


def match_key(name: str) -> str:
    """The key that proposes duplicates: `fold` without legal forms and a trailing bracket; never empty for a name.

    A name that is nothing but a legal form keeps it, so that two such names are not the same.
    """
    rest = _one_form(name)
    for pattern in (_LEADING, _TRAILING, _TRAILING_BRACKET, _TRAILING_LATIN, _TRAILING, _TRAILING_LATIN, _LEADING):
        rest = pattern.sub("", rest)
    return fold(rest) or fold(name)


def _one_form(text: str) -> str:
    """Widths, cases, kana, old kanji and Latin accents unified; spaces and punctuation still there."""
    cased = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(char for char in unicodedata.normalize("NFKD", cased) if not 0x0300 <= ord(char) <= 0x036F)
    return unicodedata.normalize("NFKC", bare).translate(_OLD_FORMS).translate(_KATAKANA)


def _is_variation(char: str) -> bool:
    """Whether a character only picks the glyph of the one before it (辻󠄀 and 辻 are the same name)."""
    return 0xFE00 <= ord(char) <= 0xFE0F or 0xE0100 <= ord(char) <= 0xE01EF


_CLOSE: Final = 0.9
_BLOCK: Final = 2
_LARGEST_BLOCK: Final = 200


class Likeness(StrEnum):
    """How much speaks for the same third party; the order of the members is from most to least."""

    CERTAIN = "certain"
    STRONG = "strong"
    WEAK = "weak"

    @property
    def rank(self) -> int:
        """0 speaks most."""
        return list(Likeness).index(self)


@dataclass(frozen=True, slots=True)
class KnownParty:
    """A third party that we already have, by everything that it may be found by; `names` holds aliases and services."""

    id: str
    legal_name: str
    names: tuple[str, ...] = ()
    corporate_number: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known third party that may be meant, why, and the name that was alike.

    `conflict` says that both have a 法人番号 and that the two differ: then it is a namesake.
    """

    party: KnownParty
    likeness: Likeness
    matched_name: str
    ratio: float
    conflict: bool = False


class CandidateIndex:
    """Finds candidates among known third parties in about the same time however many there are."""

    def __init__(self, known: Iterable[KnownParty]) -> None:
        self._by_number: dict[str, list[KnownParty]] = defaultdict(list)
        self._by_key: dict[str, list[tuple[KnownParty, str]]] = defaultdict(list)
        self._blocks: dict[tuple[str, str, str], dict[str, None]] = defaultdict(dict)
        for party in known:
            self.add(party)

    def add(self, party: KnownParty) -> None:
        """Make one more third party known."""
        if party.corporate_number:
            self._by_number[party.corporate_number].append(party)
        for name in dict.fromkeys((party.legal_name, *party.names)):
            if not (key := match_key(name)):
                continue
            self._by_key[key].append((party, name))
            for block in _blocks(key):
                self._blocks[block][key] = None

    def find(
        self, *, names: Sequence[str], corporate_number: str | None = None, country: str | None = None
    ) -> tuple[Candidate, ...]:
        """The candidates for a third party of these names, best first; an equal country only orders them."""
        best: dict[str, Candidate] = {}

        def keep(party: KnownParty, likeness: Likeness, name: str, ratio: float) -> None:
            conflict = bool(corporate_number and party.corporate_number and corporate_number != party.corporate_number)
            found = Candidate(party, likeness, name, ratio, conflict)
            if party.id not in best or _order(found) < _order(best[party.id]):
                best[party.id] = found

        for party in self._by_number.get(corporate_number or "", ()):
            keep(party, Likeness.CERTAIN, party.legal_name, 1.0)
        for key in dict.fromkeys(filter(None, map(match_key, names))):
            for party, name in self._by_key.get(key, ()):
                keep(party, Likeness.STRONG, name, 1.0)
            for other, ratio in self._close_to(key):
                for party, name in self._by_key[other]:
                    keep(party, Likeness.WEAK, name, ratio)
        return tuple(
            sorted(best.values(), key=lambda candidate: (*_order(candidate), candidate.party.country != country))
        )

    def _close_to(self, key: str) -> list[tuple[str, float]]:
        """The keys that are nearly equal: same beginning or end, same digits, few letters apart.

        One letter in nine is too many already, so that keys of four letters or fewer have none.
        """
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(key)
        close = []
        for other in dict.fromkeys(other for block in _blocks(key) for other in self._near(block) if other != key):
            matcher.set_seq1(other)
            # The two quick bounds spare the slow comparison for most pairs.
            if matcher.real_quick_ratio() >= _CLOSE and matcher.quick_ratio() >= _CLOSE and matcher.ratio() >= _CLOSE:
                close.append((other, round(matcher.ratio(), 3)))
        return close

    def _near(self, block: tuple[str, str, str]) -> Iterable[str]:
        """The keys of a block, unless so many share it (日本…, …サービス) that it tells nothing."""
        keys = self._blocks.get(block, {})
        return keys if len(keys) <= _LARGEST_BLOCK else ()


def _blocks(key: str) -> tuple[tuple[str, str, str], ...]:
    """Where a key is looked for: its first and its last letters, each with its digits, which must be equal."""
    digits = "".join(filter(str.isdecimal, key))
    return ("first", key[:_BLOCK], digits), ("last", key[-_BLOCK:], digits)


def _order(candidate: Candidate) -> tuple[int, bool, float]:
    return candidate.likeness.rank, candidate.conflict, -candidate.ratio
