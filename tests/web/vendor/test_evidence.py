"""Evidence from outside: what is taken up, what is refused, and that none of it touches the disk before it is filed."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import anyio
import openpyxl
import pytest
from starlette.formparsers import MultiPartParser

from kit.assessing import FILLER, PACKS, REVIEWER, a_draft, a_party
from sakimori.domain.codes import Decision
from sakimori.services.assessments.decisions import decide, submit
from sakimori.services.kernel.evidence import LARGEST, file_evidence
from sakimori.web.vendor import reading
from sakimori.web.vendor.visit import COOKIE
from web.serving import NAME, ORIGIN, Server
from web.vendor.answering import Asked, Vendor, an_asked_vendor

PAGE = "/answer/file/Q-1"
PDF = b"%PDF-1.4\n%%EOF\n"
PART = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'


def names(asked: Asked, question: str = "Q-1") -> list[str]:
    return [one.filename for one in asked.question(question).documents]


def test_a_vendor_files_evidence_and_sees_it_at_the_question(asked: Asked) -> None:
    vendor = asked.vendor()
    vendor.save("1", a__Q_1="yes")
    assert "Evidence still missing: The policy" in vendor.get("/answer/section/1").text
    answer = vendor.file("Q-1", "方針.pdf", PDF, request="policy", effective="2026-04-01", valid="2027-03-31")
    assert answer.status_code == 303
    assert "was received" in vendor.get(answer.headers["location"]).text
    [document] = asked.question("Q-1").documents
    assert (document.filename, document.request_id, document.who) == ("方針.pdf", "policy", "田中 一郎")
    page = vendor.get("/answer/section/1").text
    assert "方針.pdf" in page
    assert "Evidence still missing" not in page


def test_going_to_the_page_of_evidence_saves_what_was_typed(asked: Asked) -> None:
    answer = asked.vendor().save("1", a__Q_1="yes", then="file:Q-1")
    assert answer.headers["location"] == PAGE
    assert asked.question("Q-1").answer is not None


@pytest.mark.parametrize(
    ("sent", "filed"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system32\\a.pdf", "a.pdf"),
        ("/abs/olute.pdf", "olute.pdf"),
        (".hidden", "hidden"),
        ("<script>alert(1)</script>.pdf", "script>.pdf"),
        ("=cmd|'/C calc'!A0.pdf", "C calc'!A0.pdf"),
        ("方針\u202efdp.exe.pdf", "方針fdp.exe.pdf"),
        ("a" * 400 + ".pdf", None),
    ],
)
def test_a_name_is_the_last_part_and_harmless(asked: Asked, sent: str, filed: str | None) -> None:
    vendor = asked.vendor()
    assert vendor.file("Q-1", sent, PDF).status_code == 303
    [name] = names(asked)
    assert name == filed or (filed is None and len(name) <= 200)
    assert "<script>alert" not in vendor.get(PAGE).text + vendor.get("/answer/section/1").text


def test_a_file_with_a_number_of_a_person_is_refused_in_words(asked: Asked) -> None:
    answer = asked.vendor().file("Q-1", "名簿.csv", "氏名,番号\n山田,123456789018\n".encode())
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert "123456789018" not in answer.text
    assert not names(asked)


@pytest.mark.parametrize(
    ("name", "body"), [("a.exe", b"MZ" + b"\x00" * 100), ("空.pdf", b"")], ids=["program", "empty"]
)
def test_a_program_and_an_empty_file_are_refused(asked: Asked, name: str, body: bytes) -> None:
    assert asked.vendor().file("Q-1", name, body).status_code == 409
    assert not names(asked)


def test_no_file_of_others_is_written_to_the_disk_while_it_arrives(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    rolled: list[int] = []
    monkeypatch.setattr(tempfile.SpooledTemporaryFile, "rollover", lambda self: rolled.append(self.tell()))
    monkeypatch.setattr(MultiPartParser, "spool_max_size", 1024 * 1024)  # as it is where nobody says otherwise
    assert asked.vendor().file("Q-1", "large.pdf", PDF + b"x" * 5_000_000).status_code == 303
    assert rolled == []
    assert names(asked) == ["large.pdf"]


def test_a_file_that_is_too_large_is_refused_and_the_largest_is_not(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LARGEST", 100_000)
    vendor = asked.vendor()
    answer = vendor.file("Q-1", "large.pdf", PDF + b"x" * 200_000)
    assert answer.status_code == 413
    assert "up to 20 MB" in answer.text
    assert vendor.file("Q-1", "small.pdf", PDF + b"x" * 90_000).status_code == 303
    assert names(asked) == ["small.pdf"]
    assert LARGEST == 20 * 1024 * 1024


def endless(pieces: list[int]) -> Iterator[bytes]:
    yield PART
    for _ in range(1_000):
        pieces.append(1)
        yield b"x" * 1_000


def test_a_file_of_untold_length_is_cut_off_at_the_limit(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 10_000)
    monkeypatch.setattr(reading, "_AROUND", 0)
    headers = {"origin": ORIGIN, "content-type": "multipart/form-data; boundary=x"}
    pieces: list[int] = []
    answer = asked.vendor().client.post(PAGE, content=endless(pieces), headers=headers)
    assert answer.status_code == 413
    for told in ("-1", "1e3", "99999999999"):
        answer = asked.vendor(f"人{told}").client.post(PAGE, content=b"x", headers=headers | {"content-length": told})
        assert answer.status_code == 413
    assert not names(asked)


def test_one_invitation_sends_so_much_an_hour_and_no_more(asked: Asked) -> None:
    asked.server.door.uploads._most = 3_000
    vendor = asked.vendor()
    assert vendor.file("Q-1", "1.pdf", PDF + b"x" * 1_000).status_code == 303
    assert vendor.file("Q-1", "2.pdf", PDF + b"x" * 3_000).status_code == 429
    assert vendor.file("Q-1", "3.pdf", PDF).status_code == 429
    assert asked.vendor("山本 花子").file("Q-1", "4.pdf", PDF).status_code == 303
    asked.server.clock.goes(minutes=59)
    vendor.get("/answer")
    asked.server.clock.goes(minutes=2)
    assert vendor.file("Q-1", "5.pdf", PDF).status_code == 303
    assert names(asked) == ["1.pdf", "4.pdf", "5.pdf"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [(PAGE, "multipart/form-data; boundary=x"), ("/answer/section/1", "application/x-www-form-urlencoded"),
     ("/answer/enter", "application/x-www-form-urlencoded")],
)  # fmt: skip
@pytest.mark.parametrize("drips", [False, True])
def test_a_slow_sender_is_not_waited_for(
    asked: Asked, path: str, kind: str, drips: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_FILE_SECONDS", 0.1)
    monkeypatch.setattr(reading, "_FORM_SECONDS", 0.1)
    token = asked.vendor().token
    head = {"host": NAME, "origin": ORIGIN, "content-type": kind, "cookie": f"{COOKIE}={token}"}
    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in head.items()], "client": ("127.0.0.1", 1),
        "scheme": "http", "server": ("127.0.0.1", 8501), "http_version": "1.1", "root_path": "",
    }  # fmt: skip
    said: list[Any] = []

    async def receive() -> dict[str, Any]:
        if not drips and said:
            await anyio.sleep_forever()
        begins = not said
        said.append(None)
        await anyio.sleep(0.01)
        body = PART if begins and "multipart" in kind else b"x"
        return {"type": "http.request", "body": body, "more_body": True}

    async def send(message: Any) -> None:
        said.append(message)

    async def waiting() -> None:
        with anyio.fail_after(20):
            await asked.server.app(scope, receive, send)

    with ThreadPoolExecutor(1) as own:  # the thread of the tests may drive a browser
        own.submit(anyio.run, waiting).result()
    assert [one["status"] for one in said if one and one["type"] == "http.response.start"] == [408]
    assert len(said) < 60


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"file=x"),
        ("application/octet-stream", PDF),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"no parts at all"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n'),
        ("multipart/form-data; boundary=x", 3 * (PART + b"a\r\n") + b"--x--\r\n"),
        ("multipart/form-data; boundary=x", b"".join(
            b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\na\r\n' % n for n in range(30)) + b"--x--\r\n"),
    ],
    ids=["form", "bytes", "no_boundary", "no_parts", "no_name", "many_files", "many_fields"],
)  # fmt: skip
def test_what_is_no_form_with_one_file_is_refused(asked: Asked, kind: str, body: bytes) -> None:
    answer = asked.vendor().client.post(PAGE, content=body, headers={"origin": ORIGIN, "content-type": kind})
    assert answer.status_code == 403
    assert 'role="alert"' in answer.text
    assert not names(asked)


def test_no_other_page_and_no_form_of_another_browser_sends_a_file(asked: Asked) -> None:
    vendor, other = asked.vendor("田中 一郎"), asked.vendor("山本 花子")
    token = str(other.form("/answer/section/1")["form_token"])
    for origin, given in (("https://evil.example", None), (ORIGIN, token), (ORIGIN, "")):
        own = str(vendor.form("/answer/section/1")["form_token"])
        data = {"form_token": own if given is None else given}
        answer = vendor.client.post(PAGE, data=data, files={"file": ("a.pdf", PDF)}, headers={"origin": origin})
        assert answer.status_code == 403
    assert not names(asked)


def test_whoever_has_no_visit_sends_nothing_that_is_kept(asked: Asked) -> None:
    stranger = Vendor(asked.server.app, origin=ORIGIN, peer="127.0.0.1")
    answer = stranger.client.post(PAGE, files={"file": ("a.pdf", PDF)}, headers={"origin": ORIGIN})
    assert "The file was not taken" in answer.text or "the file was not taken" in answer.text
    assert not names(asked)


def test_a_question_that_asks_for_a_file_is_answered_by_it(server: Server, tmp_path: Path) -> None:
    [pack] = PACKS.iterdir()
    words = pack.read_text(encoding="utf-8").replace('en: "For what?"}, type: "text"', 'en: "For what?"}, type: "file"')
    folder = tmp_path / "packs"
    folder.mkdir()
    (folder / pack.name).write_text(words, encoding="utf-8")
    asked = an_asked_vendor(server, packs=folder)
    vendor = asked.vendor()
    assert "This question is answered by a file." in vendor.get("/answer/section/2").text
    assert vendor.file("Q-9", "図.pdf", PDF).status_code == 303
    given = asked.question("Q-9")
    assert given.answer is not None
    assert given.answer.value == (given.documents[0].id,)
    assert given.answer.value[0] not in vendor.get("/answer/section/2").text
    assert vendor.save("2", n__Q_9="最新版").status_code == 303
    again = asked.question("Q-9").answer
    assert again is not None
    assert (again.value, again.note) == (given.answer.value, "最新版")
    vendor.save_all()
    submit(asked.workspace, asked.assessment_id, actor=FILLER, at=asked.server.clock())
    assert '<p class="given">図.pdf</p>' in vendor.get("/answer/section/2").text
    book = openpyxl.load_workbook(io.BytesIO(vendor.get("/answer/copy").content))
    cells = [str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert cells.count("図.pdf") == 2
    assert given.answer.value[0] not in cells


@pytest.mark.parametrize("question", ["Q-99", "Q-2", "../Q-1", "%2e%2e"])
def test_a_question_that_is_not_asked_takes_no_file(asked: Asked, question: str) -> None:
    vendor = asked.vendor()
    token = str(vendor.form("/answer/section/1")["form_token"])
    files = {"file": ("a.pdf", PDF)}
    answer = vendor.client.post(
        f"/answer/file/{question}", data={"form_token": token}, files=files, headers={"origin": ORIGIN}
    )
    assert answer.status_code in {303, 405}
    with asked.workspace.unit() as unit:
        assert not unit.query("SELECT 1 FROM evidence")


def test_a_request_of_another_question_is_refused(asked: Asked) -> None:
    assert asked.vendor().file("Q-3", "a.pdf", PDF, request="policy").status_code == 409
    assert not names(asked, "Q-3")


def test_a_vendor_takes_back_what_it_sent_and_nothing_else(asked: Asked) -> None:
    vendor, at = asked.vendor("田中 一郎"), asked.server.clock
    vendor.file("Q-1", "古い.pdf", PDF)
    other_party = a_party(asked.workspace, "株式会社別の会社")
    other_id = a_draft(asked.workspace, other_party)
    ours, theirs = (
        file_evidence(
            asked.workspace, third_party_id=party, assessment_id=assessment, question_id="Q-1", filename="x.pdf",
            body=PDF + name.encode(), actor=FILLER, at=at(),
        ).record.id
        for name, party, assessment in (
            ("ours", asked.party.id, asked.assessment_id), ("theirs", other_party.id, other_id)
        )
    )  # fmt: skip
    token = str(vendor.form("/answer/section/1")["form_token"])
    assert "x.pdf" not in vendor.get(PAGE).text
    for document in (ours, theirs, "ev_9999", ""):
        sent = {"form_token": token, "question": "Q-1", "document": document}
        assert vendor.send("/answer/take-back", sent).status_code == 409
    [mine] = asked.question("Q-1").documents
    answer = vendor.send("/answer/take-back", {"form_token": token, "question": "Q-1", "document": mine.id})
    assert answer.status_code == 303
    assert "was taken back" in vendor.get(answer.headers["location"]).text
    assert not names(asked)


def test_after_the_decision_nothing_is_taken_up(asked: Asked) -> None:
    vendor, at = asked.vendor(), asked.server.clock
    vendor.save_all()
    assert not names(asked)
    assert 'type="file"' in vendor.get(PAGE).text
    submit(asked.workspace, asked.assessment_id, actor=FILLER, at=at())
    assert vendor.file("Q-1", "later.pdf", PDF).status_code == 303
    decide(
        asked.workspace, asked.assessment_id, decision=Decision.APPROVED, reason="確認した", conditions=(),
        actor=REVIEWER, at=at(),
    )  # fmt: skip
    assert 'type="file"' not in vendor.get(PAGE).text
    token = str(vendor.get("/answer").text.split('name="form_token" value="')[1][:64])
    answer = vendor.client.post(
        PAGE, data={"form_token": token}, files={"file": ("a.pdf", PDF)}, headers={"origin": ORIGIN}
    )
    assert answer.status_code == 409
    assert names(asked) == ["later.pdf"]
