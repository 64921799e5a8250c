"""From the file of a pack to the pack: gap sets written out, areas inherited, citations of what a pack may name."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

from sakimori.domain.questions.condition import AllOf, AnswerIn, AnyOf, Condition, FactIn, Not
from sakimori.domain.questions.pack import (
    Bound,
    Choice,
    EvidenceRequest,
    Fact,
    Fill,
    Group,
    NotAsked,
    Pack,
    Question,
    QuestionGap,
    Section,
    Source,
)
from sakimori.domain.values.text import Text
from sakimori.exchange.packs.file import Bilingual, ChoiceFile, EvidenceFile, GapFile, PackFile, QuestionFile, WhenFile

_CITED_AS = (
    ("appi-gl:", "GL {}", "GL {}"),
    ("appi-qa:", "Q&A {}", "Q&A {}"),
    ("appi:", "法{}条", "APPI Art. {}"),
)


@dataclass(frozen=True, slots=True)
class Namespace:
    """One source of ids, with the file in which they were found and the form they have."""

    id: str
    title: Text
    source: str
    form: str
    ids: frozenset[str]


@cache
def namespaces() -> dict[str, Namespace]:
    """The shipped list, by namespace."""
    shipped = resources.files("sakimori.exchange.packs").joinpath("known_controls.json").read_text(encoding="utf-8")
    return {
        name: Namespace(name, Text(**entry["title"]), entry["source"], entry["form"], frozenset(entry["ids"]))
        for name, entry in json.loads(shipped).items()
    }


def split(control: str) -> tuple[Namespace, str] | None:
    """The namespace and id of a control such as `appi:25` or `mvsp:3.0/4.2`; None if it has no known form.

    The longest namespace that fits is taken, since some carry a version: `mvsp:3.0`.
    """
    for name in sorted(namespaces(), key=len, reverse=True):
        separator = "/" if ":" in name else ":"
        if control.startswith(name + separator):
            control_id = control.removeprefix(name + separator)
            namespace = namespaces()[name]
            return (namespace, control_id) if re.fullmatch(namespace.form, control_id) else None
    return None


def citation(controls: tuple[str, ...]) -> Text | None:
    """How a question is cited on screen: by its first heading of the guideline, else Q&A, else article."""
    for namespace, ja, en in _CITED_AS:
        for control in controls:
            if control.startswith(namespace):
                place = control.removeprefix(namespace)
                return Text(ja.format(place), en.format(place))
    return None


def in_words(control: str) -> Text:
    """How one control is written for people: its citation, else the title of its source and its id."""
    if cited := citation((control,)):
        return cited
    found = split(control)
    if found is None:
        return Text(control, control)
    namespace, place = found
    return Text(f"{namespace.title.ja} {place}", f"{namespace.title.en} {place}")


def build_pack(file: PackFile) -> Pack:
    """The pack that a file without flaws describes."""
    return Pack(
        id=file.id,
        version=file.version,
        title=file.title.text,
        source=Source(**file.source.model_dump()),
        authoritative=file.languages.authoritative,
        groups=tuple(Group(id=key, title=title.text) for key, title in file.groups.items()),
        facts=tuple(Fact(id=fact.id, type=fact.type, title=fact.title.text) for fact in file.facts),
        sections=tuple(Section(id=s.id, parent=s.parent, title=s.title.text) for s in file.sections),
        questions=tuple(build_question(question, file) for question in file.questions),
        asked_of=file.asked_of,
        not_asked=tuple(
            NotAsked(tuple(left.headings), tuple(left.groups or file.groups), left.reason.text)
            for left in file.not_asked
        ),
    )


def build_question(question: QuestionFile, file: PackFile) -> Question:
    """One question, with all that it takes from the rest of the file."""
    topic = question.topic.text if question.topic else _wording(question)
    expected = question.expect
    limits = (expected.min, expected.max)
    scorable = bool(expected.choices) or limits != (None, None)
    return Question(
        id=question.id,
        section=question.section,
        area=question.area or next(section.area for section in file.sections if section.id == question.section),
        groups=tuple(question.groups),
        text=_wording(question),
        topic=topic,
        type=question.type,
        choices=tuple(build_choice(choice) for choice in file.answer_sets.get(question.answers or "", [])),
        help=_optional(question.help),
        unit=_optional(question.unit),
        expect=tuple(expected.choices),
        bound=Bound(*limits) if limits != (None, None) else None,
        weight=Decimal(1 if scorable else 0) if question.weight is None else question.weight,
        critical=question.critical,
        required=question.required,
        when=build_condition(question.when) if question.when else None,
        evidence=tuple(_evidence(request) for request in question.evidence),
        gaps=tuple(_gap(gap, topic) for gap in (*question.gaps, *file.gap_sets.get(question.gap_set or "", []))),
        controls=tuple(question.controls),
        cites=question.cites.text if question.cites else citation(tuple(question.controls)),
        external_ids=tuple((name, tuple(ids)) for name, ids in question.external_ids.items()),
        fills=Fill(question.fills.to) if question.fills else None,
        status=question.status,
        replaced_by=question.replaced_by,
    )


def build_choice(choice: ChoiceFile) -> Choice:
    """One answer on offer."""
    return Choice(
        id=choice.id,
        label=choice.label.text,
        aliases=tuple(choice.aliases),
        points=choice.points,
        excluded=choice.excluded,
        reason_required=choice.reason == "required",
    )


def build_condition(when: WhenFile) -> Condition:
    """The condition that a part of the file spells; its shape was checked when it was read."""
    if when.all is not None:
        return AllOf(tuple(build_condition(part) for part in when.all))
    if when.any is not None:
        return AnyOf(tuple(build_condition(part) for part in when.any))
    if when.not_ is not None:
        return Not(build_condition(when.not_))
    values = tuple(when.in_ or ([] if when.eq is None else [when.eq]))
    if when.q is not None:
        return AnswerIn(question=when.q, answers=values)
    return FactIn(fact=when.fact or "", values=values)


def _evidence(request: EvidenceFile) -> EvidenceRequest:
    """One document asked for."""
    return EvidenceRequest(
        id=request.id,
        kinds=tuple(request.kinds),
        text=request.text.text,
        required_if=tuple(request.required_if.answer) if request.required_if else (),
        valid_for=request.valid_for,
    )


def _gap(gap: GapFile, topic: Text) -> QuestionGap:
    """One gap, its wording filled with what the question is about."""
    return QuestionGap(
        severity=gap.severity,
        title=_filled(gap.title.text, topic),
        action=_filled(gap.action.text, topic),
        when_answer=tuple(gap.when_answer),
        when_over=gap.when_over,
        when_under=gap.when_under,
        due_days=gap.due,
        compensating=gap.compensating == "ask",
    )


def _filled(wording: Text, topic: Text) -> Text:
    """The wording with the topic put in; any other placeholder is a flaw that `pack_check` tells."""
    return Text(wording.ja.replace("{topic}", topic.ja), wording.en.replace("{topic}", topic.en))


def _wording(question: QuestionFile) -> Text:
    """The text of a question; where the licence allows no text, its id stands in."""
    return question.text.text if question.text else Text(question.id, question.id)


def _optional(wording: Bilingual | None) -> Text | None:
    """The wording, if there is one."""
    return None if wording is None else wording.text
