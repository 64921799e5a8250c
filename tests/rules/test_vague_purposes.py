"""Wordings of a purpose as they are met: which words are too wide, and which stand although they sound alike."""

from __future__ import annotations

import pytest

from sakimori.rules.facts.vague_purposes import vague_in

TOO_WIDE = {
    "商品の発送、その他当社が必要と認める業務のため": "その他当社が必要",
    "契約の履行その他これらに付随する業務のために利用します": "その他これらに付随",
    "ご予約の管理及びこれに附帯する業務": "これに附帯する業務",
    "当社が必要と判断した目的で利用します": "当社が必要と判断",
    "当社の事業活動に利用いたします。": "事業活動",
    "業務上必要な範囲で利用します": "業務上必要な",
    "業務の円滑な遂行のため": "業務の円滑な遂行",
    "サービス向上のため": "サービス向上",
    "お客様満足度の向上のため": "お客様満足度の向上",
    "新製品のご案内、サービスの品質の改善に利用します": "サービスの品質の改善",
    "マーケティング活動のため": "マーケティング活動のため",
    "商品の開発及びマーケティングに利用します": "マーケティングに利用",
    "商品の発送等のため": "等のため",
    "アンケートの集計などに利用します": "などに利用",
    "お問い合わせへの回答等。": "等",
    "for our business purposes": "for our business purposes",
    "To ship goods and for other related purposes": "other related purposes",
    "to use the data as we deem appropriate": "as we deem appropriate",
    "to improve our services": "improve our services",
    "to enhance the customer experience": "enhance the customer experience",
    "for marketing purposes": "for marketing purposes",
    "shipping, billing, etc.": "etc",
    "purposes including but not limited to shipping": "including but not limited to",
    "当社の事業のため": "当社の事業のため",
    "": "—",
    "　": "—",
}
CONCRETE = (
    "商品の発送と、発送に関する連絡",
    "新製品の案内をメールで送るため",
    "購入履歴を分析し、趣味に応じた商品の広告を表示するため",
    "採用選考の連絡と、選考結果の通知",
    "電話等の通信記録を保存し、お問い合わせの内容を確認するため",
    "給与の計算、社会保険の手続",
    "提携先が開く研修の案内（提携先への提供を含む）",
    "製品の品質の検査と、不具合のあった製品の回収",
    "To mail news of our products to members",
    "To calculate wages and file social insurance",
    "To show advertising chosen by an analysis of browsing history",
    "業務用エアコンの保守点検の訪問",
)


@pytest.mark.parametrize("wording", TOO_WIDE)
def test_words_that_are_too_wide_are_named_with_why_and_what_would_do(wording: str) -> None:
    found = vague_in(wording)
    assert TOO_WIDE[wording] in {vague.words for vague in found}, found
    assert all(vague.why.ja and vague.why.en and vague.better.ja and vague.better.en for vague in found)


@pytest.mark.parametrize("wording", CONCRETE)
def test_a_purpose_that_says_what_is_done_is_not_questioned(wording: str) -> None:
    assert vague_in(wording) == ()


def test_each_reason_is_told_once_in_the_order_of_the_words() -> None:
    found = vague_in("業務上必要な連絡、サービス向上、サービスの改善、その他当社が必要と認める目的のため")
    assert [vague.words for vague in found] == ["業務上必要な", "サービス向上", "その他当社が必要"]
