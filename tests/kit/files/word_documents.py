"""Documents of Word for tests, with the parts and elements that Word itself writes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>"
SPACES = (
    f'xmlns:w="{_W}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14"'
)
_PARTS = {
    "word/styles.xml": f'{_HEAD}<w:styles {SPACES}><w:style w:type="paragraph" w:styleId="a"/></w:styles>',
    "word/settings.xml": f"{_HEAD}<w:settings {SPACES}><w:zoom w:percent='100'/></w:settings>",
    "word/numbering.xml": f"{_HEAD}<w:numbering {SPACES}/>",
    "word/header1.xml": f"{_HEAD}<w:hdr {SPACES}><w:p><w:r><w:t>社外秘</w:t></w:r></w:p></w:hdr>",
    "word/media/image1.png": "\x89PNG not really",
    "docProps/core.xml": f"{_HEAD}<cp:coreProperties xmlns:cp='{_PACKAGE}/metadata/core-properties'/>",
}
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="png" '
    f'ContentType="image/png"/><Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
)
_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
_OWN_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/relationships/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId4" Type="{_OFFICE}/relationships/numbering" Target="numbering.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/relationships/hyperlink" Target="https://example.com/" '
    f'TargetMode="External"/><Relationship Id="rId3" Type="{_OFFICE}/relationships/image" Target="media/image1.png"/>'
    "</Relationships>"
)
BOLD = "<w:rPr><w:b/></w:rPr>"


def run(text: str, format_: str = "") -> str:
    """A run of text, tabs and line breaks."""
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{format_}{'<w:br/>'.join(lines)}</w:r>" if text else ""


def paragraph(text: str = "", inner: str = "", style: str = "") -> str:
    """A paragraph of a text, or of what is given."""
    head = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p w14:paraId="0A0B0C0D">{head}{inner or run(text)}</w:p>'


def cell(text: str = "", inner: str = "", span: int = 1, merge: str = "") -> str:
    """A cell of a text or of what is given, over columns, or in a range merged downwards (restart, continue)."""
    across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    down = "" if not merge else '<w:vMerge w:val="restart"/>' if merge == "restart" else "<w:vMerge/>"
    return f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/>{across}{down}</w:tcPr>{inner or paragraph(text)}</w:tc>'


def row(*cells: str) -> str:
    """A row of cells; a plain text becomes one."""
    made = (one if one.startswith("<w:") else cell(one) for one in cells)
    return f'<w:tr w14:paraId="01020304">{"".join(made)}</w:tr>'


def table(*rows: Sequence[str] | str) -> str:
    """A table of rows, each made already or given by its cells."""
    made = [one if isinstance(one, str) else row(*one) for one in rows]
    columns = '<w:gridCol w:w="2000"/>' * made[0].count("<w:tc>")
    head = f'<w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
    return f"<w:tbl>{head}{''.join(made)}</w:tbl>"


def control(content: str, kind: str = "<w:text/>", *, is_blank: bool = False, lock: str = "") -> str:
    """A content control around runs, paragraphs or a cell."""
    blank = "<w:showingPlcHdr/>" if is_blank else ""
    locked = f'<w:lock w:val="{lock}"/>' if lock else ""
    return f"<w:sdt><w:sdtPr>{locked}{blank}{kind}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def placeholder(text: str = "ここをクリックして入力してください。") -> str:
    """What a control shows before anybody has entered something."""
    return run(text, '<w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr>')


def box(*, is_ticked: bool = False) -> str:
    """A check box as a content control."""
    states = '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/><w14:uncheckedState w14:val="2610"/>'
    kind = f'<w14:checkbox><w14:checked w14:val="{int(is_ticked)}"/>{states}</w14:checkbox>'
    return control(run("☒" if is_ticked else "☐", '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>'), kind)


def choice(*members: str, shown: str = "") -> str:
    """A list to choose from as a content control, within a paragraph."""
    items = "".join(f'<w:listItem w:displayText="{one}" w:value="{one}"/>' for one in members)
    kind = f'<w:dropDownList><w:listItem w:value="アイテムを選択"/>{items}</w:dropDownList>'.replace(
        'w:value="アイテムを選択"', 'w:displayText="アイテムを選択してください。" w:value=""'
    )
    return control(run(shown) if shown else placeholder("アイテムを選択してください。"), kind, is_blank=not shown)


def numbered(text: str = "", list_id: int = 1, level: int = 0) -> str:
    """A paragraph that Word numbers."""
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    return f"<w:p><w:pPr>{place}</w:pPr>{run(text)}</w:p>"


def numbering(*levels: tuple[str, str], lists: int = 1) -> str:
    """The part that declares lists: how each level is counted and shown; later lists begin anew."""
    made = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    used = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="7"/>{anew if n > 1 else ""}</w:num>' for n in range(1, lists + 1)
    )
    return f'{_HEAD}<w:numbering {SPACES}><w:abstractNum w:abstractNumId="7">{made}</w:abstractNum>{used}</w:numbering>'


def word_document(*blocks: str, parts: dict[str, str] | None = None) -> bytes:
    """A document of these blocks, packed as Word packs it."""
    body = "".join(blocks)
    last = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    content = f"{_HEAD}<w:document {SPACES}><w:body>{body}{last}</w:body></w:document>"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr("word/document.xml", content)
        archive.writestr("word/_rels/document.xml.rels", _OWN_RELATIONS)
        for name, text in {**_PARTS, **(parts or {})}.items():
            archive.writestr(name, text)
    return made.getvalue()
