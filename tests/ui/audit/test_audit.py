"""監査記録: the finding first, then who did what; each entry opens with its before and after."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kit.builders import an_actor
from kit.tables import tables
from sakimori.clock import now
from sakimori.domain.gap import Span
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.third_party import ThirdParty
from sakimori.exchange.registers.fields import FIELD_WORDS, field_words
from sakimori.services.audit.rows import RECORD_KINDS
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.parties.write import edit
from sakimori.store.records import TABLES, columns
from sakimori.store.schema.steps import GUARDS
from sakimori.ui.audit.page import _last_checks
from sakimori.ui.frame.text import TEXTS

Show = Callable[..., AppTest]
AUDITOR = "us04"
SRC = Path(__file__).parents[3] / "src"


@pytest.fixture(autouse=True)
def no_check_yet() -> None:
    _last_checks().clear()


def finding(at: AppTest) -> str:
    return " ".join([*(m.value for m in at.markdown), *(e.value for e in at.error)])


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("home", ["demo_home", "empty_home"])
def test_the_page_opens_full_and_empty(home: str, language: str, show: Show, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue(home)
    at = show("audit", person=AUDITOR, language=language)
    assert {"ja": "改ざんは見つかりません", "en": "No tampering was found"}[language] in finding(at)
    assert not at.error


def test_the_head_that_stands_on_reports_is_there_to_copy(demo_home: Path, show: Show) -> None:
    at = show("audit", person=AUDITOR)
    assert at.code[0].value == Workspace(demo_home / "demo.db").head()[1]


def forge(home: Path, sql: str) -> None:
    with Workspace(home / "demo.db").writing() as unit:
        for name in GUARDS:
            unit.engine.execute(f"DROP TRIGGER IF EXISTS {name}")
        unit.engine.execute(sql)


def test_an_edited_entry_is_told_with_its_number_and_what_still_holds(demo_home: Path, show: Show) -> None:
    forge(demo_home, "UPDATE audit_entry SET actor = 'us99' WHERE seq = 40")
    at = show("audit", person=AUDITOR)
    assert "連番40" in at.error[0].value
    assert "連番 39 まで" in at.error[0].value


def test_a_record_changed_behind_the_trail_is_listed(demo_home: Path, show: Show) -> None:
    forge(demo_home, "UPDATE third_party SET country = 'XX' WHERE country = 'JP'")
    at = show("audit", person=AUDITOR)
    assert "監査記録を通さずに変えられた" in at.error[0].value
    assert set(tables(at)[0].value["kind"]) == {"取引先"}


def test_a_forgery_after_the_last_check_is_found_by_checking_again(demo_home: Path, show: Show) -> None:
    at = show("audit", person=AUDITOR)
    forge(demo_home, "UPDATE audit_entry SET actor = 'us99' WHERE seq = 40")
    at.button(key="audit_again").click().run()
    assert "連番40" in at.error[0].value


def write_on(home: Path) -> None:
    workspace = Workspace(home / "demo.db")
    with workspace.unit() as unit:
        party = unit.records.select(ThirdParty)[1]
    edit(workspace, replace(party, note="追記"), actor=an_actor(), at=now(), reason="追記")


def test_after_a_write_only_what_came_since_is_verified_and_the_page_says_so(demo_home: Path, show: Show) -> None:
    at = show("audit", person=AUDITOR)
    forge(demo_home, "UPDATE audit_entry SET actor = 'us99' WHERE seq = 40")
    write_on(demo_home)
    at.run()
    assert "改ざんは見つかりません" in finding(at)
    said = [caption.value for caption in at.caption]
    assert any("に全体を検証" in line for line in said)
    assert any("続きを" in line and "変更の記録 1件" in line for line in said)
    at.button(key="audit_again").click().run()
    assert "連番40" in at.error[0].value


def test_a_forgery_since_the_last_look_is_found_at_the_next(demo_home: Path, show: Show) -> None:
    at = show("audit", person=AUDITOR)
    number = Workspace(demo_home / "demo.db").head()[0]
    write_on(demo_home)
    forge(demo_home, f"UPDATE audit_entry SET actor = 'us99' WHERE seq = {number + 1}")
    at.run()
    assert f"連番{number + 1}" in at.error[0].value


def test_a_noted_head_that_is_gone_shows_a_cut(demo_home: Path, show: Show) -> None:
    at = show("audit", person=AUDITOR)
    at.text_input(key="audit_noted").set_value("f" * 64).run()
    at.button(key="audit_compare").click().run()
    assert "控えた先頭ハッシュ" in at.error[0].value


def test_entries_are_narrowed_by_person_and_kind(demo_home: Path, show: Show) -> None:
    at = show("audit", person=AUDITOR)
    at.selectbox(key="audit_who").set_value("us09").run()
    at.selectbox(key="audit_what").set_value("condition").run()
    table = tables(at)[0].value
    assert set(table["who"]) == {"山本 彩"}
    assert all(record.startswith("条件") for record in table["record"])


def test_conditions_that_nothing_meets_can_be_cleared(demo_home: Path, show: Show) -> None:
    at = show("audit", person=AUDITOR)
    at.selectbox(key="audit_who").set_value("us03").run()
    at.selectbox(key="audit_what").set_value("merge").run()
    at.button(key="next_filter_alt_off_0").click().run()
    assert at.selectbox(key="audit_who").value is None
    assert len(tables(at)[0].value) == 100


def test_what_narrows_the_entries_stands_in_the_address(demo_home: Path, show: Show) -> None:
    at = show("audit", person=AUDITOR, who="us09", what="condition", p="1")
    assert set(tables(at)[0].value["who"]) == {"山本 彩"}
    at.text_input(key="audit_q").set_value("ぬぬぬ").run()
    assert at.query_params["q"] == "ぬぬぬ"
    at.button(key="next_filter_alt_off_0").click().run()
    assert not {"q", "who", "what"} & set(at.query_params)
    assert len(tables(at)[0].value) == 100


def test_the_entries_of_a_third_party_of_the_address_are_shown_until_they_are_cleared(
    demo_home: Path, show: Show
) -> None:
    with Workspace(demo_home / "demo.db").unit() as unit:
        party = unit.records.select(ThirdParty)[1]
    at = show("audit", person=AUDITOR, party=party.id)
    assert any(party.legal_name in line.value for line in at.markdown)
    assert all(party.legal_name in record for record in tables(at)[0].value["record"])
    at.button(key="audit_clear").click().run()
    assert len(tables(at)[0].value) == 100


def test_the_history_of_one_record_is_shown_until_it_is_cleared(demo_home: Path, show: Show) -> None:
    with Workspace(demo_home / "demo.db").unit() as unit:
        [line] = unit.trail.lines(action="third_party.lifecycle_changed", limit=1)
        history = unit.trail.lines(record_kind="third_party", record_id=line.entry.record_id)
    at = show("audit", person=AUDITOR, record=line.entry.record_id)
    assert list(tables(at)[0].value["seq"]) == [f"{one.entry.seq:,}" for one in history]
    at.button(key="audit_clear_record").click().run()
    assert len(tables(at)[0].value) == 100


def test_a_past_day_shows_only_what_was_written_until_then(demo_home: Path, show: Show) -> None:
    at = show("audit", person=AUDITOR, on="2020-01-01")
    assert len(tables(at)) == 0
    assert any("この日までの記録はまだありません" in m.value for m in at.markdown)


def test_an_entry_opens_with_before_and_after(demo_home: Path, show: Show) -> None:
    with Workspace(demo_home / "demo.db").unit() as unit:
        [line] = unit.trail.lines(action="third_party.lifecycle_changed", limit=1)
    at = show("audit", person=AUDITOR, id=str(line.entry.seq))
    fields = tables(at)[1].value
    assert list(fields["field"]) == ["取引の状況"]
    assert fields["before"][0] != fields["after"][0]
    assert [b.key for b in at.button if b.key in {"audit_then", "audit_of_record"}] == ["audit_of_record", "audit_then"]


def test_a_number_that_nobody_wrote_opens_nothing(demo_home: Path, show: Show) -> None:
    at = show("audit", person=AUDITOR, id="999999")
    assert len(tables(at)) == 1


def test_the_page_is_not_for_sales(demo_home: Path, show: Show) -> None:
    at = show("audit", person="us03")
    assert len(at.code) == 0


# Nothing is shown as a code

ACT = re.compile(r'(?:change|access|note)\(\s*"([a-z_]+\.[a-z_]+)"|action\s*=\s*"([a-z_]+\.[a-z_]+)"')


def test_every_act_has_words() -> None:
    acts = {
        found
        for path in SRC.rglob("*.py")
        if "bench" not in path.parts
        for pair in ACT.findall(path.read_text(encoding="utf-8"))
        for found in pair
        if found
    }
    assert len(acts) > 40
    assert sorted(act for act in acts if f"action.{act}" not in TEXTS) == []


def test_every_kind_of_record_has_words() -> None:
    assert [kind for kind in RECORD_KINDS if f"audit.kind.{kind}" not in TEXTS] == []


SILENT = {
    "id", "third_party_id", "version", "pack_digest", "facts", "facts_digest", "assessment_id", "gap_id", "request",
    "verdict", "case_body",
}  # fmt: skip


def test_every_field_of_a_record_has_words() -> None:
    kinds = {kind for kind in TABLES if kind is not Span}
    fields = {c.field for kind in kinds - FIELD_WORDS.keys() for c in columns(kind)} - SILENT
    known = ("audit.field", "party.field")
    assert sorted(f for f in fields if not any(f"{prefix}.{f}" in TEXTS for prefix in known)) == []
    register = {
        (kind, c.field) for kind in FIELD_WORDS.keys() & TABLES.keys() for c in columns(kind) if c.field != "key_hash"
    }
    assert all(field_words(kind, field).ja and field_words(kind, field).en for kind, field in register)


@pytest.mark.parametrize(
    ("language", "country", "erasure"),
    [("ja", "国別情報　台湾", "返却・消去　"), ("en", "Country profile　Taiwan", "Return")],
)
def test_profiles_name_their_country_and_facts_of_a_flow_the_flow(
    demo_home: Path, show: Show, language: str, country: str, erasure: str
) -> None:
    with Workspace(demo_home / "demo.db").unit() as unit:
        flows = {flow.name for flow in unit.records.select(DataFlow)}

    def told_of(kind: str) -> list[str]:
        at = show("audit", person=AUDITOR, language=language, what=kind)
        return [str(value) for value in tables(at)[0].value["record"]]

    assert country in told_of("country_profile")
    erased = [line for line in told_of("erasure") if line.startswith(erasure)]
    assert erased
    assert all(any(line.endswith(f" · {flow}") for flow in flows) for line in erased)
