"""Assessment results: the structure that the model of OSCAL asks for, and no open answer that counts as satisfied."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.examples import examples
from kit.packs_out import AT, EVERY, ODD, PACKS, answers_to, order
from sakimori.domain.codes import Severity
from sakimori.domain.questions.evaluation import passes, visibilities
from sakimori.domain.questions.pack import AnswerState, AnswerValue, Pack, TextRights
from sakimori.domain.values.text import Text
from sakimori.exchange.questionnaires.ours.pack_oscal import RaisedGap, Round, pack_results
from sakimori.exchange.questionnaires.ours.pack_out import Form, give

CLOUD = PACKS["jp-cloud"]
ROUND = Round("as01", "株式会社つむぎ", AT)
TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
ABSOLUTE = re.compile(r"[a-z]+://\S+")


def results(
    pack: Pack, answers: Mapping[str, AnswerValue], *raised: RaisedGap, language: str = "ja", at: datetime = AT
) -> dict[str, Any]:
    text = pack_results(pack, "full", language, answers, raised, of=ROUND, at=at)
    found: dict[str, Any] = json.loads(text)["assessment-results"]
    return found


def nodes(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from nodes(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from nodes(inner)


def states(content: dict[str, Any]) -> dict[str, str]:
    """What each finding says, by the question of its one observation."""
    (result,) = content["results"]
    titles = {one["uuid"]: one["title"] for one in result.get("observations", [])}
    return {
        titles[one["related-observations"][0]["observation-uuid"]]: one["target"]["status"]["state"]
        for one in result.get("findings", [])
    }


def is_whole(content: dict[str, Any], pack: Pack, language: str) -> None:
    """The rules of the model that these results were held against."""
    assert content.keys() == {"uuid", "metadata", "import-ap", "results", "back-matter"}
    assert content["metadata"].keys() >= {"title", "last-modified", "version", "oscal-version"}
    resources = [one["uuid"] for one in content["back-matter"]["resources"]]
    assert content["import-ap"]["href"].removeprefix("#") in resources
    (result,) = content["results"]
    assert result.keys() >= {"uuid", "title", "description", "start", "reviewed-controls"}
    catalog = json.loads(give(pack, Form.OSCAL, order(language=language)))["catalog"]
    known = {one["id"] for one in nodes(catalog) if "id" in one}
    (selection,) = result["reviewed-controls"]["control-selections"]
    assert {one["control-id"] for one in selection["include-controls"]} <= known
    for one in result["observations"]:
        assert one.keys() >= {"uuid", "description", "methods", "collected"}
    for one in result.get("findings", []):
        assert one.keys() >= {"uuid", "title", "description", "target"}
        assert one["target"]["type"] in {"statement-id", "objective-id"}
        assert one["target"]["target-id"] in known
        assert one["target"]["status"]["state"] in {"satisfied", "not-satisfied"}
        assert one["target"]["status"]["reason"] in {"pass", "fail", "other"}
    ids = [one["uuid"] for one in nodes(content) if "uuid" in one]
    assert len(ids) == len(set(ids))
    assert {UUID(one).version for one in ids} == {5}
    for node in nodes(content):
        assert not [name for name, inner in node.items() if inner in ([], "", None)]
        if "ns" in node:
            assert ABSOLUTE.fullmatch(node["ns"])
            assert TOKEN.fullmatch(node["name"])
            assert re.fullmatch(r"\S(.*\S)?", node["value"])
        for name in node.keys() & {"start", "end", "collected", "last-modified"}:
            assert datetime.fromisoformat(node[name]).tzinfo is not None


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data(), st.sampled_from(EVERY), st.sampled_from(["ja", "en"]))
def test_whatever_was_answered_the_results_are_whole(data: st.DataObject, pack: Pack, language: str) -> None:
    answers = data.draw(answers_to(pack))
    content = results(pack, answers, language=language)
    is_whole(content, pack, language)
    seen = visibilities(pack, "full", answers, {})
    (result,) = content["results"]
    assert [one["title"] for one in result["observations"]] == [one for one, state in seen.items() if state != "hidden"]
    for number, state in states(content).items():
        assert seen[number] == "visible"
        assert passes(pack.question(number), answers.get(number)) is (state == "satisfied")


@pytest.mark.parametrize("state", [one for one in AnswerState if one is not AnswerState.ANSWERED])
def test_an_open_answer_is_observed_and_never_satisfied(state: AnswerState) -> None:
    answers = {"C-04": AnswerValue(state=state, reason="x")}
    assert states(results(CLOUD, answers)) == {}
    raised = RaisedGap("C-04", Severity.MEDIUM, Text("未確認", "Not confirmed"), Text("確かめる", "Ask"))
    content = results(CLOUD, answers, raised)
    assert states(content) == {"C-04": "not-satisfied"}
    seen = next(one for one in content["results"][0]["observations"] if one["title"] == "C-04")
    assert {one["name"]: one["value"] for one in seen["props"]}["state"] == state.value
    assert seen["remarks"] == "x"


def test_what_is_expected_is_satisfied_and_a_gap_is_not() -> None:
    answers = {"C-04": AnswerValue("yes"), "C-05": AnswerValue("no"), "C-01": AnswerValue("例\n株式会社")}
    gap = RaisedGap("C-05", Severity.HIGH, Text("文書が\nない", "No document"), Text("整える", "Write one"))
    content = results(CLOUD, answers, gap)
    assert states(content) == {"C-04": "satisfied", "C-05": "not-satisfied"}
    found = content["results"][0]["findings"][1]
    assert (found["title"], found["description"]) == ("文書が ない", "整える")
    assert found["props"][0]["value"] == "high"
    assert found["target"]["status"]["reason"] == "fail"
    is_whole(content, CLOUD, "ja")
    assert states(results(CLOUD, answers)) == {"C-04": "satisfied", "C-05": "not-satisfied"}
    doubted = replace(gap, question_id="C-04")
    assert states(results(CLOUD, answers, doubted))["C-04"] == "not-satisfied"


def test_ids_stay_the_same_and_the_document_is_new_at_another_instant() -> None:
    answers = {"C-04": AnswerValue("yes")}
    first, again, later = (results(CLOUD, answers, at=at) for at in (AT, AT, AT.replace(hour=1)))
    assert first == again
    assert first["uuid"] != later["uuid"]
    assert first["results"][0]["observations"][0]["uuid"] == later["results"][0]["observations"][0]["uuid"]


def test_of_wording_that_is_not_ours_only_ids_leave() -> None:
    theirs = replace(ODD, source=replace(ODD.source, text_rights=TextRights.IDS_ONLY))
    raised = RaisedGap("Q-1", Severity.HIGH, Text("秘密の題", "secret title"), Text("秘密の策", "secret act"))
    content = results(theirs, {"Q-1": AnswerValue("no")}, raised)
    is_whole(content, theirs, "ja")
    text = json.dumps(content, ensure_ascii=False)
    assert "秘密" not in text
    assert ODD.question("Q-1").text.ja not in text
    assert states(content) == {"Q-1": "not-satisfied"}
