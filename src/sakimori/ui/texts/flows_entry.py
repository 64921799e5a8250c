"""Wording of the guided entry of a flow: why each thing is asked, and what each choice means."""

from __future__ import annotations

from sakimori.domain.values.text import Text

TEXTS = {
    "flows.choose_party": Text("どの取引先のフローですか", "Whose flow is it?"),
    "flows.choose_party_hint": Text("取引先を選ぶ", "Choose a third party"),
    "flows.choose_party_note": Text(
        "取引先の役割と国から、尋ねることを選びます。", "Role and country of the third party decide what is asked."
    ),
    "flows.entry_note": Text("分かるところまで答えて、いつでも保存できます", "Answer what you know; save at any point"),
    "flows.leave": Text("保存せずに戻る", "Leave without saving"),
    "flows.read_only": Text(
        "この日・この役割では登録できません。", "Nothing can be recorded on this day or in this role."
    ),
    "flows.still_open": Text("未確認のまま残る項目：{fields}", "Still unknown: {fields}"),
    "flows.nothing_open": Text("尋ねた項目はすべて答えられています。", "Everything that was asked is answered."),
    "flows.nothing_to_choose": Text(
        "選べる記録がまだありません。未確認のまま保存できます。",
        "There is no record to choose yet. It can be saved as unknown.",
    ),
    # Steps
    "flows.step_what": Text("何を渡すか", "What is handed over"),
    "flows.step_what_note": Text("ここの答えで、次に尋ねることが決まります", "These answers decide what is asked next"),
    "flows.step_route": Text("渡してよい根拠", "The ground"),
    "flows.step_route_note": Text("決まっていなければ未決定のままで構いません", "Leave it undecided if it is"),
    "flows.step_rests_on": Text("根拠の裏づけ", "What the ground rests on"),
    "flows.step_rests_on_note": Text("選んだ根拠に必要なものだけ尋ねます", "Only what the chosen route needs"),
    "flows.step_cloud": Text("クラウド例外の事実", "Facts of the cloud exception"),
    "flows.step_cloud_note": Text(
        "事実がそろわないうちは、例外と言えません", "Without the facts the exception cannot be claimed"
    ),
    "flows.step_place": Text("どこにあるか", "Where the data are"),
    "flows.step_place_note": Text(
        "保存と処理は別の国のことがあります", "Storage and processing may be in different countries"
    ),
    "flows.step_abroad": Text("国外の根拠", "The ground abroad"),
    "flows.step_abroad_note": Text(
        "相手か、保存・処理の国が国外のため尋ねます", "Asked because company or data are abroad"
    ),
    "flows.step_volume": Text("量と方法", "Volume and method"),
    "flows.step_volume_note": Text(
        "区分と、漏えい時の報告の要否に使います", "Used for the tier and for breach reports"
    ),
    "flows.step_ending": Text("保管と終了", "Keeping and end"),
    "flows.step_ending_note": Text(
        "要らなくなった情報を消すために尋ねます", "Asked so that data are erased when no longer needed"
    ),
    # Why each is asked
    "flows.why_direction": Text(
        "渡すか受け取るかで、必要な確認が違います。", "Giving and receiving call for different checks."
    ),
    "flows.why_role": Text("相手の役割で、ふつうの根拠が決まります。", "The role suggests the usual route."),
    "flows.why_categories": Text(
        "マイナンバーや仮名加工情報では、使える根拠が変わります。",
        "My Number and pseudonymised data leave other routes.",
    ),
    "flows.why_subject_groups": Text(
        "だれの情報かで、同意と通知の相手が決まります。", "It decides whose consent and whom to inform."
    ),
    "flows.why_origins": Text(
        "EUなどの本人には、国ごとの決まりが加わります。", "Persons in the EU and elsewhere bring further rules."
    ),
    "flows.why_purpose_id": Text(
        "利用目的の範囲内かを確かめます（法18条）。", "To see whether it is within the purpose (Art. 18)."
    ),
    "flows.why_data_set_id": Text(
        "取得の時期と同意の版は、データセットが持ちます。", "The data set knows collection and consent."
    ),
    "flows.why_service_id": Text("サービスごとに、何が入るかを見られます。", "Shows what feeds each service."),
    "flows.why_route_rationale": Text(
        "なぜこの根拠かを、あとから読める形で残します。", "So that others can read later why."
    ),
    "flows.why_consent_text_id": Text(
        "どの文言で同意を得たかで、渡せる範囲が決まります。", "The wording decides how far the consent reaches."
    ),
    "flows.why_joint_use_id": Text(
        "5項目を先に公表していることが条件です（法27条5項3号）。",
        "Five items must be public beforehand (Art. 27(5)(iii)).",
    ),
    "flows.why_filing_id": Text(
        "本人への通知等と届出の前には渡せません（法27条2項）。",
        "Nothing may go before the persons were told and it was filed (Art. 27(2)).",
    ),
    "flows.why_route_evidence_id": Text(
        "例外に当たることを示す資料です（会社方針）。", "The document that shows the exception (our policy)."
    ),
    "flows.why_no_handling_clause": Text(
        "取り扱わないという定めがあるかを見ます。", "Is there a term that it does not handle the data?"
    ),
    "flows.why_technical_block": Text(
        "定めだけでなく、見えない仕組みがあるかを見ます。", "Is access blocked in fact, not only on paper?"
    ),
    "flows.why_support_access": Text(
        "保守で中身を見られるなら、取扱いに当たりえます。", "Seeing contents for support may be handling."
    ),
    "flows.why_uses_data_itself": Text(
        "自分のために使うなら、例外にも委託にもなりません。", "Own use is neither exception nor entrustment."
    ),
    "flows.why_published_under_32": Text(
        "国外での取扱いは公表が必要です（法32条1項）。", "Handling abroad must be published (Art. 32(1))."
    ),
    "flows.why_storage_countries": Text(
        "安全管理のため、外的環境を知る必要があります（GL 10-7）。", "Security asks to know the environment (GL 10-7)."
    ),
    "flows.why_processing_countries": Text(
        "保存が国内でも、国外から見て処理することがあります。", "Stored in Japan, it may still be processed abroad."
    ),
    "flows.why_basis": Text(
        "相手の国は{country}で、規則15条の指定国ではありません。委託でも28条の根拠が要ります。",
        "The seat is {country}, which is not designated: even entrustment needs a basis under Art. 28.",
    ),
    "flows.abroad_no_basis": Text(
        "28条の根拠は要りません。国外の環境を把握し、公表する必要はあります（GL 10-7）。",
        "No basis under Art. 28 is needed. The foreign environment must still be known and published (GL 10-7).",
    ),
    "flows.abroad_if_not_handled": Text(
        "相手が取り扱わないと判断されるまで、28条の根拠が要るかは決まりません。取り扱うなら、委託に改めて根拠を登録します。"
        "国外の環境は、どちらでも把握し、公表します（GL 10-7）。",
        "Until somebody decides that it does not handle the data, nobody knows whether Art. 28 asks for a basis. If it "
        "does handle them, change the route to entrustment and record one. Either way the foreign environment must be "
        "known and published (GL 10-7).",
    ),
    "flows.why_person_count": Text(
        "1,000人を超えると、漏えい時に必ず報告します。", "Above 1,000 persons every breach is reported."
    ),
    "flows.why_encryption": Text(
        "重い情報を暗号化せずに渡さないためです（会社方針）。", "So that grave data never go unencrypted (our policy)."
    ),
    "flows.why_start_on": Text("年次確認と記録の起点になります。", "Checks and records count from here."),
    "flows.why_retention_months": Text(
        "要らなくなったら遅滞なく消します（法22条）。", "Data are erased when no longer needed (Art. 22)."
    ),
    "flows.why_legal_hold": Text(
        "争いなどで消せない理由があるかを見ます。", "Is there a dispute that stops the erasure?"
    ),
    # Regions
    "flows.region": Text("クラウドのリージョンから国を入れる", "Take the country from a cloud region"),
    "flows.region_none": Text("リージョンを選ぶ（任意）", "Choose a region (optional)"),
    "flows.region_proposes": Text(
        "公表されている所在地から、保存する国に{country}を入れました。確かめてから保存してください。",
        "{country} was filled in from the published location. Check before saving.",
    ),
    # Routes
    "flows.routes_narrowed": Text(
        "この種類の情報では使えない根拠を除いています。", "Routes that this kind of data rules out are left out."
    ),
    "flows.route_why_UNDECIDED": Text(
        "まだ決まっていません。決まるまで不備として残ります。", "Not decided. It stays a gap until it is."
    ),
    "flows.route_why_ENTRUST": Text(
        "利用目的の範囲で、当社のために扱わせます。監督が必要です（法25条）。",
        "It works for us within our purpose; we supervise (Art. 25).",
    ),
    "flows.route_why_JOINT": Text(
        "決めた範囲の者と一緒に使います。5項目の公表が先です。",
        "Used together within a stated circle; five items are public first.",
    ),
    "flows.route_why_SUCCESSION": Text(
        "合併や事業の譲渡に伴って渡します。元の目的を超えられません。",
        "It goes with a merger or sale of business; the purpose stays.",
    ),
    "flows.route_why_CONSENT": Text("本人があらかじめ同意しています。", "The persons consented beforehand."),
    "flows.route_why_CONSENT_28": Text(
        "国の名前・制度・相手の措置を示したうえで、国外への提供に本人が同意しています。",
        "The persons consented to the provision abroad, told of country, regime and measures.",
    ),
    "flows.route_why_OPTOUT": Text(
        "届け出て公表し、求めがあれば止めます。要配慮個人情報には使えません。",
        "Filed and public, stopped on request; never for special-care data.",
    ),
    "flows.route_why_EXC_LAW": Text(
        "日本の法令が求める提供です。外国の法令は含みません。",
        "A law of Japan asks for it; foreign law does not count.",
    ),
    "flows.route_why_EXC_LIFE": Text(
        "命・身体・財産を守るために要り、同意を得るのが難しい場合です。",
        "Needed for life, body or property, and consent is hard to get.",
    ),
    "flows.route_why_EXC_HEALTH_CHILD": Text(
        "公衆衛生や児童のために特に要り、同意を得るのが難しい場合です。",
        "Needed for public health or children, and consent is hard to get.",
    ),
    "flows.route_why_EXC_STATE": Text(
        "国などの仕事に協力し、同意を求めるとその妨げになる場合です。",
        "Helps a public task that asking for consent would hinder.",
    ),
    "flows.route_why_EXC_ACADEMIC": Text("学術研究のための提供です。", "For academic research."),
    "flows.route_why_SAME_ENTITY": Text(
        "同じ法人の支店や部門で、第三者に当たりません。", "A branch of the same legal person is no third party."
    ),
    "flows.route_why_TO_PERSON": Text(
        "本人か、権限を確かめた代理人に渡します。", "To the person, or an agent whose power was checked."
    ),
    "flows.route_why_BY_PERSON": Text("本人が自分で選んで渡しています。", "The person hands it over by own choice."),
    "flows.route_why_NOT_PROVISION": Text(
        "相手は個人データを取り扱いません。事実と法務の判断が要ります。",
        "It does not handle the data; facts and a sign-off are needed.",
    ),
    # Bases abroad
    "flows.basis_why_not_foreign": Text(
        "国内で事業として個人情報を扱う会社の場合です。", "For a company that runs such a business in Japan."
    ),
    "flows.basis_why_designated": Text(
        "EU・英国など、規則15条の国だけです。", "Only the countries of Rules 15, such as the EU and UK."
    ),
    "flows.basis_why_equiv_contract": Text(
        "契約で同じ水準の措置を定めます。契約が終わると根拠もなくなります。",
        "A contract sets equal measures; it ends with the contract.",
    ),
    "flows.basis_why_equiv_group_rules": Text(
        "当社と相手に共通のグループ規程によります。", "Rules common to both sides of the group."
    ),
    "flows.basis_why_equiv_cbpr": Text(
        "相手のCBPR認証によります。期限が切れた日に根拠もなくなります。",
        "Their CBPR certificate; the basis ends with it.",
    ),
    "flows.basis_why_own_cbpr": Text(
        "当社がCBPR認証を持ち、相手に委託する場合だけです。", "Only where we are certified and entrust the work."
    ),
    "flows.basis_why_consent_28": Text(
        "本人の同意によります。このとき27条の根拠は用いません。", "Consent; no ground of Art. 27 is used then."
    ),
    "flows.basis_why_exception_27_1": Text(
        "法令などの例外では、28条の同意も要りません。", "With an exception no consent under Art. 28 is needed."
    ),
    "flows.basis_why_not_needed": Text(
        "28条が適用されない情報や相手の場合です。", "For data or recipients outside Art. 28."
    ),
    "flows.basis_why_none": Text("根拠がないことが分かっています。渡せません。", "Known to have none: nothing may go."),
}
