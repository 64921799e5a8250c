"""What the fields of joint uses and opt-out filings are called."""

from __future__ import annotations

from typing import Final

JOINT_USE: Final = """
    states_fact | 共同利用する旨 | Says that data are used jointly
    users_scope | 共同利用者の範囲 | Scope of the users
    purpose | 利用目的 | Purpose
    responsible | 管理について責任を有する者の名称 | Name of the party responsible
    responsible_address | 責任を有する者の住所 | Its address
    responsible_representative | 責任を有する者の代表者名（個人ならその旨） | Its representative (or none)
    responsible_id | 責任を有する者の登録（当社か取引先） | Its record (us or a third party)
    published_on | 公表した日 | Published on
    published_until | 公表の最後の日 | Published until
    changed_on | 利用目的・責任を有する者を変えた日 | Purpose or party responsible changed on
    identity_changed_on | 責任を有する者の名称・住所・代表者が変わった日 | Its name, address or head changed on
"""

FILING: Final = """
    number | 届出番号 | Number
    filed_on | 届け出た日 | Filed on
    published_on | 委員会が公表した日 | Published by the PPC
    provision_from | 提供の開始予定日 | Planned first provision
    ended_on | 提供をやめた日（最後の日） | Provision ended on
    acquired_how | 取得の方法 | How acquired
    provided_how | 提供の方法 | How provided
    notified_how | 本人への知らせ方 | How persons were told
    notified_on | 本人に知らせた日（知り得る状態に置いた日） | Persons told on
    notified_where | 知らせた場所・方法 | Where or by what
    items | 本人に知らせた事項 | What they were told
    changed_on | 項目・方法などを変えた日 | Items or ways changed on
    change_filed_on | その変更を届け出た日 | That change filed on
    identity_changed_on | 当社の名称・住所・代表者が変わった日 | Our name, address or representative changed on
    identity_filed_on | その変更を届け出た日（名称等） | That change of identity filed on
    end_told_on | やめたことを本人に知らせた日 | End told on
    end_filed_on | やめたことを届け出た日 | End filed on
"""
