"""One statement of law reads alike wherever it stands: screens, letters, rules, guide, quiz and packs."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import sakimori
from sakimori.domain.law.placing import placed
from sakimori.exchange.packs.folder import pack_to_json, read_pack_folder
from sakimori.ui.frame.text import TEXTS

SOURCE = Path(sakimori.__file__).parent
ROOT = SOURCE.parents[1]

ALIKE = {
    "change of purpose (17条2項)": (r"変更.*関連性", r"合理的に認められ", 4),
    "knowable, not only published (32条1項)": (r"32条1項.*公表|公表.*32条1項", r"求めに応じ|知り得|回答", 6),
    "handling abroad (32条1項)": (r"(外国|国外).{0,14}での取扱い.*公表", r"求め|回答|知り得|公表等", 4),
    "joint use is told or easy to learn (27条5項3号)": (r"共同利用.*公表", r"通知|知らせ|知り得", 4),
    "stress check": (r"ストレスチェック.*同意", r"事業者|労働者", 2),
    "cards are no basis of mail-order mail": (r"名刺.*例外", r"通信販売", 2),
    "which breaches are reported": (r"1,000人.*(報告|速報)", r"マイナンバー|対象になります", 3),
    "3 to 5, 30 and 60 days": (r"確報.*30日", r"速報.*3〜5日.*60日|速報.*3〜5日", 1),
    "recipients need not be named (Q7-9)": (r"提供先.{0,16}範囲や属性", r"望ましい", 2),
    "an unknown purpose": (r"目的では使えません", r"通知も公表も", 1),
    "a notice frees the vendor": (r"通知した.*要しません|通知すれば.*要しない", r"速やかに|その期限までに|3〜5日", 4),
    "designated countries (規則15条)": (r"EU.*(指定され|規則15条)", r"EEA", 2),
    "trouble at a recipient abroad (規則18条1項2号)": (r"相当措置の実施に支障", r"是正中|確保が困難か", 2),
}
"""By statement what tells that a text makes it, what such a text says, and in how many places it stands at least."""

NEVER = {
    "相当の関連性": "struck out of 17条2項 in 2015",
    "必ず報告": "strong encryption and the like are excepted",
    "本人への説明のどれ": "telling is no ground of 28条1項",
    "提供の根拠がない（": "not chosen is not absent",
    "相当措置が行われていない": "18条1項2号 speaks of trouble, and of what can hardly go on",
    "登録し直す": "a record of the past is not changed",
    "公表が必要です（法32条1項）": "an answer on request is enough",
    "自動で外れます": "only a list that was compared",
    "規約の根拠を示すか": "terms of a vendor are no ground",
    "取引を止めた再委託先を外させる": "it is stopped, not taken off",
}
"""What no text says any more, and why."""

SAYS = {
    "flows.route_why_OPTOUT": ("通知", "容易に知り得る", "届け出", "要配慮", "不正に取得", "オプトアウトで得た"),
    "flows.route_why_JOINT": ("通知", "容易に知り得る"),
    "flows.why_joint_use_id": ("通知", "容易に知り得る"),
    "purposes.why_joint_use": ("通知", "容易に知り得る"),
    "point.B1.law": ("会社方針", "28条3項"),
    "point.B7.asks": ("指定国", "基準適合体制", "同意", "国名", "法27条"),
    "point.B6.law": ("3〜5日", "30日", "60日", "マイナンバー"),
    "point.B4.law": ("通信販売", "12条の3"),
    "point.B2.example": ("リスト照合",),
    "point.B5.law": ("求めに応じて",),
    "hand_over.why_stress_check": ("実施者から事業者", "法務"),
    "hand_over.why_no_tie_clause": ("実際の状況",),
    "flows.why_person_count": ("高度な暗号化",),
}
"""Words without which a statement would be another one, by the key of the text."""

PUBLICATION_ALONE = {
    "共同利用の五項目が公表されていない",
    "共同利用の公表が未確認",
    "共同利用の公表の前である",
    "共同利用の公表が終わっている",
    "共同利用「{name}」の五項目を公表している",
    "共同利用が公表されていない期間がある",
    "公表している共同利用の範囲で渡すため。",
    "催しごとの共同利用をやめ、公表しているグループの共同利用にまとめた。",
}
"""What is said of a publication as such: that of pseudonymised data (41条6項), or one that there is."""


def _of_tables() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.count(" | ") >= 2:
                yield f"{path.name}:{number}", line.split(" | ")[1]


def _of_code() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from ((f"{path.name}:{node.lineno}", line) for line in node.value.splitlines())


def _of_data() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "data").glob("*.toml")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            yield from ((f"{path.name}:{number}", text) for text in re.findall(r'"([^"]*)"', line))
    newest = {pack.id: pack for pack in read_pack_folder(ROOT / "questionnaires")}
    for pack in newest.values():
        yield from ((pack.id, text) for text in re.findall(r'"ja": ?"([^"]*)"', pack_to_json(pack)))


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Every text of ours with its place; of packs those of the newest version, for one that was sent stays."""
    found = [*_of_tables(), *_of_code(), *_of_data()]
    return tuple((place, placed(text, "ja")) for place, text in found if re.search("[ぁ-んァ-ン一-龥]", text))


@pytest.mark.parametrize("statement", ALIKE)
def test_a_statement_of_law_reads_alike_in_all_its_places(statement: str) -> None:
    about, says, least = ALIKE[statement]
    made = [(place, text) for place, text in texts() if re.search(about, text) and text not in PUBLICATION_ALONE]
    assert len(made) >= least, made
    assert [(place, text) for place, text in made if not re.search(says, text)] == []


@pytest.mark.parametrize("words", NEVER)
def test_no_text_says_what_the_law_does_not_say(words: str) -> None:
    assert [(place, text) for place, text in texts() if words in text] == []


@pytest.mark.parametrize("key", SAYS)
def test_a_text_keeps_the_words_that_decide(key: str) -> None:
    assert [word for word in SAYS[key] if word not in TEXTS[key].ja] == []


def test_what_was_not_read_is_asked_of_legal_and_cites_no_article() -> None:
    asked = [key for key in TEXTS if re.fullmatch(r"point\..*\.ask|flows\.entrusted_.*|requests\.other_procedure", key)]
    assert len(asked) > 20
    for key in asked:
        assert not re.search(r"[0-9]条|Art\.|Article", f"{TEXTS[key].ja} {TEXTS[key].en}"), key
    for head in ("points.ask", "flows.entrusted_about", "requests.other_procedure"):
        assert "会社方針" in TEXTS[head].ja
        assert "company policy" in TEXTS[head].en
