"""How the trail speaks of the register: kinds of records, what was done to them, who confirmed what."""

from __future__ import annotations

from sakimori.domain.values.text import Text
from sakimori.exchange.registers.fields import RECORD_WORDS

_TABLES = {
    "Contract": "contract",
    "ContractCover": "contract_cover",
    "ContractClause": "contract_clause",
    "Certificate": "certificate",
    "DataFlow": "data_flow",
    "CloudFacts": "cloud_facts",
    "ForeignBasis": "foreign_basis",
    "AnnualCheck": "annual_check",
    "Erasure": "erasure",
    "HandOver": "hand_over",
    "Judgement": "judgement",
    "SubProcessorLink": "sub_processor_link",
    "CountryProfile": "country_profile",
    "Purpose": "purpose",
    "DataSet": "data_set",
    "DataSetPart": "data_set_part",
    "ConsentText": "consent_text",
    "Notice": "notice",
    "JointUse": "joint_use",
    "Filing": "filing",
    "Stop": "stop",
}
_WORDS = {_TABLES[kind.__name__]: words for kind, words in RECORD_WORDS.items() if kind.__name__ in _TABLES}
"""Records of what was handed over have words of their own: they are made and corrected, never edited."""

TEXTS = {
    **{f"audit.kind.{table}": words for table, words in _WORDS.items()},
    **{
        f"action.{table}.recorded": Text(f"{words.ja}を登録", f"{words.en} recorded") for table, words in _WORDS.items()
    },
    **{f"action.{table}.edited": Text(f"{words.ja}を変更", f"{words.en} edited") for table, words in _WORDS.items()},
    "action.register.recorded": Text("台帳にまとめて登録", "Register recorded in bulk"),
    "action.register.exported": Text("台帳を書き出した", "Register exported"),
    "action.register.imported": Text("台帳のフォルダーを取り込んだ", "Register folder imported"),
    **{
        f"action.{table}.imported": Text(f"{ja}を取り込んだ", f"{en} imported")
        for table, ja, en in (
            ("app_user", "利用者", "Person"),
            ("service", "サービス", "Service"),
            ("alias", "別名", "Other name"),
            ("contact", "連絡先", "Contact"),
            ("evidence", "証跡", "Evidence"),
        )
    },
    "action.contract_cover.confirmed": Text("契約の対象を確認", "Cover of a contract confirmed"),
    "action.contract_cover.removed": Text("契約の対象から除外", "Taken out of a contract"),
    "action.contract.renewal_decided": Text("契約の継続を決定", "Renewal decided"),
    "action.contract.notice_given": Text("契約を更新しないと決定", "Notice given"),
    "action.contract_clause.reason_approved": Text("条項の理由を承認", "Reason for a clause approved"),
    "action.certificate.scope_compared": Text("認証の範囲を確認", "Scope of a certificate compared"),
    "action.data_flow.route_decided": Text("渡す根拠を決定", "Legal route decided"),
    "action.cloud_facts.signed_off": Text("クラウド例外を判断", "Cloud exception judged"),
    "action.erasure.confirmed": Text("返却・消去を確認", "Return or erasure confirmed"),
    "action.sub_processor_link.named": Text("再委託先を取引先の調書に結んだ", "Sub-processor linked to its dossier"),
    "action.sub_processor_link.registered": Text(
        "再委託先を取引先として登録", "Sub-processor registered as a third party"
    ),
    "action.sub_processor_list.taken_in": Text(
        "公表された再委託先の一覧を取り込んだ", "List of sub-processors taken in"
    ),
    "action.sub_processor_link.decided": Text("再委託先の承諾を判断", "Consent to a sub-processor decided"),
    "action.stop.withdrawn": Text("停止請求の取り下げ", "Stop withdrawn"),
    "action.stop.checked": Text("停止請求の照会", "Stop looked up"),
    "action.hand_over.approved": Text("リスクの高い提供を承認", "Hand-over of high risk approved"),
    "action.judgement.decided": Text("提供の問いを判断", "Question of a hand-over decided"),
    "action.purpose.change_judged": Text("利用目的の変更を判断", "Change of a purpose judged"),
}
