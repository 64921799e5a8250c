"""What the writers of packed files share: where tags stand in a part, and an archive with some parts anew."""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Callable, Mapping
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape

from sakimori.domain.values.text import Text
from sakimori.errors import StateError, UnreadableFileError
from sakimori.exchange.lists.container import refuse

_SIGNATURES: Final = ("_xmlsignatures/", "META-INF/documentsignatures.xml")
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DECLARED: Final = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")
_ATTRIBUTE: Final = re.compile(rb"""\s+([^\s=/>"']+)\s*=\s*("[^"]*"|'[^']*')""")
_BOM: Final = b"\xef\xbb\xbf"
_UTF_8: Final = 0x800
_WAS_SIGNED: Final = Text(
    "電子署名のあるファイルです。書き込むと署名が壊れるため、署名のない写しを受け取ってください。",
    "The file is signed, and any answer would break the signature. Ask for a copy without it.",
)


def refuse_signed(archive: zipfile.ZipFile) -> None:
    """Refuse a file whose signature any change would break.

    Raises:
        StateError: It is signed.
    """
    if any(name.startswith(_SIGNATURES) for name in archive.namelist()):
        raise StateError(why=_WAS_SIGNED)


def with_parts(data: bytes, changed: Mapping[str, bytes]) -> bytes:
    """An archive with some parts anew; the others keep every byte, packed as they were, with their names and times."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        members = source.infolist()
        starts = sorted((*(member.header_offset for member in members), source.start_dir))
        for member in members:
            new = changed.get(member.filename)
            # A name in another encoding would be written anew in the directory alone.
            if new is not None or not (member.filename.isascii() or member.flag_bits & _UTF_8):
                content = source.read(member) if new is None else new
                target.writestr(member, content, member.compress_type)
                continue
            as_packed = data[member.header_offset : starts[starts.index(member.header_offset) + 1]]
            entry = copy.copy(member)
            entry.header_offset = out.tell()
            out.write(as_packed)
            target.filelist.append(entry)
            target.NameToInfo[entry.filename] = entry
            target.start_dir = out.tell()
    return out.getvalue()


def walk(xml: bytes, begin: Callable[[str, dict[str, str], int], None], finish: Callable[[str, int], None]) -> None:
    """Go through the tags of a part, each with the byte at which it stands.

    Raises:
        UnreadableFileError: It is damaged, declares entities, or is in another encoding than UTF-8.
    """
    declared = _DECLARED.match(xml.removeprefix(_BOM))
    if not xml.removeprefix(_BOM).startswith(b"<") or (declared and declared.group(1).lower() != b"utf-8"):
        raise damaged()
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: begin(name, attributes, parser.CurrentByteIndex)
    parser.EndElementHandler = lambda name: finish(name, parser.CurrentByteIndex)
    parser.StartDoctypeDeclHandler = _refuse_declaration
    try:
        parser.Parse(xml, True)  # noqa: FBT003 - the parser's own signature
    except expat.ExpatError as broken:
        raise damaged() from broken


def _refuse_declaration(*_: object) -> None:
    raise damaged()


def after_tag(xml: bytes, start: int) -> tuple[int, bool]:
    """The byte after a tag, and whether the tag closes itself; no bare > stands in an attribute that is quoted."""
    quote = 0
    for at in range(start, len(xml)):
        byte = xml[at]
        if quote:
            quote = 0 if byte == quote else quote
        elif byte in b"\"'":
            quote = byte
        elif byte == ord(">"):
            return at + 1, xml[at - 1] == ord("/")
    raise damaged()


def retagged(tag: bytes, without: frozenset[bytes], added: Mapping[bytes, bytes]) -> bytes:
    """A start tag, open, without some attributes and with others; what stays is written as it was."""
    kept = _ATTRIBUTE.sub(lambda one: b"" if one.group(1) in without else one.group(), tag).rstrip(b"/> \t\r\n")
    return kept + b"".join(b' %s="%s"' % pair for pair in added.items()) + b">"


def escaped(text: str) -> str:
    """A text as XML can hold it."""
    return escape(_ILLEGAL.sub("", text))


def spliced(data: bytes, changes: Mapping[tuple[int, int], bytes]) -> bytes:
    """Bytes with the stretches between some places replaced; no two stretches overlap."""
    found: list[bytes] = []
    at = 0
    for (start, end), made in sorted(changes.items()):
        found += (data[at:start], made)
        at = end
    return b"".join((*found, data[at:]))


def damaged() -> UnreadableFileError:
    """The refusal of a file that contradicts itself."""
    return refuse(
        "壊れています。元のプログラムで開いて保存し直してください。",
        "It is damaged. Open it in its own program and save it again.",
    )
