"""What the codes of our own registers are called; several words of a language are read, the first one is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sakimori.domain.records.own_registers import (
    AgeBand,
    ConsentKind,
    OtherLaw,
    Position,
    PublicItem,
    PurposeTold,
    StopChannel,
)
from sakimori.domain.records.sharing import NoticeWay, OptoutItem

OWN_WORDS: Final[tuple[Mapping[Any, tuple[str, str]], ...]] = (
    {
        OtherLaw.NONE: ("なし", "None"),
        OtherLaw.TELECOM_SECRECY: ("通信の秘密（電気通信事業法4条）|通信の秘密", "Secrecy of communications"),
        OtherLaw.MEDICAL_SECRECY: ("医師などの守秘義務（刑法134条）|医師の守秘義務", "Medical secrecy"),
        OtherLaw.FINANCIAL: (
            "銀行・金融（守秘義務・金融分野ガイドライン）|金融",
            "Bank secrecy, financial guidelines|Financial",
        ),
        OtherLaw.PROFESSIONAL: ("士業の守秘義務|士業", "Professional secrecy"),
        OtherLaw.TELECOM_GUIDELINES: ("電気通信分野ガイドライン", "Telecom guidelines"),
        OtherLaw.MEDICAL_GUIDELINES: ("医療・介護のガイダンス", "Medical and care guidance"),
        OtherLaw.CREDIT_GUIDELINES: ("信用分野ガイドライン", "Credit guidelines"),
        OtherLaw.EXTERNAL_SENDING: ("外部送信規律（電気通信事業法27条の12）|外部送信", "External transmission rules"),
        OtherLaw.JOB_SEEKERS: ("求職者（職業安定法5条の5）|求職者", "Job seekers"),
        OtherLaw.TEMP_WORKERS: ("派遣労働者（労働者派遣法24条の3）|派遣労働者", "Temporary workers"),
    },
    {
        Position.OWN: ("自社で取得|自社", "Collected by us|Own"),
        Position.AS_PROCESSOR: ("委託を受けて保有|受託", "Held as a processor|As processor"),
        Position.JOINT_USER: ("共同利用者として保有|共同利用", "Held as a joint user|Joint user"),
        Position.BOUGHT_ON_CONSENT: ("同意により提供を受けた|購入（同意）", "Received on consent"),
        Position.BOUGHT_BY_OPTOUT: ("オプトアウトで提供を受けた|購入（オプトアウト）", "Received by opt-out"),
        Position.SUCCESSION: ("事業承継で取得|承継", "Received by succession|Succession"),
    },
    {
        AgeBand.ADULT: ("18歳以上|成年|成人", "18 and over|Adult"),
        AgeBand.FROM_16_TO_17: ("16～17歳|16-17歳", "16 to 17"),
        AgeBand.FROM_12_TO_15: ("12～15歳|12-15歳", "12 to 15"),
        AgeBand.UNDER_12: ("12歳未満", "Under 12"),
        AgeBand.MIXED: ("いろいろな年齢|混在", "Mixed ages|Mixed"),
    },
    {
        PurposeTold.PUBLISHED: ("公表", "Published"),
        PurposeTold.NOTIFIED: ("通知", "Notified"),
        PurposeTold.STATED: ("書面・画面で明示", "Stated on the form"),
        PurposeTold.EVIDENT: ("取得の状況から明らか", "Evident at the acquisition"),
    },
    {
        ConsentKind.BEYOND_PURPOSE_18: ("目的外利用（18条）|目的外利用", "Use beyond purpose (18)"),
        ConsentKind.SPECIAL_CARE_20: (
            "要配慮個人情報の取得（20条）|要配慮個人情報の取得",
            "Special-care collection (20)",
        ),
        ConsentKind.PROVISION_27: ("第三者提供（27条）|第三者提供", "Provision to third parties (27)"),
        ConsentKind.FOREIGN_28: ("外国にある第三者への提供（28条）|外国提供", "Provision abroad (28)"),
        ConsentKind.RELATED_31: ("個人関連情報の取得（31条）|個人関連情報", "Person-related information (31)"),
        ConsentKind.NONE: ("どの同意でもない（読んで確かめた）|同意なし", "No consent at all (read)|No consent"),
    },
    {
        OptoutItem.PROVIDER: (
            "当社の名称・住所・代表者（1号）|名称・住所・代表者",
            "Our name, address, representative (i)|Provider",
        ),
        OptoutItem.PURPOSE: (
            "第三者への提供を利用目的とすること（2号）|利用目的",
            "That provision is a purpose (ii)|Purpose",
        ),
        OptoutItem.DATA_ITEMS: ("提供する個人データの項目（3号）|項目", "Data items (iii)|Items"),
        OptoutItem.ACQUIRED_HOW: ("取得の方法（4号）|取得の方法", "How acquired (iv)|How acquired"),
        OptoutItem.PROVIDED_HOW: ("提供の方法（5号）|提供の方法", "How provided (v)|How provided"),
        OptoutItem.STOP: ("求めに応じて提供を停止すること（6号）|停止", "That provision stops on request (vi)|Stop"),
        OptoutItem.REQUEST_WAY: (
            "求めを受け付ける方法（7号）|受付の方法",
            "How requests are received (vii)|Request way",
        ),
        OptoutItem.UPDATE_WAY: (
            "更新の方法（8号・規則11条4項）|更新の方法",
            "How the data are updated (viii)|Update way",
        ),
        OptoutItem.START_DAY: (
            "提供を開始する予定日（8号・規則11条4項）|開始予定日",
            "Planned first day (viii)|Start day",
        ),
    },
    {
        NoticeWay.NOTIFIED: ("本人に通知した|通知", "Each data subject was notified|Each person was told|Notified"),
        NoticeWay.KNOWABLE: ("本人が容易に知り得る状態に置いた|公表", "Made easily knowable|Published"),
        NoticeWay.NOT_TOLD: ("まだ知らせていない|なし", "Not told yet|None"),
    },
    {
        PublicItem.NAME_ADDRESS_REPRESENTATIVE: ("名称・住所・代表者", "Name, address, representative"),
        PublicItem.PURPOSES: ("すべての利用目的|利用目的", "All purposes|Purposes"),
        PublicItem.REQUEST_PROCEDURE: ("請求の手続と手数料|請求の手続", "Request procedure and fees|Request procedure"),
        PublicItem.SECURITY_MEASURES: ("安全管理措置", "Security measures"),
        PublicItem.COMPLAINT_CONTACT: ("苦情の申出先", "Contact for complaints|Complaint contact"),
    },
    {
        StopChannel.MAIL: ("メール|電子メール", "E-mail|Mail"),
        StopChannel.SMS: ("SMS", "SMS|Text message"),
        StopChannel.PHONE: ("電話", "Telephone|Phone"),
        StopChannel.POST: ("郵送|郵便|DM", "Post"),
        StopChannel.AD_TARGETING: ("広告の対象|広告", "Ad targeting"),
        StopChannel.OPTOUT_PROVISION: (
            "オプトアウトによる提供（27条2項）|オプトアウト",
            "Provision by opt-out (27(2))",
        ),
        StopChannel.PROVISION: ("第三者への提供（35条）|第三者提供の停止", "Provision to third parties (35)"),
        StopChannel.USE: ("利用の停止・消去（35条）|利用停止", "Use or erasure (35)"),
    },
)
