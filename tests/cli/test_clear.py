"""`sakimori clear`: the answer is the exit code, a question can be taken along in a file, and nothing is written."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kit.demos import DemoIn
from sakimori.cli.app import app
from sakimori.cli.clear import EXIT
from sakimori.cli.exits import Exit
from sakimori.clock import today
from sakimori.domain.clearance import Step
from sakimori.domain.codes import Outcome
from sakimori.domain.records.contract import Contract
from sakimori.domain.records.data_flow import DataFlow
from sakimori.domain.records.third_party import ThirdParty
from sakimori.services.kernel.workspace import Workspace

RUN = CliRunner()
PROCESSOR = "株式会社つむぎコールセンター"
ASKED = ("--recipient", PROCESSOR, "--data", "会員", "--purpose", "商品の販売と配送")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, demo_in: DemoIn) -> Path:
    return demo_in(tmp_path_factory.mktemp("home"), today()).parent


@pytest.fixture(autouse=True)
def _at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAKIMORI_HOME", str(home))
    monkeypatch.delenv("SAKIMORI_DB", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def clear(*arguments: str) -> tuple[int, Any]:
    done = RUN.invoke(app, ["clear", *arguments, "--json"])
    return done.exit_code, json.loads(done.stdout)


def refusal(*arguments: str) -> str:
    done = RUN.invoke(app, ["clear", *arguments])
    assert done.exit_code == Exit.REFUSED
    assert done.stdout == ""
    return done.stderr


def contract_of(home: Path, name: str) -> str:
    with Workspace(home / "demo.db").unit() as unit:
        (party,) = unit.records.select(ThirdParty, "legal_name = :name", {"name": name})
        return unit.records.select(Contract, "third_party_id = :id", {"id": party.id}, order="id")[0].id


def flow_of(home: Path, name: str) -> str:
    with Workspace(home / "demo.db").unit() as unit:
        (party,) = unit.records.select(ThirdParty, "legal_name = :name", {"name": name})
        return unit.records.select(DataFlow, "third_party_id = :id", {"id": party.id}, order="id")[0].id


def test_the_exit_code_is_the_answer_and_reasons_carry_rule_article_and_fix() -> None:
    code, body = clear(*ASKED)
    assert code == EXIT[Outcome(body["outcome"])]
    assert {"ja", "en"} == body["reasons"][0]["text"].keys()
    assert [r["step"] for r in body["reasons"]] == sorted(r["step"] for r in body["reasons"])
    assert all(r["fix"] and r["who"] for r in body["reasons"] if r["kind"] == "condition")


def test_people_read_the_word_the_reasons_and_the_last_day(home: Path) -> None:
    done = RUN.invoke(app, ["clear", "--flow", flow_of(home, PROCESSOR)])
    assert PROCESSOR in done.stdout
    assert "P-14" not in done.stdout
    assert done.stdout.index(PROCESSOR) < done.stdout.index("\nJudged:") < done.stdout.index("in order")
    assert "Valid until" in done.stdout


def test_a_question_taken_along_as_a_file_gets_the_same_answer_without_the_database(tmp_path: Path) -> None:
    _, asked = clear(*ASKED)
    file = tmp_path / "question.json"
    file.write_text(RUN.invoke(app, ["clear", *ASKED, "--as-request"]).stdout, encoding="utf-8")
    code, body = clear("--request", str(file), "--db", str(tmp_path / "nowhere.db"))
    assert code == EXIT[Outcome(asked["outcome"])]
    for name in ("outcome", "valid_until", "next_outcome", "reasons", "slices"):
        assert body[name] == asked[name]


def test_another_ground_and_more_persons_are_another_question() -> None:
    _, entrusted = clear(*ASKED)
    code, on_consent = clear(*ASKED, "--route", "CONSENT", "--persons", "50000")
    assert code in {Exit.ASK, Exit.BLOCKED}
    assert {r["rule"] for r in on_consent["reasons"]} != {r["rule"] for r in entrusted["reasons"]}


def test_several_recipients_are_listed_to_choose_from_and_none_is_guessed() -> None:
    told = refusal("--recipient", "株式会社")
    assert "tp_" in told
    assert PROCESSOR in told


@pytest.mark.parametrize(
    "arguments",
    [
        (), ("--recipient", "どこにもない会社"), ("--recipient", PROCESSOR, "--data", "PI_CONTCAT"),
        ("--recipient", PROCESSOR, "--purpose", "どこにもない目的"), ("--what-if", "contract-ends"),
        ("--what-if", "contract-ends:cn_x"), ("--what-if", "something:1"), ("--what-if", "without-rule:A-0"),
        ("--what-if", "policy:approval_person=1"), ("--what-if", f"recipient-moves:{PROCESSOR}:ZZ"),
        ("--what-if", "profile-changes:US:government_access=perhaps"), ("--request", "nowhere.json"),
        ("--what-if", "profile-changes:ZZ:localisation=yes"), ("--what-if", "rule-begins:F-00"),
        ("--what-if", "rule-begins:F-03", "--data", "PI_CONTACT"), ("--as-request", "--what-if", "rule-begins:F-03"),
        (*ASKED, "--as-request", "--what-if", "rule-begins:F-03"), ("--as-request",), ("--recipient", "つむぎ"),
        ("--recipient", PROCESSOR, "--data", "PI_CONTACT", "--as-request"), ("--flow", "fl_x"),
        (*ASKED, "--flow", "fl_x"), (*ASKED, "--on", "2020-01-01"),
        ("--recipient", PROCESSOR, "--data", "PI_CONTACT", "--what-if", "rule-begins:F-03"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_a_sentence(arguments: tuple[str, ...]) -> None:
    assert refusal(*arguments).strip()


@pytest.mark.parametrize("wrong", [("--on", "2026-13-01"), ("--persons", "-3"), ("--colour", "red")])
def test_a_call_that_cannot_be_read_is_no_answer(wrong: tuple[str, str]) -> None:
    done = RUN.invoke(app, ["clear", *ASKED, *wrong])
    assert done.exit_code == Exit.WRONG_CALL
    assert done.stdout == ""


def test_a_file_is_asked_alone_and_about_the_day_that_is_named(tmp_path: Path) -> None:
    file = tmp_path / "question.json"
    file.write_text(RUN.invoke(app, ["clear", *ASKED, "--as-request"]).stdout, encoding="utf-8")
    for more in (ASKED, ("--what-if", "rule-begins:F-03"), ("--as-request",), ("--persons", "1")):
        assert "--json" in refusal("--request", str(file), *more)
    last = clear("--request", str(file))[1]["valid_until"]
    later = date.fromisoformat(last) + timedelta(days=1)
    of_file = clear("--request", str(file), "--on", later.isoformat())[1]
    asked = clear(*ASKED, "--on", later.isoformat())[1]
    assert of_file == {key: value for key, value in asked.items() if key != "known_at"} | {"other_routes": []}


def test_a_file_about_a_day_that_is_over_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "question.json"
    file.write_text(RUN.invoke(app, ["clear", *ASKED, "--as-request"]).stdout, encoding="utf-8")
    yesterday = (today() - timedelta(days=1)).isoformat()
    assert "Choose today or a later day" in " ".join(refusal("--request", str(file), "--on", yesterday).split())


@pytest.mark.parametrize(
    ("locale", "word"), [("ja_JP.UTF-8", "1つに決められません"), ("en_GB.UTF-8", "does not name one")]
)
def test_a_refusal_speaks_the_language_of_the_terminal(monkeypatch: pytest.MonkeyPatch, locale: str, word: str) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    assert word in refusal("--recipient", "株式会社").replace("\n", "")


def test_a_rule_to_come_begins_on_the_day_that_is_named() -> None:
    _, body = clear("--what-if", "rule-begins:F-04")
    assert {one["before"] == one["after"] for one in body["changed"]} == {True}
    assert {reason["rule"] for one in body["changed"] for reason in one["added"]} == {"F-04"}
    assert clear("--what-if", "rule-begins:A-28-1")[1]["changed"] == []


def test_every_problem_of_a_file_is_told_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "question.json"
    file.write_text('{"recipient": {"legal_nam": "x"}, "flow": {"route": "ENTRUSTED"}}', encoding="utf-8")
    told = refusal("--request", str(file))
    assert "recipient.legal_nam:" in told
    assert "legal_name" in told
    assert "flow.route:" in told


def test_the_schema_names_every_part_of_the_file() -> None:
    schema = json.loads(RUN.invoke(app, ["clear", "--schema"]).stdout)
    assert schema["required"] == ["recipient", "flow"]
    assert {"facts", "contracts", "judgements", "stops", "policy", "countries"} <= schema["properties"].keys()


def test_what_if_answers_the_question_as_it_would_be_and_keeps_nothing(home: Path) -> None:
    contract = contract_of(home, PROCESSOR)
    head = Workspace(home / "demo.db").head()
    code, body = clear(*ASKED, "--what-if", f"contract-ends:{contract}")
    assert code == EXIT[Outcome.BLOCKED]
    assert body["answer"]["outcome"] == "blocked" != body["today"]["outcome"]
    assert [(one["third_party"], one["after"]) for one in body["changed"]] == [(PROCESSOR, "blocked")]
    assert Workspace(home / "demo.db").head() == head
    assert clear(*ASKED)[1]["outcome"] == body["today"]["outcome"]


def test_what_if_alone_lists_what_turns_and_ends_well() -> None:
    done = RUN.invoke(app, ["clear", "--what-if", "without-rule:A-28-1"])
    assert done.exit_code == 0
    assert "→" in done.stdout


def test_the_table_of_facts_names_each_step_fact_and_judgement_in_both_languages() -> None:
    code, steps = clear("--facts")
    assert code == 0
    assert [step["step"] for step in steps] == [step.value for step in Step]
    named = [step["title"] for step in steps] + [fact["words"] for step in steps for fact in step["facts"]]
    assert all(words["ja"] and words["en"] and "_" not in words["en"] for words in named)
    titles = {(step["step"], one["rule"]): one["title"]["ja"] for step in steps for one in step["judgements"]}
    assert titles["P-03", "A-MN1"] == "番号法19条の場合にあたるか"
    assert titles["R-01", "A-MN1"] == "個人番号の受領"


def test_a_receipt_is_asked_by_in_and_by_default_of_whoever_is_nothing_but_a_source() -> None:
    words = ("--data", "購入した名簿", "--purpose", "商品と催しの案内", "--route", "OPTOUT")
    for direction, is_receipt in (((), True), (("--in",), True), (("--out",), False)):
        _, body = clear("--recipient", "なぎさ名簿株式会社", *words, *direction)
        assert ("受け取る日" in body["judged"]["ja"]) is is_receipt
        assert any(reason["step"] == Step.RECEIPT for reason in body["reasons"]) is is_receipt
    for direction, is_receipt in (((), False), (("--in",), True)):
        _, body = clear(*ASKED, *direction)
        assert ("受け取る日" in body["judged"]["ja"]) is is_receipt
