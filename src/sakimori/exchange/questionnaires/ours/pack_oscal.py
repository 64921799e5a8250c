"""OSCAL in JSON: a pack as a catalog, and what an assessment found as results about the controls of that catalog."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from sakimori.domain.codes import Severity
from sakimori.domain.questions.evaluation import Visibility, passes, visibilities
from sakimori.domain.questions.pack import BLANK, Answers, AnswerValue, Facts, Pack, Question, Section, TextRights
from sakimori.domain.values.text import Text
from sakimori.exchange.packs.folder import pack_digest
from sakimori.exchange.questionnaires.ours.pack_answers import choice_label, in_words
from sakimori.exchange.questionnaires.ours.pack_matching import shareable
from sakimori.exchange.questionnaires.ours.pack_tables import condition_words
from sakimori.exchange.questionnaires.ours.signs import NAMESPACE, REFERENCE

OSCAL_VERSION: Final = "1.1.3"
_NOT_IN_TOKEN: Final = re.compile(r"[^A-Za-z0-9_.-]")
_GUIDANCE: Final = Text("補足", "Guidance")
_EVIDENCE: Final = Text("資料", "Evidence")
_WHEN: Final = Text("回答する場合", "Answer if")
_CHOICES: Final = Text("選択肢", "Choices")


def pack_oscal(pack: Pack, group: str, language: str, *, at: datetime) -> str:
    """The questions of a group as a catalog that was last changed at an instant."""
    asked = pack.asked_in(group)
    content: dict[str, Any] = {
        "uuid": str(catalog_uuid(pack, group, language)),
        "metadata": {
            "title": pack.title.get(language) or pack.id,
            "last-modified": at.isoformat(),
            "version": pack.version,
            "oscal-version": OSCAL_VERSION,
            "props": [own_prop("pack", pack.id), own_prop("group", group), own_prop("language", language)],
            **({"remarks": pack.source.licence} if pack.source.licence else {}),
        },
        "groups": _groups(pack, asked, "", language),
    }
    return json.dumps({"catalog": content}, ensure_ascii=False, indent=2) + "\n"


def catalog_uuid(pack: Pack, group: str, language: str) -> UUID:
    """The same for the same content, so that two exports of it are told to be one."""
    return uuid5(NAMESPACE_URL, f"{NAMESPACE}:{pack_digest(pack)}:{group}:{language}")


def _groups(pack: Pack, asked: Sequence[Question], parent: str, language: str) -> list[dict[str, Any]]:
    """The sections below another, without those in which nothing is asked."""
    made = (_group(pack, section, asked, language) for section in pack.sections if section.parent == parent)
    return [group for group in made if "groups" in group or "controls" in group]


def _group(pack: Pack, section: Section, asked: Sequence[Question], language: str) -> dict[str, Any]:
    below = _groups(pack, asked, section.id, language)
    controls = [_control(pack, question, language) for question in asked if question.section == section.id]
    return {
        "id": token_of("s", section.id),
        "class": "section",
        "title": section.title.get(language) or section.id,
        "props": [_label(section.id)],
        **({"groups": below} if below else {}),
        **({"controls": controls} if controls else {}),
    }


def _control(pack: Pack, question: Question, language: str) -> dict[str, Any]:
    name = token_of("q", question.id)
    props = [_label(question.id), own_prop("type", question.type.value)]
    props += [own_prop("topic", question.topic.get(language))] if question.topic.get(language) else []
    props += [own_prop(REFERENCE, reference) for reference in question.controls]
    props += [own_prop("critical", "true")] if question.critical else []
    choices = [choice_label(choice, language) for choice in question.choices]
    params = {
        "id": f"{name}_prm",
        "label": _CHOICES.get(language),
        "select": {"how-many": "one-or-more" if question.type.value == "multi" else "one", "choice": choices},
    }
    parts = [part for part in _parts(pack, question, name, language) if part["prose"]]
    return {
        "id": name,
        "class": "question",
        "title": question.id,
        **({"params": [params]} if choices else {}),
        "props": props,
        **({"parts": parts} if parts else {}),
    }


def _parts(pack: Pack, question: Question, name: str, language: str) -> list[dict[str, Any]]:
    """What is asked, and what helps to answer it."""
    when = condition_words(pack, question.when, language) if question.when is not None else ""
    texts = "\n".join(request.text.get(language) for request in question.evidence)
    notes = ((_WHEN, "when", when), (_GUIDANCE, "gdn", question.help.get(language) if question.help else ""))
    return [
        {"id": f"{name}_smt", "name": "statement", "prose": question.text.get(language)},
        *(
            {"id": f"{name}_{suffix}", "name": "guidance", "title": title.get(language), "prose": prose}
            for title, suffix, prose in (*notes, (_EVIDENCE, "evd", texts))
        ),
    ]


def _label(number: str) -> dict[str, str]:
    return {"name": "label", "value": number}


def own_prop(name: str, value: str) -> dict[str, str]:
    """A property of ours."""
    return {"name": name, "ns": NAMESPACE, "value": value}


def token_of(kind: str, number: str) -> str:
    """An id as OSCAL takes it: it begins with a letter."""
    return f"{kind}-{_NOT_IN_TOKEN.sub('_', number)}"


_PLAN: Final = Text("質問票", "Questionnaire")
_ANSWER: Final = Text("回答", "Answer")
_NONE: Final = Text("回答なし", "No answer")
_MET: Final = Text("期待どおり", "As expected")
_NOT_MET: Final = Text("期待に届かない", "Not as expected")
_WAITS: Final = Text("回答が要るか、まだ決まっていません。", "Whether it has to be answered is still open.")


@dataclass(frozen=True, slots=True)
class RaisedGap:
    """What the answer to one question raises."""

    question_id: str
    severity: Severity
    title: Text
    action: Text


@dataclass(frozen=True, slots=True)
class Round:
    """Which round of questions it was: its key, whom it is about, since and until when, and when each answer came."""

    key: str
    about: str
    start: datetime
    end: datetime | None = None
    collected: Mapping[str, datetime] = field(default_factory=dict)


def pack_results(
    pack: Pack,
    group: str,
    language: str,
    answers: Answers,
    raised: Sequence[RaisedGap],
    *,
    of: Round,
    at: datetime,
    facts: Facts | None = None,
) -> str:
    """The results of one round, as known at an instant; the same content gives the same text, with the same ids."""
    catalog = catalog_uuid(pack, group, "")
    writer = _Results(pack, group, language, answers, {one.question_id: one for one in raised}, of, at, catalog)
    return json.dumps({"assessment-results": writer.content(facts or {})}, ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class _Results:
    """Writes the results of one round."""

    pack: Pack
    group: str
    language: str
    answers: Answers
    raised: Mapping[str, RaisedGap]
    of: Round
    at: datetime
    catalog: UUID

    def content(self, facts: Facts) -> dict[str, Any]:
        """The document."""
        seen = visibilities(self.pack, self.group, self.answers, facts)
        asked = [one for one in self.pack.asked_in(self.group) if seen[one.id] is not Visibility.HIDDEN]
        title = self.shown.title.get(self.language) or self.pack.id
        about = f"{title}: {self.of.about}" if self.of.about else title
        findings = [
            found for one in asked if seen[one.id] is Visibility.VISIBLE and (found := self._finding(one)) is not None
        ]
        return {
            "uuid": self._uuid("document", self.language, self.at.isoformat()),
            "metadata": {
                "title": _line(about),
                "last-modified": self.at.isoformat(),
                "version": self.pack.version,
                "oscal-version": OSCAL_VERSION,
                "props": [
                    own_prop("pack", self.pack.id),
                    own_prop("group", self.group),
                    own_prop("language", self.language),
                ],
            },
            "import-ap": {"href": f"#{self._uuid('plan')}"},
            "results": [
                {
                    "uuid": self._uuid("result", self.language, self.at.isoformat()),
                    "title": _line(about),
                    "description": f"{_PLAN.get(self.language)}: {self.pack.id}@{self.pack.version} ({self.group})",
                    "start": self.of.start.isoformat(),
                    **({"end": self.of.end.isoformat()} if self.of.end else {}),
                    "reviewed-controls": {
                        "control-selections": [
                            {"include-controls": [{"control-id": token_of("q", one.id)} for one in asked]}
                            if asked
                            else {}
                        ]
                    },
                    **({"observations": [self._observation(one, seen[one.id]) for one in asked]} if asked else {}),
                    **({"findings": findings} if findings else {}),
                }
            ],
            "back-matter": {"resources": [self._plan(title)]},
        }

    @property
    def shown(self) -> Pack:
        """The pack as far as its wording may leave."""
        return shareable(self.pack)

    def _uuid(self, *names: str) -> str:
        """An id of a part of this round, the same in every export of it."""
        return str(uuid5(self.catalog, json.dumps([self.of.key, *names])))

    def _plan(self, title: str) -> dict[str, Any]:
        """There is no plan of assessment beside the pack itself, so that is what the results refer to."""
        catalog = str(catalog_uuid(self.shown, self.group, self.language))
        return {
            "uuid": self._uuid("plan"),
            "title": _line(f"{_PLAN.get(self.language)}: {title}"),
            "props": [own_prop("catalog-uuid", catalog), own_prop("version", self.pack.version)],
            "citation": {"text": f"{self.pack.id}@{self.pack.version}"},
        }

    def _observation(self, question: Question, seen: Visibility) -> dict[str, Any]:
        answer = self.answers.get(question.id)
        state = answer.state.value if answer is not None and answer.ids != (BLANK,) else BLANK
        remarks = [answer.reason.strip()] if answer is not None and answer.reason.strip() else []
        remarks += [_WAITS.get(self.language)] if seen is Visibility.PENDING else []
        return {
            "uuid": self._uuid("observation", question.id),
            "title": question.id,
            "description": "\n\n".join(filter(None, (self._question(question), self._answer(question, answer)))),
            "props": [own_prop("state", state), own_prop("visibility", seen.value)],
            "methods": ["INTERVIEW"],
            "collected": self.of.collected.get(question.id, self.at).isoformat(),
            **({"remarks": "\n\n".join(remarks)} if remarks else {}),
        }

    def _question(self, question: Question) -> str:
        return next(one for one in self.shown.questions if one.id == question.id).text.get(self.language)

    def _answer(self, question: Question, answer: AnswerValue | None) -> str:
        bare = next(one for one in self.shown.questions if one.id == question.id)
        words = in_words(bare, answer, self.language) if answer is not None else ""
        return f"{_ANSWER.get(self.language)}: {words or _NONE.get(self.language)}"

    def _finding(self, question: Question) -> dict[str, Any] | None:
        """What is held of one question; None where nothing is expected, or the matter is open and raises nothing."""
        answer = self.answers.get(question.id)
        is_open = answer is None or answer.is_open
        raised = self.raised.get(question.id)
        met = None if is_open else passes(question, answer)
        if raised is None and met is None:
            return None
        is_met = raised is None and met is True
        return {
            "uuid": self._uuid("finding", question.id),
            **dict(self._words(question, raised, is_met=is_met)),
            **({"props": [own_prop("severity", raised.severity.value)]} if raised else {}),
            "target": {
                **self._target(question),
                "status": {
                    "state": "satisfied" if is_met else "not-satisfied",
                    "reason": "pass" if is_met else "other" if is_open else "fail",
                },
            },
            "related-observations": [{"observation-uuid": self._uuid("observation", question.id)}],
        }

    def _words(self, question: Question, raised: RaisedGap | None, *, is_met: bool) -> Iterator[tuple[str, str]]:
        judged = (_MET if is_met else _NOT_MET).get(self.language)
        if raised is None or self.pack.source.text_rights is not TextRights.FULL:
            yield "title", _line(f"{question.id}: {judged}")
            yield "description", judged
            return
        title = raised.title.get(self.language)
        yield "title", _line(title) or f"{question.id}: {judged}"
        yield "description", raised.action.get(self.language) or title or judged

    def _target(self, question: Question) -> dict[str, str]:
        """The statement of the control; a catalog without wording has the control alone."""
        name = token_of("q", question.id)
        if self._question(question):
            return {"type": "statement-id", "target-id": f"{name}_smt"}
        return {"type": "objective-id", "target-id": name}


def _line(text: str) -> str:
    return " ".join(text.split())
