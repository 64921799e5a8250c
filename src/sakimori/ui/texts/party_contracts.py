"""Wording of the tab 契約・条項 of a dossier, and of its tile."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "party.tab_contracts": Text("契約・条項 {count}", "Contracts {count}"),
    "party_contracts.tile": Text("契約の通知期限", "Contract notice"),
    "party_contracts.tile_ends": Text("{day}に満了", "ends on {day}"),
    "party_contracts.tile_no_date": Text("期限のある契約はありません", "No contract has a due day"),
    "party_contracts.tile_none": Text("有効な契約がありません", "No contract in force"),
    "party_contracts.register": Text("契約を登録", "Register a contract"),
    "party_contracts.none": Text(
        "この取引先を対象とする契約はまだありません。", "No contract covers this third party yet."
    ),
    "party_contracts.alt": Text(
        "この取引先を対象とする契約。行を選ぶと条項の画面が開きます。",
        "The contracts that cover this third party. Choose a row to open its clauses.",
    ),
    "party_contracts.row_hint": Text(
        "行を選ぶと、契約と条項の画面が開きます。", "Choose a row to open the contract and its clauses."
    ),
    "party_contracts.col_kept": Text("署名した相手", "Signed with"),
    "party_contracts.kept_here": Text("この取引先", "This party"),
    "party_contracts.confirmed": Text("{day}に確認", "confirmed on {day}"),
    "party_contracts.sets": Text("確かめる条項", "Clauses to read for"),
    "party_contracts.sets_note": Text(
        "対象と確認した有効な契約をまとめて見ています。", "Over all confirmed contracts in force."
    ),
    "party_contracts.sets_none": Text(
        "役割やデータフローから求められる条項はありません。役割が未確認なら、先に登録してください。",
        "Role and data flows call for no clauses. Record the role first if nobody has.",
    ),
    "party_contracts.sets_alt": Text("条項の一覧ごとの進み具合。", "How far each set of clauses is settled."),
    "party_contracts.col_set": Text("条項の一覧", "Clause set"),
    "party_contracts.col_share": Text("備わった割合", "Settled"),
    "party_contracts.col_missing": Text("なし・弱い", "Missing"),
    "party_contracts.col_unread": Text("未確認", "Unchecked"),
    "party_contracts.col_why": Text("確かめる理由", "Why"),
    "party_contracts.fix_cover": Text("契約の対象を確認", "Confirm the cover"),
    "party_contracts.fix_clause": Text("条項を確認", "Check the clause"),
    "party_contracts.fix_contract": Text("契約を開く", "Open the contract"),
    "party_contracts.fix_register": Text("契約を登録", "Register a contract"),
}
