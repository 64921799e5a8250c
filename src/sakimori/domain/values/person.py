"""A name with the day of birth in one form, whatever widths, spaces, kana, old kanji and eras it is written in.

What differs in one of both is another person; names alone tell nobody apart.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from sakimori.domain.values.names import fold

_VARIANTS: Final = """
    斉斎 吉𠮷 土圡 昇曻 与與 静靜 寛寬 凛凜 彦彥 晋晉 将將 緒緖 亜亞 応應 橋𣘺 峰峯 野埜 遥遙 尭堯 児兒 郎郞
    礼禮 団團 松枩 船舩 館舘 園薗 桧檜 荘莊 穂穗 稲稻 亀龜 浅淺 仏佛 戸戶 粛肅 暁曉 薫薰 勲勳 縁緣 緑綠 録錄
    涼凉 翠翆 聡聰 顕顯 頼賴 巌巖 奥奧 剣劍劔劒 倹儉 梅楳 秋穐 隠隱 壱壹 弐貳 鷗鴎 餅餠 刈苅 仮假 鎌鐮 宮宫 教敎
    郷鄕 研硏 功㓛 恒恆 歳歲 雑雜 収收 従從 渉涉 畳疊 嬢孃 職軄 慎愼 粋粹 随隨 専專 銭錢 禅禪 双雙 即卽 帯帶
    為爲 鶴靏靍鸖 点點 伝傳 灯燈 当當 徳悳 並竝 拝拜 秘祕 変變 歩步 毎每 薮藪籔 祢禰 訳譯 様樣 謡謠 来來 覧覽
    虎乕 両兩 猟獵 塁壘 戻戾 歴歷 練鍊 禄祿 湾灣
"""
_KEPT: Final = str.maketrans({old: word[0] for word in _VARIANTS.split() for old in word[1:]})
"""Beside the old kanji that every search of ours takes for the same."""
_TITLES: Final = re.compile(r"(?<=..)(?:様|殿|サマ)$")
_ERAS: Final = {
    "令和": 2018, "令": 2018, "r": 2018, "平成": 1988, "平": 1988, "h": 1988, "昭和": 1925, "昭": 1925, "s": 1925,
    "大正": 1911, "大": 1911, "t": 1911, "明治": 1867, "明": 1867, "m": 1867,
}  # fmt: skip
_DAY: Final = re.compile(
    rf"(?:(?P<era>{'|'.join(_ERAS)})\s*(?P<of_era>\d{{1,2}}|元)|(?P<year>(?:18|19|20)\d\d))"
    r"\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?(?:生まれ|生)?(?:[t\s]+0{1,2}:00(?::00)?)?$"
    r"|(?P<packed>(?:18|19|20)\d{6})$"
    rf"|(?P<packed_era>[rhstm])(?P<packed_of>\d{{6}})$"
)
_FIRST_YEAR: Final = 1868


def name_and_birth(text: str) -> str | None:
    """The one form of a name that a day of birth follows; None where one of both is missing or cannot be read."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    found = _DAY.search(plain)
    if found is None:
        return None
    name, born = person_name(plain[: found.start()]), birth_day(found[0])
    return f"{name} {born.isoformat()}" if name and born else None


def person_name(text: str) -> str:
    """A name as it is compared; empty where nothing of it is a letter."""
    name = _TITLES.sub("", fold(text.translate(_KEPT)).translate(_KEPT))
    return name if any(map(str.isalpha, name)) else ""


def birth_day(text: str) -> date | None:
    """A day of birth, however it is written; what could be day and month, or lies in no calendar, is none."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).strip().casefold())
    if found is None:
        return None
    try:
        return _day_of(found)
    except ValueError:
        return None


def _day_of(found: re.Match[str]) -> date | None:
    if packed := found["packed"]:
        year, month, day = int(packed[:4]), int(packed[4:6]), int(packed[6:])
    elif packed := found["packed_of"]:
        year, month, day = _ERAS[found["packed_era"]] + int(packed[:2]), int(packed[2:4]), int(packed[4:])
    else:
        of_era = 1 if found["of_era"] == "元" else int(found["of_era"] or 0)
        year = _ERAS[found["era"]] + of_era if found["era"] else int(found["year"])
        month, day = int(found["month"]), int(found["day"])
    return date(year, month, day) if year >= _FIRST_YEAR else None
