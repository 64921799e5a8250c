"""A My Number and a card number in a file: whichever way it comes in, they stand nowhere and are not printed."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kit.builders import AT, TODAY, a_third_party, an_actor
from kit.files.question_sheets import book
from sakimori.cli.app import app
from sakimori.domain.questions.assessment import Evidence
from sakimori.domain.records.own_registers import StopChannel
from sakimori.domain.records.third_party import ThirdParty
from sakimori.domain.records.training import Course
from sakimori.domain.values.identifier import IdentifierKind
from sakimori.errors import InvalidValueError, MyNumberError, NumberInFileError, RefusedError
from sakimori.exchange.lists.number_search import masked
from sakimori.exchange.questionnaires.ours.private_pack import Polarity
from sakimori.exchange.registers.kinds import ListKind
from sakimori.services.audit.view import verify
from sakimori.services.imports.register_files.folder import export_folder, import_folder, plan_folder, write_folder
from sakimori.services.kernel.evidence import NewEvidence, file_evidence_many
from sakimori.services.kernel.recording import record
from sakimori.services.kernel.workspace import Workspace
from sakimori.services.own_company.attendance import import_attendance
from sakimori.services.parties.sub_processors import plan_list, take_list
from sakimori.services.parties.write import register
from sakimori.services.questionnaires.intake import plan_questionnaire, take_in
from sakimori.services.questionnaires.plan import NewPack, Target
from sakimori.services.questionnaires.reading import FileRead, keep_profile, read_file, read_kept_file
from sakimori.services.requests.stop_list import import_stops
from sakimori.services.settings.users import add_user

RUN = CliRunner()
ME = an_actor()
MY_NUMBER, CARD = "1234 5678 9018", "4111-1111-1111-1111"
WORDS = f"担当 {MY_NUMBER} {CARD}"
NAME = "株式会社つむぎコールセンター"
SRC = Path(__file__).parents[1] / "src" / "sakimori"
ASKED = (("No.", "質問", "回答", "備考"), ("1", "保存するデータを暗号化していますか", "はい", ""))
FORM = NewPack("顧客の質問票", Polarity.YES)
CSV = f"No.,質問,回答,備考\n1,保存するデータを暗号化していますか,はい,{WORDS}\n".encode()


def digits(text: str) -> str:
    """The decimal digits of a text, of any script, as 0–9."""
    return "".join(str(int(char)) for char in text if char.isdecimal())


def opened(body: bytes) -> str:
    """Everything in a blob; what is packed in it is unpacked."""
    if not body.startswith(b"PK"):
        return body.decode("latin-1") + body.decode("utf-16-le", errors="ignore")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = "".join(opened(archive.read(name)) for name in archive.namelist())
    return parts + re.sub(r"<[^<>]*>", "", parts)


def everything(workspace: Workspace) -> str:
    """Every text and blob of every table of a workspace."""
    with workspace.unit() as unit:
        rows = [row for table in unit.engine.tables() for row in unit.engine.values(f"SELECT * FROM {table}")]
    return "\n".join(opened(value) if isinstance(value, bytes) else str(value) for row in rows for value in row)


def holds_number(text: str) -> bool:
    """Whether either number stands in a text, however its digits are grouped."""
    return any(digits(number) in digits(text) for number in (MY_NUMBER, CARD))


class Place:
    """A register of one third party, and a folder beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.db = folder, folder / "own.db"
        self.workspace = Workspace(self.db)
        add_user(self.workspace, name="佐藤 美咲", department="法務部", roles=ME.roles, user_id="us01", actor=ME, at=AT)
        self.party: ThirdParty = register(self.workspace, a_third_party(legal_name=NAME), actor=ME, at=AT).record

    def file(self, name: str, body: bytes) -> str:
        """Put a file into the folder, and give its path."""
        path = self.folder / name
        path.write_bytes(body)
        return str(path)

    def run(self, *arguments: str) -> str:
        """Everything that a command prints."""
        done = RUN.invoke(app, [*arguments, "--db", str(self.db)] if arguments[0] != "questionnaire" else [*arguments])
        if done.exception is not None and not isinstance(done.exception, SystemExit | RefusedError):
            raise done.exception
        refused = done.exception.message("ja") if isinstance(done.exception, RefusedError) else ""
        return done.output + refused

    def refused(self, *kinds: type[RefusedError], do: Callable[[], object]) -> str:
        """What a service says that refuses."""
        with pytest.raises(kinds or (NumberInFileError, MyNumberError, InvalidValueError)) as refusal:
            do()
        return refusal.value.message("ja") + refusal.value.message("en")


def sheet(words: str = WORDS) -> bytes:
    """A questionnaire that is filled, with words in its remark."""
    return book(ASKED[0], (*ASKED[1][:3], words))


def zipped(name: str, body: bytes) -> bytes:
    """An archive of one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return out.getvalue()


def hidden_in(part: str, text: str) -> bytes:
    """A questionnaire with words in a part of the workbook that no row shows."""
    out = io.BytesIO(sheet("なし"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(part, text)
    return out.getvalue()


def _import(place: Place, name: str, body: bytes) -> str:
    said = place.run("questionnaire", "import", place.file(name, body), "--title", "表", "--sound", "yes", "--db",
                     str(place.db), "--third-party", NAME)  # fmt: skip
    return said + place.run("questionnaire", "import", place.file(name, body), "--title", "表", "--sound", "yes",
                            "--db", str(place.db), "--dry-run", "--json")  # fmt: skip


def _taken_past_the_reading(place: Place) -> str:
    """A file that was read before anybody looked: it is looked through again before it is kept."""
    file: FileRead = read_kept_file(place.workspace, sheet(), "回答.xlsx")

    def take() -> None:
        plan = plan_questionnaire(place.workspace, file, Target(place.party.id), FORM, actor=ME)
        take_in(place.workspace, plan, FORM, actor=ME, at=AT)

    return place.refused(NumberInFileError, do=take)


def _filed(name: str, body: bytes) -> Callable[[Place], str]:
    def file(place: Place) -> str:
        new = NewEvidence(place.party.id, name, body)
        return place.refused(
            NumberInFileError, do=lambda: file_evidence_many(place.workspace, [new], actor=ME, at=AT, batch_id="b")
        )

    return file


def _listed(kind: ListKind) -> Callable[[Place], str]:
    def take(place: Place) -> str:
        text = f"名称,委託先名,契約名称,会社名,備考,{WORDS}\nA,{NAME},A,{NAME},{WORDS},{WORDS}\n"
        path = place.file(f"一覧 {MY_NUMBER}.csv", text.encode())
        command = "third-parties" if kind is ListKind.THIRD_PARTIES else kind.value.replace("_", "-")
        return place.run("import", command, path) + place.run("import", command, path, "--json")

    return take


def _folder(change: Callable[[dict[str, bytes]], None]) -> Callable[[Place], str]:
    """An exported register into which somebody has written."""

    def take(place: Place) -> str:
        new = NewEvidence(place.party.id, "規程.txt", "表紙".encode())
        (filed,) = file_evidence_many(place.workspace, [new], actor=ME, at=AT, batch_id="b").record
        files = export_folder(place.workspace, actor=ME, at=AT)
        files["evidence.csv"] = _evidence_row(files["evidence.csv"], filed)
        change(files)
        folder = place.folder / "register"
        write_folder(folder, files)
        plan = plan_folder(place.workspace, files, actor=ME, at=AT)
        assert plan.problems
        with pytest.raises(RefusedError):
            import_folder(place.workspace, plan, actor=ME, at=AT)
        return place.run("import", "register", str(folder)) + place.run("import", "register", str(folder), "--json")

    return take


def _evidence_row(header: bytes, filed: Evidence) -> bytes:
    """The row of a document, which goes along only where a record rests on it."""
    names = header.decode().splitlines()[0].split(",")
    cells = {**{name: getattr(filed, name, "") for name in names}, "id": "ev_new", "note": "控え"}
    return header + ",".join("" if cells[name] is None else str(cells[name]) for name in names).encode() + b"\n"


def _written(name: str, old: str, new: str) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        assert old.encode() in files[name]
        files[name] = files[name].replace(old.encode(), new.encode())

    return change


def _document(files: dict[str, bytes]) -> None:
    for name in [one for one in files if one.startswith("files/")]:
        del files[name]
    rows = files["evidence.csv"].decode().splitlines()
    old = rows[-1].split(",")[rows[0].split(",").index("sha256")]
    files[f"files/{old}"] = WORDS.encode()


def _stops(place: Place) -> str:
    body = f"メールアドレス\na@example.jp\n{MY_NUMBER}\n{CARD}\n".encode()
    done = import_stops(
        place.workspace, body, "list.csv", StopChannel.MAIL, IdentifierKind.MAIL_ADDRESS, received_on=TODAY,
        source="一覧", actor=ME, at=AT, batch_id="b1",
    )  # fmt: skip
    return repr(done.record)


def _attendance(place: Place) -> str:
    course = record(place.workspace, Course("", "研修"), actor=ME, at=AT).record
    body = f"氏名,受講日,合否\n{MY_NUMBER},2026/04/10,{CARD}\n{ME.name} {CARD},2026/04/10,合格\n".encode()
    return repr(import_attendance(place.workspace, course.id, body, "lms.csv", actor=ME, at=AT).record)


SUPPLIED = f"再委託先,業務,国\nアルファ社,保守 {WORDS},日本\nベータ社,保守,日本\n"


def _sub_processors(place: Place) -> str:
    plan = plan_list(
        place.workspace, place.party.id, SUPPLIED.encode(), "l.csv", source="https://a.example", seen_on=TODAY
    )
    take_list(place.workspace, plan, {link.key for link in plan.links}, actor=ME, at=AT)
    return repr(plan.problems)


def _request(place: Place) -> str:
    path = place.file("r.json", json.dumps({"recipient": NAME, "flow": {"note": WORDS}}).encode())
    return place.run("clear", "--request", path) + place.run("clear", "--request", path, "--json")


def _profile(place: Place) -> str:
    body = f'"profile": "kyaku"\n"title": "{WORDS}"\n'
    read = place.refused(do=lambda: read_file(place.workspace, sheet("なし"), "a.xlsx", profile_body=body))
    said = [(WORDS, "no")]
    token = place.refused(do=lambda: read_file(place.workspace, sheet("なし"), "a.xlsx", said=said))
    return read + token + place.refused(do=lambda: keep_profile(place.workspace, body, actor=ME, at=AT))


RICH = "<si><r><t>1234 5678</t></r><r><rPr><b/></rPr><t xml:space='preserve'> 9018</t></r></si>"
WAYS: dict[str, Callable[[Place], str]] = {
    "questionnaire read": lambda p: p.run("questionnaire", "read", p.file("a.xlsx", sheet())),
    "questionnaire read --json": lambda p: p.run("questionnaire", "read", p.file("a.csv", CSV), "--json"),
    "questionnaire read, archive": lambda p: p.run("questionnaire", "read", p.file("a.zip", zipped("a.csv", CSV))),
    "questionnaire import, workbook": lambda p: _import(p, "回答.xlsx", sheet()),
    "questionnaire import, csv": lambda p: _import(p, "回答.csv", CSV),
    "questionnaire import, number alone": lambda p: _import(p, "回答.xlsx", sheet(digits(MY_NUMBER))),
    "questionnaire import, name of the file": lambda p: _import(p, f"{MY_NUMBER}.xlsx", sheet("なし")),
    "questionnaire import, comment": lambda p: _import(p, "a.xlsx", hidden_in("xl/comments9.xml", f"<t>{WORDS}</t>")),
    "questionnaire import, two fonts": lambda p: _import(p, "a.xlsx", hidden_in("xl/strings9.xml", RICH)),
    "questionnaire, taken past the reading": _taken_past_the_reading,
    "questionnaire profile, kept or given": _profile,
    "questionnaire lint": lambda p: p.run("questionnaire", "lint", p.file("a.yaml", f'id: "{WORDS}"\n'.encode())),
    "questionnaire profile": lambda p: p.run(
        "questionnaire", "profile", p.file("a.xlsx", sheet()), "--out", str(p.folder / "kyaku.yaml")
    ),
    **{f"import {kind.value}": _listed(kind) for kind in ListKind},
    "register folder: a row": _folder(_written("third_party.csv", NAME, f"{NAME} {MY_NUMBER}")),
    "register folder: the row of a document": _folder(_written("evidence.csv", "控え", WORDS)),
    "register folder: the row of a person": _folder(_written("app_user.csv", "法務部", WORDS)),
    "register folder: a document": _folder(_document),
    "clearance request": _request,
    "evidence: text": _filed("a.txt", WORDS.encode()),
    "evidence: text of Windows": _filed("a.txt", WORDS.encode("cp932")),
    "evidence: csv after a digit": _filed("a.csv", b"1,123456789018\n"),
    "evidence: json": _filed("a.json", json.dumps({"番号": [5, int(digits(CARD))]}).encode()),
    "evidence: json, escaped": _filed("a.json", b'{"a": "\\u0031234 5678 9018"}'),
    "evidence: html": _filed("a.html", b"<p>1234&nbsp;<b>5678</b>&#45;9018</p>"),
    "evidence: workbook": _filed("a.xlsx", sheet()),
    "evidence: full-width": _filed("a.txt", "１２３４５６７８９０１８".encode()),
    "evidence: unseen characters": _filed("a.txt", "1234\u200b56789018".encode()),
    "evidence: packed twice": _filed("a.zip", zipped("b.zip", zipped("a.csv", CSV))),
    "stops": _stops,
    "attendance": _attendance,
    "list of sub-processors": _sub_processors,
    "list of sub-processors, published": lambda p: p.run(
        "import", "sub-processors", p.file(f"{MY_NUMBER}.csv", SUPPLIED.encode()), "--of", NAME, "--json"
    ),
    "list of persons to screen": lambda p: p.run(
        "screen", p.file(f"{MY_NUMBER}.csv", f"メールアドレス,{WORDS}\na@example.jp,{WORDS}\n".encode()),
        "--recipient", NAME, "--data", "PI_CONTACT", "--json",
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_the_numbers_stand_in_no_table_and_are_not_printed(way: str, tmp_path: Path) -> None:
    """PDF, pictures and what is encrypted cannot be read as text: of those nothing is claimed here."""
    place = Place(tmp_path)
    said = WAYS[way](place)
    assert said
    assert not holds_number(said), said
    assert not holds_number(everything(place.workspace))


def test_the_same_ways_take_other_files(tmp_path: Path) -> None:
    """So that nothing above passes because the call itself is wrong."""
    place = Place(tmp_path)
    assert "はい" in place.run("questionnaire", "read", place.file("a.xlsx", sheet("なし")))
    _import(place, "回答.xlsx", sheet("電話 03-1234-5678、法人番号 7000012050002"))
    assert "03-1234-5678" in everything(place.workspace)
    for name, body in (
        ("a.txt", b"12345678901 and 1234567890123"), ("a.log", b"20260401120000 20260401120008 20260401120016"),
        ("a.sha256", b"00123456789018aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa a.bin"),
    ):  # fmt: skip
        new = NewEvidence(place.party.id, name, body)
        file_evidence_many(place.workspace, [new], actor=ME, at=AT, batch_id="b")
    files = export_folder(place.workspace, actor=ME, at=AT)
    assert plan_folder(place.workspace, files, actor=ME, at=AT).problems == ()
    assert verify(place.workspace).is_intact


def test_a_number_is_hidden_in_what_is_told_also_in_disguise() -> None:
    assert masked("1234\u200b56789018") == "*" * 12
    assert masked("法人番号 7000012050002 と\u200b語") == "法人番号 7000012050002 と\u200b語"


def test_every_way_in_is_known_here() -> None:
    """A new one fails this test: it then needs a place in the walk above."""

    def where(call: str) -> set[str]:
        return {
            ".".join(path.relative_to(SRC).with_suffix("").parts)
            for path in SRC.rglob("*.py")
            if re.search(call, path.read_text(encoding="utf-8"))
        }

    assert where(r"files\.put\(") == {"services.kernel.evidence"}
    assert where(r"\bkeep_file\(") == {
        "services.kernel.evidence", "services.imports.register_files.writing",
        "services.questionnaires.intake",
    }  # fmt: skip
    assert where(r"(?<!def )file_bytes\(") == {
        "cli.clear", "cli.lists", "cli.questionnaires.answers", "cli.questionnaires.packs",
        "cli.questionnaires.reading", "cli.screen", "services.imports.intake", "services.assessments.packs.shelf",
        "services.imports.register_files.folder",
    }  # fmt: skip
    assert where(r"\.file_uploader\(") == {
        "ui.assessments.evidence_and_remarks", "ui.contracts.document", "ui.contracts.document_read", "ui.flows.forms",
        "ui.certificates.forms", "ui.clearance.own_words", "ui.clearance.screening", "ui.imports.file",
        "ui.questionnaires.file", "ui.parties.sub_processor_forms", "ui.own_company.stops",
        "ui.own_company.stop_rounds", "ui.own_company.people_list",
        "ui.dashboard.reports.page",
    }  # fmt: skip
