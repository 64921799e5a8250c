"""Wording of the services of a third party and of what hangs on them."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "services.col_flows": Text("フロー", "Flows"),
    "services.col_persons": Text("人数", "Persons"),
    "services.col_edit": Text("編集", "Edit"),
    "services.edit": Text("編集する", "Edit"),
    "services.hint": Text(
        "行を選ぶと、何が流れ、どこで扱い、どの契約と認証が及ぶかが出ます。",
        "Choose a row to see what feeds it, where it works, and which papers name it.",
    ),
    "services.none_named": Text("サービスを決めていないフロー", "Flows that name no service"),
    "services.none_named_note": Text(
        "フローを開いて、どのサービスで使うかを選んでください。", "Open the flow and choose the service that it feeds."
    ),
    "services.differs": Text("△ {service}／フロー：{flows}", "△ {service}; flows: {flows}"),
    "services.by_flows": Text("未確認／フロー：{flows}", "Unknown; flows: {flows}"),
    "services.no_flows": Text("このサービスに流れるデータは登録されていません。", "No flow feeds this service."),
    "services.col_flow": Text("フロー", "Flow"),
    "services.col_route": Text("根拠", "Ground"),
    "services.col_whose": Text("だれの", "Whose"),
    "services.col_what": Text("データ", "Data"),
    "services.col_where": Text("扱う国", "Where"),
    "services.flows_alt": Text(
        "このサービスに流れるデータ。行を選ぶと開きます。", "What feeds this service. Choose a row to open it."
    ),
    "services.place": Text(
        "**{what}**　サービスの記録：{service}　フロー：{flows}", "**{what}**　Service: {service}　Flows: {flows}"
    ),
    "services.place_differs": Text(
        "　食い違っています。どちらかを直してください。", ". They differ. Mend one of them."
    ),
    "services.contracts": Text("契約", "Contracts"),
    "services.certificates": Text("認証", "Certificates"),
    "services.links": Text("再委託先", "Sub-processors"),
    "services.all": Text("全サービス", "all services"),
    "services.more": Text("ほか{count}件", "{count} more"),
}
