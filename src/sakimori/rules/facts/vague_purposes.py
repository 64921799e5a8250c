"""Wordings of a purpose that tell nobody what is done with the data (法17条1項, GL 3-1-1), and how to be concrete.

They are read by what they say. A hit is a question, never a verdict: the same words may stand beside concrete ones.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from sakimori.domain.values.blank import is_given
from sakimori.domain.values.text import Text


@dataclass(frozen=True, slots=True)
class Vague:
    """Words found in a purpose, why they are too wide, and what to write in their place."""

    words: str
    why: Text
    better: Text


_RESIDUE = (
    Text("何が含まれるか本人に分からない", "nobody can tell what falls under it"),
    Text("含まれる利用をすべて挙げ、「その他」を消す", "list every use, and strike the residue"),
)
_BUSINESS = (
    Text("事業や業務のどれに使うかを示していない", "it does not say which business or work"),
    Text("商品の発送、新製品の案内の送付のように、することを書く", "say what is done, such as shipping the goods"),
)
_IMPROVING = (
    Text("何をして改善するかを示していない", "it does not say what is done to improve"),
    Text(
        "アンケートの集計、利用履歴の分析のように、することを書く", "say what is done, such as counting survey answers"
    ),
)
_MARKETING = (
    Text("案内・分析・広告配信のどれに使うかを示していない", "it does not say whether to inform, analyse or advertise"),
    Text("「新製品の案内をメールで送る」「閲覧履歴を分析して広告を表示する」のように書く",
         "write “to mail news of products” or “to analyse browsing and show advertising”"),
)  # fmt: skip
_OPEN_END = (
    Text("「等」「など」に何が入るか本人に分からない", "nobody can tell what “and so on” holds"),
    Text("「等」を消すか、含まれる利用を挙げる", "strike it, or list what it holds"),
)

_OBJECT = "(?:目的|業務|事業|用途|利用|事項|サービス)"
_PATTERNS: tuple[tuple[re.Pattern[str], tuple[Text, Text]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), words)
    for pattern, words in (
        (r"その他.{0,25}?(?:必要|適当|適切|相当|認め|関連|関係|付随|附帯|附随|準ずる|一切)", _RESIDUE),
        (rf"(?:(?:上記|前各号|これら|これ)に)?(?:付随|附帯|附随)(?:する|した|・関連する).{{0,6}}?{_OBJECT}", _RESIDUE),
        (r"(?:当社|弊社|当グループ)?が?必要(?:である)?と(?:認め|判断)", _RESIDUE),
        (r"業務上(?:の)?必要(?:な|に応じ)?", _BUSINESS),
        (r"(?:事業|営業|企業)活動|(?:事業|業務)の?(?:円滑な)?(?:運営|遂行)", _BUSINESS),
        (r"(?:サービス|品質|顧客満足度?|お客様満足度?|利便性|満足度)の?(?:品質の?)?(?:向上|改善|充実)", _IMPROVING),
        (r"(?<![るた])(?:マーケティング|販売促進|営業)(?:活動|目的|業務)?(?:のため|に(?:利用|使用|活用)|$|[。、,])",
         _MARKETING),
        (rf"(?:等|など)(?:の{_OBJECT})?(?:のため|を目的|として|[にで](?:利用|使用|活用|用い)|$|。)", _OPEN_END),
        (r"\b(?:any |all |other )+(?:lawful |legitimate |related |business )*purposes?\b", _RESIDUE),
        (r"\bas (?:we |may be )?(?:deem(?:ed)? |consider(?:ed)? )?(?:necessary|appropriate)\b", _RESIDUE),
        (r"\b(?:for |our )+(?:general |internal )*business (?:purposes?|activities|operations|needs)\b", _BUSINESS),
        (r"\b(?:improv|enhanc)\w+ (?:of )?(?:our |the |customer |user )*"
         r"(?:services?|products?|experience|satisfaction)\b", _IMPROVING),
        (r"\b(?:for |our )*marketing(?: purposes?| activities)?\s*(?:$|[.;,])", _MARKETING),
        (r"\b(?:etc\.?|and so on|and the like|including but not limited to|without limitation)", _OPEN_END),
    )
)  # fmt: skip

_WHOLE = frozenset(
    {
        "事業",
        "業務",
        "営業",
        "販売",
        "販売促進",
        "マーケティング",
        "サービス",
        "管理",
        "marketing",
        "business",
        "services",
    }
)
"""Wordings that say no more than that there is a company."""

_AFTER = re.compile(r"(?:の)?(?:ため|目的)?(?:に|で|として)?(?:利用|使用|活用|用い)?(?:いた)?(?:します|する|る|ます)?$")
_BEFORE = re.compile(r"^(?:当社|弊社|当グループ|for|our)の?\s*")


@lru_cache(maxsize=1024)
def vague_in(wording: str) -> tuple[Vague, ...]:
    """The words of a purpose that are too wide, in their order; a blank wording says nothing at all."""
    text = re.sub(r"[\s「」]+", " ", unicodedata.normalize("NFKC", wording)).strip()
    dense = text if re.search(r"[A-Za-z]{3}", text) else text.replace(" ", "")
    bare = _AFTER.sub("", _BEFORE.sub("", dense.rstrip("。. ")), count=1).strip().casefold()
    if not is_given(bare) or bare in _WHOLE:
        return (Vague(wording.strip() if is_given(wording) else "—", *_BUSINESS),)
    found: dict[tuple[Text, Text], re.Match[str]] = {}
    for pattern, words in _PATTERNS:
        if (hit := pattern.search(dense)) is not None:
            found.setdefault(words, hit)
    hits = sorted(found.items(), key=lambda one: one[1].start())
    return tuple(Vague(hit.group().strip(" 。、,.;"), *words) for words, hit in hits)
