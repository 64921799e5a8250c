"""A pack as an OSCAL catalog in JSON: sections are groups, questions are controls, choices are parameters.

A catalog has one language, no answers and no polarity; what has no place there stays in properties of our own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from sakimori.domain.questions.pack import Pack, Question, Section
from sakimori.domain.values.text import Text
from sakimori.exchange.packs.folder import pack_digest
from sakimori.exchange.questionnaires.ours.pack_answers import choice_label
from sakimori.exchange.questionnaires.ours.pack_columns import condition_words

OSCAL_VERSION: Final = "1.1.3"
NAMESPACE: Final = "sakimori://pack"
REFERENCE: Final = "control-reference"
"""The property of ours that names a control which a question is about."""
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
