"""A US cloud service bought through a seller in Japan, and what the law foresees for it: one case, told twice.

The test of its name in `services/questionnaires` enters it by services, that in `nightly/journeys` by screens.
"""

from __future__ import annotations

SELLER = "株式会社かけはし販売"
PROVIDER = "Larkmoor Software, Inc."
SERVICE = "Larkmoor Desk"
CONTRACT = "Larkmoor Desk の販売契約"
FLOW = "問い合わせの管理"
HOSTING = "Fernhollow Hosting LLC"
SUPPORT = "Saigon Support JSC"
PERSONS = 4_800

EXPECTED: dict[tuple[str, str], tuple[str, ...]] = {
    # Cloud (Q&A 7-53): a fact not answered is unclear, never "does not handle"; a person decides in the end.
    ("A-CL1", "high"): (
        "クラウド例外の事実が未確認（取り扱わない旨の条項、技術的なアクセス制御、保守でのアクセス、提供者自身の利用）"
        f"：{FLOW}",
    ),
    ("C-RT1", "medium"): (f"提供の根拠に理由または判断者がない：{FLOW}",),
    # Abroad (4.1, 4.2): unless it is known to do business in Japan it counts as foreign; who passes on needs a basis.
    ("C-ID6", "medium"): ("日本で事業として扱うかが未確認",),
    ("C-CP1", "medium"): ("国別情報がない：アメリカ合衆国",),
    ("C-SB2", "high"): (
        f"国外への再委託の根拠が未確認：{HOSTING}",
        f"国外への再委託の根拠が未確認：{SUPPORT}",
    ),
    # S-07 (GL 10-7), A-CL4: name the country in public, and know where data are processed.
    ("A-32-1F", "medium"): (f"外国（アメリカ合衆国）での取扱いを公表も回答もしていない：{FLOW}",),
    ("C-FL1", "high"): (f"保管または処理の国が未確認：{FLOW}",),
    ("C-FL3", "medium"): (f"本人の所在とデータの由来が未確認：{FLOW}",),
    # Contract and clauses: CLD applies, and nobody has read for it.
    ("C-CL3", "medium"): (f"条項が未確認：取り扱わないクラウドの9件（{CONTRACT}）",),
    ("C-CN6", "medium"): (f"事故の通知の時間が未確認：{CONTRACT}",),
    # Supervision and sub-processors (法25条): one was reported beforehand, the other waits for our consent.
    ("A-25-4", "high"): (f"再委託の承認がない：{SUPPORT}",),
    ("C-AS1", "block"): ("審査がまだ判定されていない",),
    ("C-CT1", "medium"): ("事故時の連絡先が未登録",),
    # Purpose and retention (法18条, 21条, 22条).
    ("A-18-1", "block"): (f"利用目的が記録されていない：{FLOW}",),
    ("C-RE1", "medium"): (f"保存期間が決まっていない：{FLOW}",),
    # What the register still lacks of the flow and of the company.
    ("C-FL1", "medium"): (f"データセットが未確認：{FLOW}", f"受渡しの方法または暗号化が未確認：{FLOW}"),
    ("C-FL1", "low"): (f"本人の区分が未確認：{FLOW}", f"開始日が未確認：{FLOW}"),
    ("C-ID4", "low"): ("住所が未登録",),
    ("C-ID5", "low"): ("代表者が未登録",),
    ("C-ID8", "low"): ("個人情報保護委員会の命令・勧告の有無が未確認",),
}
"""What is open the moment everything is entered, by rule and severity, each with the titles that people read."""

TITLES = frozenset(title for titles in EXPECTED.values() for title in titles)
