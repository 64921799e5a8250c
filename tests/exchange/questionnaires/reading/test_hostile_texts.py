"""Cells and pages of one sign, many thousand times: no form that is known may take long to say that it is none."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from kit.examples import some
from kit.files.question_sheets import csv
from sakimori.errors import SakimoriError
from sakimori.exchange.questionnaires.reading.document import open_document
from sakimori.exchange.questionnaires.reading.normal import NOTHING_SAID
from sakimori.exchange.questionnaires.reading.recognise import PROFILES

LENGTH = 60_000
MOST_SECONDS = 5
"""For all forms together: work that grows with the square of a length took from 20 seconds to minutes."""
SIGNS = ["\u3000", "(", "[[", "{{", "（", "(a", "（ｂ", "- ", "---", "■", "1.", "A-", "※", "GV.OC-01: ", "yes/", "# "]
HEADERS = (("ID", "Requirement", "Documentation Score", "Implementation Score"), ("No", "質問", "回答", "備考"))


def _files(text: str) -> Iterator[tuple[str, bytes]]:
    for header in HEADERS:
        for place in range(len(header)):
            row = ["GV.OC-01.1", "Is tea served?", "1", "2"]
            row[place] = text
            yield "table.csv", csv(header, *[(f"GV.OC-02.{n}", "Is it hot?", "1", "2") for n in range(1, 5)], row)
    yield "text.md", text.encode()
    yield "page.md", f"## Is it hot?\n\nYes. {text}\n\n> {text}\n\n## Is it tea?\n\n{text}\n".encode()
    yield "list.md", f"| Question ID | Answer |\n|---|---|\n| AIS-01.1 | {text} |\n\n**CAIQ ID: A&A-01.1**\n".encode()
    yield "file.yaml", f"text: '{text}'\n".encode()
    yield "file.json", f'{{"questionnaire": "{text}"}}'.encode()


@pytest.mark.parametrize("sign", some(SIGNS, 0, one_in=6))
def test_long_runs_of_a_sign_are_passed_over_quickly(sign: str) -> None:
    text = sign * (LENGTH // len(sign))
    for name, data in _files(text):
        document = open_document(data, name)
        start = time.process_time()
        for profile in PROFILES:
            try:
                if profile.recognise(document):
                    profile.read(document, NOTHING_SAID)
            except SakimoriError:
                continue
        assert time.process_time() - start < MOST_SECONDS, name
