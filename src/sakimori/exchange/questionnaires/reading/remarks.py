"""Remarks that take a yes back: 未実施, 一部, のみ, 予定, except, planned and the like; others deny a fault.

Each clause is looked at by itself. What it denies is told from what it lacks by the words around the denial:
「未実施のリスクはない」 and “never shared with others” take nothing back, 「規程はない」 and “not yet in place” do.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from sakimori.exchange.questionnaires.reading.normal import NOTHING_SAID, fold_token
from sakimori.exchange.questionnaires.reading.result import Normal

_SENTENCE: Final = re.compile(r"[。．；;！!]+|\.\s+|\n(?=\s*[・※\-*●■])")
_CLAUSE: Final = re.compile(r"\n+|、(?!.{0,6}を除)|,\s|\s+-\s+")
_BROKEN: Final = re.compile(r"(?<=[てで])\s+(?=(?:い|お)(?:る|ま|り|な))")
"""Where a line ends in the middle of a verb, as cells and pages break them."""
_BRACKET: Final = re.compile(r"[(（【\[［「]([^()（）【】\[\]［］「」]{1,40})[)）】\]］」]")
_OPPOSITE: Final = frozenset(
    {Normal.NO, Normal.PARTLY, Normal.PLANNED, Normal.NA, Normal.UNDEFINED, Normal.UNKNOWN, Normal.DEFAULT}
)
_DOUBTFUL: Final = frozenset({"不要", "無用", "x", "n"})
"""Tokens that alone may mean two things, and beside a yes are its opposite."""
_LOOKED_AT: Final = 4_000
_LONGEST_TOKEN: Final = 40

_GOOD_DENIAL: Final = re.compile(
    r"(?:例外|問題|リスク|懸念|事故|違反|不備|漏れ|漏えい|漏洩|流出|障害|支障|影響|インシデント|異常|"
    r"指摘(?:事項)?|不正|遅延|抜け|滞留|"
    r"放置|苦情|差異|制限|残り|残存|未\S{1,6}?|(?:課題|欠落|対象外|除外|予定|一部|不足|追加|変更|特記(?:事項)?|"
    r"特に|補足|備考|該当)(?:事項|項目|者|分)?)"
    r"(?:の(?:もの|項目|部署|拠点|者|端末|システム|箇所|部分|リスク|案件|事例|例|恐れ|おそれ|可能性|状態|委託先|"
    r"脆弱性|事項|ケース)?)*"
    r"(?:など|等)?(?:は|が|も|に)?(?:一切|全く|まったく|特に|現在|現状|これまで|過去)*(?:[0０]\s*(?:件|名|人|台|"
    r"社)|ゼロ|皆無|"
    r"な(?:い|く|し)|無(?:い|く|し)|ありません|ございません|存在し(?:ない|ません)|残って(?:い|お)(?:ない|ません|"
    r"りません)|"
    r"発生して(?:い|お)(?:ない|ません|りません)|起きて(?:い|お)(?:ない|ません|りません)|認め(?:ない|ません|"
    r"ていない|ていません|ておりません)|"
    r"ないこと|無いこと|ありません)"
)
"""A fault, a gap or an exception that is denied."""
_GOOD_VERB: Final = re.compile(
    r"(?:認め|許可|許さ|許容|提供|共有|保存|保持|保管|蓄積|取得(?=して(?:い|お))|収集|接続|アクセス|利用|使用|"
    r"閲覧|参照|変更|改ざん|"
    r"持ち?出|持ち?込|公開|開示|送信|転送|外部|再委託|委託|転用|販売|譲渡|残(?![しす])|超え|越え|兼務|ログイン|侵入|流出|"
    r"漏え|漏洩|漏れ|"
    r"発生|起き|生じ|含(?:ま|め|み)|記録され|可能で|遅れ|滞|確認され|見つか|検出|発見|退職|削除され|復元|復号|"
    r"解読|推測|特定|識別|"
    r"知ら|触れ|入れ|入室|入館|操作|実行|インストール|書き込|上書き|外れ|途切れ|停止し|止ま|落ち|失わ|消え|欠か|"
    r"怠|問題)"
    r"[ぁ-んァ-ン一-龥]{0,8}?(?:ない|ません|なく|ず|ぬ)"
)
"""What is denied here ought not to happen."""
_DENIAL: Final = re.compile(
    r"(?:して|でき|出来|行って|行なって|行われて|なって|されて|られて|れて|至って|取れて|とれて|取って|設けて|"
    r"定めて|用いて|持って|終わって|済んで|届いて|"
    r"進んで|整って|揃って|受けて|使って|付けて|得て|満たして|追いついて)(?:い|お)?(?:ない|ません|りません|らず|"
    r"ず|なかった)|"
    r"でき(?:ない|ません|ず|かね)|出来(?:ない|ません)|しない|しません|せず|行わ(?:ない|ず)|行いません|"
    r"(?:で|では|じゃ)(?:は)?(?:ない|ありません|ございません)"
)
_ABSENCE: Final = re.compile(
    r"(?:規程|規定|規約|記録|手順書?|文書|書面|ルール|契約書?|実績|仕組み?|体制|担当者?|責任者|計画書?|整備|定め|"
    r"マニュアル|基準|方針|ログ|監査|"
    r"教育|研修|訓練|対応|実施|対策|機能|設定|管理|台帳|証跡|証明書?|認証|バックアップ|暗号化|プロセス|ポリシー|"
    r"根拠|承認|署名|サイン)"
    r"(?:その?もの|自体)?(?:は|が|も)?(?:まだ|未だ|特に|現在|現状|今は)*(?:な(?:い|く|し)|無(?:い|く|し)|"
    r"ありません|ございません|存在し(?:ない|ません)|不在)"
)
_MAY_NOT: Final = re.compile(
    r"(?:ない|ません|ぬ|ず)(?:場合|こと|とき|時|ケース|部署|拠点|システム|もの|日|者|人)[がも](?:ある|あり|ござ|"
    r"い(?:る|ます))"
)
_UNDONE: Final = re.compile(
    r"未(?!然|満|来|知|明|成年|曾有)(?:だ|だに)?[一-龥ァ-ヶー]{1,6}"
    r"(?=$|[)）】\]」』,、]|です|でした|である|であり|で(?!き)|だ|となっ|のまま|のため|の状態|につき|なので|"
    r"ながら|もあ|があ|が残|も残|有り?|あり|部分|箇所|分(?:が|も|は)|"
    r"の[^、。]{1,14}?(?:があ|もあ|が残|も残|が存|も存|あり|有り|は[^なゼ0０禁拒遮]{0,10}(?:予定|対応|実施|今後|来)))"
)
_LACKING: Final = re.compile(
    r"未(?:実施|対応|導入|整備|策定|完了|適用|設定|作成|着手|達成|充足|取得|構築|展開|締結)(?=の(?!場合|とき|時|"
    r"際|者|リスク)|(?:は|が)(?!な|ゼ|0|０|無|あれ|発|見)|と|に)"
)
_IN_PART: Final = re.compile(
    r"一部(?!上場|始終|門|も|を?[^、。]{0,10}(?:改[定訂正]|更新)(?:し|済))|部分的|限定的|段階的に?|順次|主要な?(?:システム|"
    r"拠点|部署)(?:に限|のみ|だけ)"
)
_ONLY: Final = re.compile(r"のみ|(?<!いた)だけ(?!で(?:は)?な)|に限(?:る|り|って|られ|定)|に限定|に留ま|にとどま")
_ACCESS: Final = re.compile(
    r"アクセス|閲覧|権限|許可|付与|入室|入館|接続|操作|参照|変更|ログイン|持ち?出|知る必要|必要(?:最[小低]限|な)|"
    r"取り?扱(?:う|え|い|者)|認証|通信|"
    r"管理者のみ(?:が|に)|承認(?:者|された)|許され|利用でき|使用でき|実行でき|開け|鍵|発行"
)
_LATER: Final = re.compile(
    r"予定(?!どおり|通り|表|外|日時の通知)|(?:検討|準備|計画|調整|整備|策定|作成|導入|構築|移行|申請|取得|開発|"
    r"展開|交渉|着手|見積|選定|設計|試験|試行|実装|改善|是正|対応|修正)中|"
    r"進行中|途上|道半ば|次期(?:システム|版|年度)?(?:で|に|から)|(?:来|次)(?:期|年度?|月|回)(?:に|から|より|の)?(?:対応|実施|導入|整備|策定|開始|予定|"
    r"以降)|今後|将来|これから|"
    r"目指し|目標とし|(?:(?:年|月|期)(?:度)?(?:末|内|中)?まで|年度?[内末]|期[内末]|月[内末])に(?:対応|実施|導入|整備|策定|完了|開始|"
    r"完成)(?:する|し(?:ます|たい)|予定|$)|検討(?:する|します|し(?:て|たい)|課題|事項)"
)
_LATER_ROUTINE: Final = re.compile(
    r"次回[^。]{0,14}予定|継続|引き続き|今後も|来年度?も|次年度も|(?:更新|再認証|再審査|見直し|見直す|改[定訂]|"
    r"再実施|定期|毎[年月期]|年[0-9０-９一二]回)[^。]{0,8}予定|"
    r"予定(?:は|も)?(?:な(?:い|し)|ありません|ございません|無)|検討中の(?:案件|企業)|対応中の(?:案件|"
    r"インシデント)|24時間[^。]{0,6}対応中|(?:更新|改[定訂]|見直し)中"
)
_APART: Final = re.compile(
    r"(?:を|は)?除(?:く|き|い[てた]|外)|対象外|適用外|範囲外|適用されな|適用して(?:い|お)(?:ない|ません|"
    r"りません)|以外は(?:未|し|で|対象|これ|今後|な(?:い|し))"
)
_APART_DENIED: Final = re.compile(r"除(?:外|く)[^。]{0,6}(?:な(?:い|く|し)|ありません)|例外な[くし]")
_BUT: Final = re.compile(r"ただし(?!書)|但し|もっとも、")
_BUT_NOTHING: Final = re.compile(
    r"(?:ただし|但し)[、,]?[^。]{0,12}(?:例外|除外|制限|条件|問題|追加)[^。]{0,6}(?:な(?:い|し)|ありません)"
)
_ELSEWHERE: Final = re.compile(
    r"(?:開発|テスト|検証|試験|ステージング|デモ)(?:用)?(?:環境|機|系|サーバー?)(?:で)?(?:は|のみ|"
    r"について(?:は)?|を除)|"
    r"(?:子会社|関連会社|海外(?:拠点|子会社)?|派遣(?:社員)?|委託先|支[店社]|地方拠点|旧システム|"
    r"一般(?:社員)?)(?:で|について|に)?(?:は)(?=[^。]{0,12}(?:未|別途|対象|これから|今後|任せ|異な|な(?:い|し)|"
    r"ません))"
)
_ELSEWHERE_TOO: Final = re.compile(
    r"(?:は|と)[^。]{0,16}(?:分離|別(?:の)?(?:ネットワーク|環境|アカウント|セグメント)|同様|同じ|隔離|独立|区分|"
    r"分け|匿名化|マスク|ダミー)"
)
_WEAK: Final = re.compile(
    r"不十分|不完全|不徹底|不足(?!は(?:な|あり))|徹底(?:でき|され)て(?:い|お)(?:ない|ません|りません)|"
    r"課題(?:が(?:あ|残)|あり|です|$)|"
    r"暫定|仮運用|試験運用|試行的?|形骸|口頭(?:のみ|で|だけ|$)|属人|個人(?:任せ|の判断)|担当者?任せ|努力(?:義務|"
    r"目標)|遅れて|間に合|停止中|休止中|中断|廃止(?:済|し(?:た|ま))|"
    r"必要に応じて(?:検討|実施を検討)|可能な(?:範囲|限り)で(?:対応|実施)|できる範囲|なるべく"
)
_JA: Final = re.compile(r"[ぁ-んァ-ヶ一-龥]")

_EN_GOOD: Final = re.compile(
    r"\b(?:no|without|zero)\s+(?:known\s+|open\s+|further\s+|material\s+|major\s+|any\s+)*(?:exceptions?|issues?|"
    r"problems?|incidents?|breach(?:es)?|findings?|"
    r"gaps?|restrictions?|limitations?|exclusions?|changes?|deviations?|violations?|non-?conformit(?:y|ies)|"
    r"delays?|downtime|impact|risks?)\b|"
    r"\bnot (?:only|limited to|later than|less than|more than|exceed\w*)\b|\bbut not limited to\b|"
    r"\bnot\b.{0,30}\bonly\b.{0,40}\bbut\b|\bwhether or not\b|\bif not\b|"
    r"\b(?:last|next|annual|yearly|quarterly|regular)\b[^.;]{0,25}\b(?:planned|scheduled)\b|\bas planned\b|"
    r"\b(?:anything|whatever|whoever|those|any \w+|if|when|whenever|where)\b[^.,;]{0,30}?\b(?:cannot|not)\b|"
    r"\bwhere (?:not )?(?:applicable|needed|necessary)\b"
)
_EN_FORBIDS: Final = re.compile(
    r"(?:\bnot\b|n['’]t\b|\bcannot\b|\bnever\b|\bno longer\b|\bno\b)[^.;,]{0,40}?\b(?:shar\w*|stor\w*|access\w*|"
    r"permit\w*|allow\w*|sell|sold|disclos\w*|expos\w*|transferr?\w*|"
    r"retain\w*|kept|keep|process\w* (?:outside|abroad)|leav\w*|leaves?|possible|us(?:e|ed) (?:for|in production|"
    r"by)|transmitt?\w*|export\w*|visible|reveal\w*|read(?:able)?|"
    r"log(?:ged)? in|reus\w*|recover\w*|bypass\w*|disabled?|turned off|altered|modif\w*|delet\w*|install\w*|"
    r"connect\w*|publish\w*|public|decrypt\w*|train\w* (?:on|our|any)|"
    r"exceed\w*|interrupt\w*|happen\w*|occurr?\w*|aware of|subject to|outsourc\w*|subcontract\w*|sub-?process\w*|"
    r"hard-?coded|in plain ?text|in clear)"
)
_EN_ONLY_ACCESS: Final = re.compile(
    r"\b(?:authori[sz]ed|approved|named|privileged|trained|cleared|access\w*|permi\w+|need[- ]to[- ]know|"
    r"allow\w*|administrators?|admins?|role|credential\w*|least privilege|on a need|"
    r"business need|required for|key|vpn|purposes?|instruct\w*)\b"
)
_EN_BACK: Final = re.compile(
    r"\bexcept\w*|\bexclu(?:d\w*|sive of|sions?)\b|\bother than\b|\baside from\b|\bapart from\b|"
    r"\bpartial(?:ly)?\b|\bpartly\b|\bin part\b|\bto some extent\b|\bsomewhat\b|"
    r"\bplanned\b(?! (?:maintenance|downtime|outages?|changes?|releases?|work|leave))|\bplan(?:s|ning)? to\b|"
    r"\b(?:we|is|are) plan(?:ning)?\b|\bplanning (?:for|on)\b|"
    r"\bin progress\b|\bunder (?:development|way|construction|review|consideration|discussion|evaluation)\b|"
    r"\bunderway\b|\bongoing (?:project|roll|implementation|work)|"
    r"\broad ?map\b|\bnot yet\b|\byet to\b|\bpending\b|\bupcoming\b|\bscheduled (?:for|to)\b|\bexpected (?:by|in|"
    r"to be)\b|\btarget(?:ed|ing)? (?:for|by|date|q[1-4]|20)|"
    r"\bby (?:the )?(?:end of|q[1-4])\b|\bnext (?:year|quarter|month|release|fiscal)\b|"
    r"\bwill be (?:\w+ly )?(?:implement|introduc|roll|complet|add|available|deploy|enabl|in place|establish|"
    r"adopt|finali|done|put|launch|start|build|built|provid\w+ (?:in|by)|ready|document)\w*|\bto be (?:implement|"
    r"introduc|roll|complet|done|defin|establish|confirm|determin|document|put|review)\w*|"
    r"\bsome (?:of|systems?|users?|teams?|sites?|staff|employees|departments?|services?|environments?|products?|"
    r"cases?)\b|\bmost(?:ly)? (?:of (?!the time)|systems?|users?|teams?|sites?|staff|employees|services?)\b|"
    r"\bmostly\b|\blimited (?:extent|scope|basis)\b|\bincomplete\b|\binsufficient\b|\black(?:s|ing|ed)?\b|"
    r"\bmissing\b|\bunimplemented\b|\bin development\b|\bbeta\b|\bpilot\b|\btrial\b|"
    r"\bwork in progress\b|\bwip\b|\binformal(?:ly)?\b|\bad[- ]hoc\b|\bbest[- ]effort\b|\bnot all\b|"
    r"\bnot every\b|\bunless\b|\bhowever\b|^\W*(?:but|although|though)\b|,\s*(?:but|although|though)\b|"
    r"\bexcludes?\b|\bdoes not (?:cover|include|apply)\b|\bnot (?:for|in|on|by|at|under|the case|covered|"
    r"included|applicable|implemented|enforced|required|enabled|available|documented|tested|"
    r"encrypted|formal\w*|complete\w*|in place|supported|mandatory|consistent\w*|fully|done|performed|applied|"
    r"deployed|met|compliant)\b|"
    r"\b(?:dev(?:elopment)?|test(?:ing)?|staging|non-?prod(?:uction)?|legacy|qa)\b(?:/\w+)? (?:environments?|"
    r"systems?|servers?|hosts?)\b(?! (?:is|are) (?:\w+ )?(?:separate|isolated|segregated|also|included))|"
    r"\bon request only\b|\bnot us(?:ed|ing)\b"
)
_EN_DENIAL: Final = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|may|should)(?: currently| still| always|"
    r" yet)?(?: not\b|n['’]t\b)|\bcannot\b|\bnever\b|\bno longer\b|\bwithout\b"
)
_EN_ONLY: Final = re.compile(r"\bonly\b|\blimited to\b|\bsolely\b|\bjust for\b")


def takes_back(answer: Normal, remark: str) -> bool:
    """Whether a remark takes an answer back: a yes by what it lacks, either answer by the opposite token."""
    text = _BROKEN.sub("", unicodedata.normalize("NFKC", remark[:_LOOKED_AT]).strip())
    if not text or answer not in {Normal.YES, Normal.NO}:
        return False
    if any(_is_opposite(answer, token) for token in _tokens(text)):
        return True
    return answer is Normal.YES and any(_qualifies(*parts) for parts in _clauses(text))


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """Each clause with the sentence in which it stands."""
    for sentence in _SENTENCE.split(text):
        yield from ((clause, sentence) for part in _CLAUSE.split(sentence) if (clause := part.strip()))


def _tokens(text: str) -> Iterator[str]:
    """What may be a token by itself: the whole, each part in brackets, each clause."""
    yield text.strip("()（）[]【】「」 ")
    for found in _BRACKET.finditer(text):
        yield found.group(1).strip()
    yield from (clause.strip("()（） 。.") for clause, _ in _clauses(text))


def _is_opposite(answer: Normal, token: str) -> bool:
    if not token or len(token) > _LONGEST_TOKEN:
        return False
    folded = fold_token(token)
    meant = NOTHING_SAID.of(folded)
    if answer is Normal.NO:
        return meant is Normal.YES
    return meant in _OPPOSITE or folded in _DOUBTFUL


def _qualifies(clause: str, sentence: str) -> bool:
    if _JA.search(clause):
        return _qualifies_ja(clause, sentence)
    return _qualifies_en(clause.casefold(), sentence.casefold())


def _qualifies_ja(clause: str, sentence: str) -> bool:
    if _BUT.search(clause) and not _BUT_NOTHING.search(clause):
        return True
    rest = _GOOD_DENIAL.sub("。", clause)
    if _MAY_NOT.search(rest):
        return True
    rest = _APART_DENIED.sub("。", _GOOD_VERB.sub("。", rest))
    if any(cue.search(rest) for cue in (_UNDONE, _LACKING, _IN_PART, _DENIAL, _ABSENCE, _APART, _WEAK)):
        return True
    if _ONLY.search(rest) and not _ACCESS.search(sentence):
        return True
    if _LATER.search(rest) and not _LATER_ROUTINE.search(rest):
        return True
    return bool(_ELSEWHERE.search(rest)) and not _ELSEWHERE_TOO.search(clause)


def _qualifies_en(clause: str, sentence: str) -> bool:
    rest = _EN_FORBIDS.sub(" ", _EN_GOOD.sub(" ", clause))
    if _EN_BACK.search(rest) or _EN_DENIAL.search(rest):
        return True
    return bool(_EN_ONLY.search(rest)) and not _EN_ONLY_ACCESS.search(sentence)
