"""Wording of the settings."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "settings.tab_policy": Text("会社・方針の日数", "Company and policy"),
    "settings.tab_users": Text("利用者と役割", "People and roles"),
    "settings.tab_packs": Text("質問票", "Packs"),
    "settings.tab_rules": Text("規則", "Rules"),
    # Policy
    "settings.company": Text("会社", "Company"),
    "settings.policy_lead": Text(
        "ここの数値は会社方針で、法令の定めではありません。変えると、すべての取引先を判定し直します。",
        "These numbers are company policy, not law. A change judges every third party anew.",
    ),
    "settings.group_cadence": Text("定期見直しの間隔", "Periodic reviews"),
    "settings.group_due": Text("不備の期限", "Deadlines of gaps"),
    "settings.group_register": Text("契約・認証・外国・消去", "Contracts, certificates, abroad, erasure"),
    "settings.group_clearance": Text("提供可否の判定", "Clearance"),
    "settings.group_other": Text("区分・審査・予告", "Tiers, assessments and notice"),
    "settings.policy.cadence_months_tier_1": Text("区分1（か月）", "Tier 1 (months)"),
    "settings.policy.cadence_months_tier_2": Text("区分2（か月）", "Tier 2 (months)"),
    "settings.policy.cadence_months_tier_3": Text("区分3（か月）", "Tier 3 (months)"),
    "settings.policy.cadence_months_tier_0_critical": Text(
        "個人データなし・重大（か月）", "No data, critical (months)"
    ),
    "settings.policy.cadence_months_tier_0_important": Text(
        "個人データなし・重要（か月）", "No data, important (months)"
    ),
    "settings.policy.cadence_months_tier_0_minor": Text("個人データなし・軽微（か月）", "No data, minor (months)"),
    "settings.policy.review_overdue_high_after": Text("超過が「高」になる日数", "Days overdue until “high”"),
    "settings.policy.due_block": Text("停止（日）", "Stop (days)"),
    "settings.policy.due_high": Text("高（日）", "High (days)"),
    "settings.policy.due_medium": Text("中（日）", "Medium (days)"),
    "settings.policy.due_low": Text("低（日）", "Low (days)"),
    "settings.policy.assessment_answer_days": Text("審査の回答期限（日）", "Time to answer (days)"),
    "settings.policy.coming_days": Text("期限の予告（日前）", "Notice before a deadline (days)"),
    "settings.policy.contract_notice_warning_days": Text(
        "契約の通知期限の予告（日前）", "Contract notice, warned (days)"
    ),
    "settings.policy.certificate_warning_days": Text("認証の期限の予告（日前）", "Certificate end, warned (days)"),
    "settings.policy.certificate_near_days": Text(
        "認証の期限が「中」になる（日前）", "Certificate end “medium” (days)"
    ),
    "settings.policy.annual_check_months": Text("28条の確認の間隔（か月）", "Art. 28 check, every (months)"),
    "settings.policy.annual_check_warning_days": Text("28条の確認の予告（日前）", "Art. 28 check, warned (days)"),
    "settings.policy.annual_check_block_after": Text(
        "28条の確認の超過で停止（日）", "Art. 28 check overdue, stop (days)"
    ),
    "settings.policy.erasure_certificate_days": Text("消去の証明を待つ日数", "Wait for proof of erasure (days)"),
    "settings.policy.country_profile_months": Text("国別情報の有効（か月）", "Country profile good for (months)"),
    "settings.policy.sub_processor_list_months": Text(
        "再委託先の一覧を見直す（か月）", "Sub-processor list, every (months)"
    ),
    "settings.policy.data_set_verify_months": Text("データの正確性を確かめる（か月）", "Data verified, every (months)"),
    "settings.policy.optout_notice_days": Text(
        "オプトアウト：本人に知らせてから提供まで空ける日数", "Opt-out: days between telling persons and provision"
    ),
    "settings.policy.change_notice_days": Text(
        "届出・共同利用の変更を遅滞なく知らせる日数", "Changes of filings and joint use told within (days)"
    ),
    "settings.policy.approval_persons": Text("追加の承認が要る人数（超）", "Extra approval above (persons)"),
    "settings.policy.suppression_mail_days": Text(
        "配信停止リストの鮮度：メール・電話（日）", "Suppression list, mail and phone (days)"
    ),
    "settings.policy.suppression_post_days": Text("配信停止リストの鮮度：郵送（日）", "Suppression list, post (days)"),
    "settings.policy.amendment_main_on": Text(
        "令和8年改正の主要部分に備える日", "Prepared for the main part of the 2026 amendment from"
    ),
    "settings.policy.persons_tier_1": Text("区分1になる人数（超）", "Tier 1 above (persons)"),
    "settings.policy.persons_tier_2": Text("区分2になる人数（超）", "Tier 2 above (persons)"),
    "settings.default": Text("既定値 {value}", "Default {value}"),
    "settings.reset": Text("既定値 {value} に戻す", "Back to {value}"),
    "settings.reset_all": Text("すべて既定値に戻す", "All back to the defaults"),
    "settings.changed": Text("変更 {count}項目", "Changed: {count}"),
    "settings.try": Text("変えたときの影響を確かめる", "See what would change"),
    "settings.trying": Text("すべての取引先で確かめています。", "Trying it on every third party."),
    "settings.effect": Text(
        "取引先 {parties}社で、不備が {opened}件 生じ、{closed}件 なくなり、{moved}件 の期限が変わります。"
        "まだ保存していません。",
        "On {parties} third parties, {opened} gaps would open, {closed} close and {moved} get another deadline. "
        "Nothing is saved yet.",
    ),
    "settings.no_effect": Text(
        "いまの不備は変わりません。まだ保存していません。", "No present gap would change. Nothing is saved yet."
    ),
    "settings.reason": Text("変える理由（必須）", "Reason for the change (required)"),
    "settings.race": Text(
        "{field}　見ていた値：{was}　／　自分：{mine}　／　いまの値：{theirs}",
        "{field}: you were shown {was}, yours is {mine}, it is {theirs} now",
    ),
    "settings.save": Text("この方針にする", "Put this policy in force"),
    "settings.saved": Text("会社方針を変えました。", "The company policy has been changed."),
    "settings.cannot": Text(
        "方針を変えられるのは法務と管理者です。", "Policy is changed by Compliance and the administrator."
    ),
    "settings.working": Text(
        "取引先を判定し直しています（{done} / {total}社）。終わるまで、画面はいまの方針のままです。",
        "Third parties are being judged anew ({done} of {total}). Until then every page shows the present policy.",
    ),
    "settings.cancel": Text("変更を取りやめる", "Give the change up"),
    "settings.cancelled": Text(
        "変更を取りやめました。方針は前のままです。", "The change was given up. Policy stays as it was."
    ),
    "settings.stuck": Text(
        "判定し直しが止まっています。続きから始められます。",
        "Judging anew has stopped. It can go on from where it was.",
    ),
    "settings.resume": Text("続きから始める", "Go on"),
    # People
    "settings.add_user": Text("利用者を加える", "Add a person"),
    "settings.name": Text("氏名", "Name"),
    "settings.name_needed": Text("氏名（必須）", "Name (required)"),
    "settings.department": Text("部署", "Department"),
    "settings.roles": Text("役割", "Roles"),
    "settings.state": Text("在籍", "Status"),
    "settings.here": Text("在籍", "Working here"),
    "settings.left": Text("{day} から不在", "Left, from {day}"),
    "settings.dossiers": Text("担当の取引先", "Owner of"),
    "settings.users_alt": Text("利用者と役割", "People and their roles"),
    "settings.users_hint": Text("行を選ぶと、変更できます。", "Choose a row to change it."),
    "settings.users_only": Text("利用者を変えられるのは管理者です。", "People are managed by the administrator."),
    "settings.edit_user": Text("利用者を変える", "Change a person"),
    "settings.no_roles": Text("なし", "None"),
    "settings.left_on": Text("この日から不在（退職・異動）", "No longer here from this day (left or moved)"),
    "settings.left_help": Text(
        "この人が担当する取引先 {count}社に「担当が不在」の不備が生じます。",
        "On {count} third parties this person owns, a gap “owner has left” arises.",
    ),
    "settings.left_none": Text("この人が担当する取引先はありません。", "This person owns no third party."),
    "settings.keep": Text("保存する", "Save"),
    "settings.leave": Text("不在を記録する", "Record the leaving"),
    "settings.return": Text("不在を取り消す", "Take the leaving back"),
    "settings.user_saved": Text("{who}さんの登録を保存しました。", "{who} has been saved."),
    "settings.user_left": Text(
        "{who}さんの不在を記録しました。不備が{count}件生じました。",
        "The leaving of {who} is recorded. Gaps opened: {count}.",
    ),
    "settings.user_left_later": Text(
        "{who}さんの不在を記録しました。担当の取引先を判定し直しています。",
        "The leaving of {who} is recorded. The third parties they owned are being judged anew.",
    ),
    # Packs
    "settings.pack": Text("質問票", "Pack"),
    "settings.version": Text("版", "Version"),
    "settings.questions": Text("設問", "Questions"),
    "settings.light": Text("簡易版", "Light"),
    "settings.packs_alt": Text("質問票の一覧", "The packs"),
    "settings.packs_fine": Text("{count}件の質問票に誤りはありません。", "No mistakes in {count} packs."),
    "settings.packs_wrong": Text(
        "質問票に{count}件の誤りがあります。直すまで、その質問票では審査を始められません。",
        "Mistakes in the packs: {count}. Until they are mended, no assessment starts on such a pack.",
    ),
    "settings.packs_empty": Text(
        "質問票のフォルダーに質問票がありません。", "There is no pack in the folder of packs."
    ),
    "settings.file": Text("ファイル", "File"),
    "settings.line": Text("行", "Line"),
    "settings.key": Text("項目", "Key"),
    "settings.problem": Text("誤り", "Mistake"),
    "settings.fix": Text("直し方", "How to mend it"),
    "settings.problems_alt": Text("質問票の誤り", "Mistakes in the packs"),
    # Rules
    "settings.rules_lead": Text(
        "不備を出す規則です。会社方針の規則は、法令の定めではありません。",
        "The rules that raise gaps. Those of company policy are not law.",
    ),
    "settings.rule": Text("規則", "Rule"),
    "settings.rule_title": Text("見るもの", "What it looks for"),
    "settings.cites": Text("根拠", "Source"),
    "settings.basis": Text("種類", "Kind"),
    "settings.in_force": Text("施行", "In force"),
    "settings.in_force_from": Text("{day} から", "from {day}"),
    "settings.in_force_span": Text("{start} から {end} まで", "{start} to {end}"),
    "settings.not_yet": Text("未施行（{day} から）", "Not yet in force (from {day})"),
    "settings.begins_by": Text("{day} から（会社方針で定めた日）", "from {day} (set by company policy)"),
    "settings.no_longer": Text("失効（{day} まで）", "No longer in force (until {day})"),
    "settings.checked_on": Text("確認日", "Checked on"),
    "settings.rules_alt": Text("規則の一覧", "The rules"),
    "settings.clearance_rules": Text("提供可否の規則", "Rules of clearance"),
    "settings.clearance_rules_lead": Text(
        "判定の順に並べます。行を選ぶと、その規則がなかったとき（施行前のものは施行されたとき）の判定を試せます。",
        "In the order of the procedure. Choose a row to try the answers without it, or with one to come in force.",
    ),
    "settings.step": Text("手順", "Step"),
}
