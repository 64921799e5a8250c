"""Tokens of the trade in several languages, by what each means wherever it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sakimori.exchange.questionnaires.reading.result import Normal

TOKEN_WORDS: Final[Mapping[Normal, tuple[str, ...]]] = {
    Normal.YES: (
        "はい|有|有り|あり|あります|可|可能|可能です|適合|適用|遵守|適|合格|充足|充足している|済|済み|○|✓|☑|✔|レ|■",
        "実施|実施済|実施済み|実施している|実施しています|実施しております",
        "対応|対応済|対応済み|対応している|対応しています|対応しております|対応可|対応可能",
        "整備済|整備済み|整備している|整備しています|整備しております|導入済|導入済み|導入している|導入しています|導入しております",
        "策定済|策定済み|策定している|策定しています|策定しております|遵守している|遵守しています|適合している|適合しています",
        "準拠|準拠済|準拠済み|準拠している|準拠しています|準拠しております|行っている|行っています|行っております|いる",
        "yes|y|true|ok|si|sí|oui|compliant|fully compliant|implemented|fully implemented|in place|met|fully met",
        "pass|passed|conforms|conformant|conforming",
    ),
    Normal.PARTLY: (
        "△|一部|一部実施|一部実施済|一部実施済み|一部実施している|一部対応|一部対応済|一部対応済み|一部対応している",
        "一部適合|一部整備|一部導入|一部可|一部可能|一部あり|一部有|一部未実施|一部未対応",
        "一部準拠|部分準拠|部分的に準拠|一部行っている|一部充足|部分的|部分的に実施|部分的に対応|部分実施|部分対応|部分適合|条件付き|条件付き可|条件付き対応|条件付き対応可",
        "p|partial|partially|partly|somewhat|parcial|parcialmente|partiel",
        "partially compliant|partially implemented|partially met|partly implemented",
        "alternate|alternative|compensating|compensating control",
    ),
    Normal.NO: (
        "いいえ|無|無し|ありません|不可|不可能|否|×|不適|不適合|不合格|未充足|非対応|対応不可|未|未対策",
        "未実施|実施していない|実施していません|実施しておりません|実施なし",
        "未対応|対応していない|対応していません|対応しておりません",
        "未整備|整備していない|整備していません|整備しておりません|未導入|導入していない|導入していません|導入しておりません",
        "未策定|策定していない|策定していません|策定しておりません",
        "非準拠|未準拠|準拠していない|準拠していません|準拠しておりません|行っていない|行っていません|行っておりません|いない",
        "no|false|non|ng|non-compliant|noncompliant|non compliant|not compliant|not implemented|not in place",
        "not met|unmet|fail|failed|non-conformant|nonconformant|does not conform",
    ),
    Normal.NA: (
        "該当なし|該当無し|該当しない|該当しません|該当せず|対象外|非該当|対応不要|適用外|適用除外|適用なし",
        "n/a|na|n.a.|n.a|not applicable|no aplica|non applicable",
    ),
    Normal.PLANNED: (
        "予定|実施予定|対応予定|導入予定|整備予定|策定予定|検討中|対応中|準備中|計画中|整備中|策定中|導入検討中",
        "planned|in progress|planificado",
    ),
    Normal.UNDEFINED: ("規定なし|規定無し|定めなし|未定|undefined|not defined",),
    Normal.UNDISCLOSED: (
        "非公開|公開しておりません|公開していません|回答できません|回答不可|開示できません|開示不可|非開示",
        "undisclosed|not disclosed|confidential",
    ),
    Normal.UNKNOWN: (
        "不明|未確認|わからない|分からない|わかりません|分かりません|unknown|not known|not sure|don't know",
    ),
    Normal.INHERITED: ("inherited|継承|3rd-party outsourced|外部の事業者による|by another provider",),
    # What a list shows before anybody has chosen from it.
    Normal.DEFAULT: (
        "選択してください|選択して下さい|選択ください|未選択|未回答|未記入|プルダウンから選択|プルダウンから選択してください",
        "リストから選択|リストから選択してください|please select|select|select one|choose|choose one|choose an item",
        "-- select --|--選択--|not answered|unanswered",
    ),
}
