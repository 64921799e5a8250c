"""Titles and steps of the rules of incidents, and the nine items by their short names."""

from __future__ import annotations

from sakimori.domain.records.incidents import ReportItem
from sakimori.domain.values.text import Text, table_of

INCIDENT_TITLES = """
    B-26-1 | 速報を期限までに出していない | The preliminary report was not sent in time
    B-26-2 | 確報を期限までに出していない | The final report was not sent in time
    B-26-3 | 本人に通知していない | The persons were not told
    B-26-4 | 委託元に通知していない | The entruster was not told
    B-26-5 | 報告の対象かを決める事実が未確認 | Facts that decide whether it is reported are open
    B-26-6 | 確報の事項に記入がない | Items of the final report are blank
    B-26-7 | 漏えい等の通知が契約の時間より遅い | It told us of an incident later than its contract has it
    B-26-8 | 再発防止策が期限を過ぎている | A measure against recurrence is overdue
    B-26-9 | 漏えい等の訓練をしていない | No incident drill was held
    B-26-10 | 漏えい等への対応計画を見直していない | The incident plan was not reviewed
"""
INCIDENT_WORDS = table_of("""
    preliminary_open | 報告の対象か未確認のまま、速報の期限を過ぎている | The day of the preliminary report is over, and nobody knows whether it is reported
    final_open | 報告の対象か未確認のまま、確報の期限を過ぎている | The day of the final report is over, and nobody knows whether it is reported
    entrusters_open | 委託元をすべて挙げたかが未確認 | Whether every entruster is named is not known
    hours_open | 漏えい等の通知が契約の時間内か未確認 | Whether it told us of an incident within the hours of its contract is not known
    not_told | 漏えい等の通知が契約の時間を過ぎても来ていない | It has not told us of an incident, though the hours of its contract are over
    no_drill | 漏えい等の訓練の記録がない | No incident drill is on record
    no_plan | 漏えい等への対応計画が登録されていない | No incident plan is on record
    plan_open | 漏えい等への対応計画を見直した日が未登録 | When the incident plan was last reviewed is not recorded
    send | 個人情報保護委員会（権限が委任されている場合は事業所管大臣等）に報告し、控えを記録します。 | Send the report to the Commission (or the minister with delegated power), and record what was sent.
    tell | 本人に通知するか、代わりの措置・要しない理由を記録します（{law:act-26-2}）。 | Notify the persons, or record the substitute measures or why no notice is needed.
    tell_entruster | 速やかに（概ね3〜5日以内に）{law:rules-9}の事項を委託元ごとに通知します。期限までに通知した委託元のデータについては、委員会への報告と本人への通知を要しません。 | Tell each entruster the items of {art:rules-9} promptly (about 3 to 5 days): for the data of those who were told in time neither the report nor the notice to persons is owed.
    name_entrusters | ほかに委託元がないか確かめ、一覧に加えるか、これですべてと記録します。 | Find out whether there are more entrusters; add them, or record that these are all.
    find_out | 確かめること：{facts} | Find out: {facts}
    fill | 記入するか、まだ分からないと答えます：{items} | Write them, or say that they are not known yet: {items}
    agree | 遅れの理由を聞き、今後の通知について取り決めて記録します。 | Ask why, agree on the notice next time, and record it.
    note_times | 相手が知った時刻と通知を受けた時刻を記録します。 | Record when it knew and when it told us.
    ask | 相手に状況を問い合わせ、記録します。 | Ask it how things stand, and record it.
    carry_out | 実施して記録するか、期限を見直します。 | Carry it out and record that, or set another day.
    drill | 訓練をして記録します。 | Hold a drill, and record it.
    plan | 連絡先を確かめて計画を見直し、記録します。 | Check the contacts, review the plan, and record it.
""")  # noqa: E501 - a wording is one line
ITEM_NAMES = {
    ReportItem.OUTLINE: Text("概要", "outline"),
    ReportItem.DATA: Text("個人データの項目", "items of personal data"),
    ReportItem.PERSONS: Text("本人の数", "number of persons"),
    ReportItem.CAUSE: Text("原因", "cause"),
    ReportItem.SECONDARY: Text("二次被害", "secondary damage"),
    ReportItem.RESPONSE: Text("本人への対応", "response to the persons"),
    ReportItem.PUBLICATION: Text("公表", "publication"),
    ReportItem.PREVENTION: Text("再発防止", "measures against recurrence"),
    ReportItem.OTHER: Text("その他", "other matters"),
}
