"""The headings of chapter 10 (別添) of the general guideline: the security measures of 法23条."""

from __future__ import annotations

from collections.abc import Mapping

from sakimori.domain.values.text import Text

NAMESPACE = "appi-gl"
"""The namespace of the guideline among the controls of a question."""

HEADINGS: Mapping[str, Text] = {
    "10-1": Text("基本方針の策定", "basic policy"),
    "10-2": Text("個人データの取扱いに係る規律の整備", "handling rules"),
    "10-3(1)": Text("組織体制の整備", "organisation"),
    "10-3(2)": Text("個人データの取扱いに係る規律に従った運用", "operation by the rules"),
    "10-3(3)": Text("個人データの取扱状況を確認する手段の整備", "means to see how data are handled"),
    "10-3(4)": Text("漏えい等事案に対応する体制の整備", "readiness for data breaches"),
    "10-3(5)": Text("取扱状況の把握及び安全管理措置の見直し", "check and review of the measures"),
    "10-4": Text("人的安全管理措置", "training and confidentiality of staff"),
    "10-5(1)": Text("個人データを取り扱う区域の管理", "control of areas"),
    "10-5(2)": Text("機器及び電子媒体等の盗難等の防止", "protection against theft"),
    "10-5(3)": Text("電子媒体等を持ち運ぶ場合の漏えい等の防止", "protection of what is carried"),
    "10-5(4)": Text("個人データの削除及び機器、電子媒体等の廃棄", "deletion and disposal"),
    "10-6(1)": Text("アクセス制御", "access control"),
    "10-6(2)": Text("アクセス者の識別と認証", "identification and sign-in"),
    "10-6(3)": Text("外部からの不正アクセス等の防止", "protection against intrusion"),
    "10-6(4)": Text("情報システムの使用に伴う漏えい等の防止", "protection against leaks in use"),
    "10-7": Text("外的環境の把握", "grasp of the law abroad"),
}
"""Every heading by its number, in the order of the guideline."""


def heading_words(heading: str) -> Text:
    """A heading with its number, as it is cited on screen."""
    name = HEADINGS[heading]
    return Text(f"GL {heading} {name.ja}", f"GL {heading} {name.en}")
