"""The places in law and guideline that rules cite, as they are printed."""

from __future__ import annotations

from sakimori.domain.rule import Citation
from sakimori.domain.text import Text


def _act(article: str, english: str) -> Citation:
    return Citation(Text(f"法{article}", f"APPI Art. {english}"))


def _guideline(section: str) -> Citation:
    return Citation(Text(f"GL {section}", f"GL {section}"))


ACT_17_1 = _act("17条1項", "17(1)")
ACT_17_2 = _act("17条2項", "17(2)")
ACT_18_1 = _act("18条1項", "18(1)")
ACT_19 = _act("19条", "19")
ACT_20_2 = _act("20条2項", "20(2)")
ACT_21 = _act("21条", "21")
ACT_22 = _act("22条", "22")
ACT_23 = _act("23条", "23")
ACT_25 = _act("25条", "25")
ACT_26 = _act("26条", "26")
ACT_27 = _act("27条", "27")
ACT_27_1 = _act("27条1項", "27(1)")
ACT_27_2 = _act("27条2項", "27(2)")
ACT_27_5_ENTRUSTMENT = _act("27条5項1号", "27(5)(i)")
ACT_27_5_JOINT_USE = _act("27条5項3号", "27(5)(iii)")
ACT_28 = _act("28条", "28")
ACT_28_1 = _act("28条1項", "28(1)")
ACT_28_2 = _act("28条2項", "28(2)")
ACT_28_3 = _act("28条3項", "28(3)")
ACT_29 = _act("29条", "29")
ACT_30 = _act("30条", "30")
ACT_32_1 = _act("32条1項", "32(1)")
ACT_41 = _act("41条", "41")
ACT_41_6 = _act("41条6項", "41(6)")
RULES_9 = Citation(Text("規則9条", "PPC Rules Art. 9"))
RULES_16 = Citation(Text("規則16条", "PPC Rules Art. 16"))
RULES_17 = Citation(Text("規則17条", "PPC Rules Art. 17"))
RULES_18_1 = Citation(Text("規則18条1項", "PPC Rules Art. 18(1)"))
RULES_18_3 = Citation(Text("規則18条3項", "PPC Rules Art. 18(3)"))
GL_F_6 = Citation(Text("GL外国第三者編 6", "GL-F 6"))
MY_NUMBER_10 = Citation(Text("番号法10条", "My Number Act Art. 10"))
MY_NUMBER_19 = Citation(Text("番号法19条", "My Number Act Art. 19"))
GL_PURPOSE = _guideline("3-1-1")
GL_PROVISION = _guideline("3-6-1")
GL_NOT_THIRD_PARTY = _guideline("3-6-3")
GL_PUBLIC_ITEMS = _guideline("3-8-1")
GL_DISPOSAL = _guideline("10-5(4)")
GL_ABROAD = _guideline("10-7")
GL_ENCRYPTION = _guideline("10-6(4)")
GL_SUPERVISION = _guideline("3-4-4")
GL_SELECTION = _guideline("3-4-4(1)")
GL_MONITORING = _guideline("3-4-4(3)")
GL_CONTRACT = _guideline("3-4-4(2)")
GL_SUCCESSION = _guideline("3-6-3(2)")
GL_JOINT_USE = _guideline("3-6-3(3)")
GL_MY_NUMBER = Citation(Text("番号法ガイドライン", "GL-MN"))
GL_PSEUDONYMISED = Citation(Text("GL仮名匿名編 2-2-3", "GL-P 2-2-3"))
QA_7_53 = Citation(Text("Q&A 7-53", "Q&A 7-53"))
