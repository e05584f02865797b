"""The logo of reports: what a picture says of people, places and devices never leaves with a document."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

import docx
import pytest
from office import WHEN, picture
from report_specimen import report

from portfolio.errors import SettingsError
from portfolio.formats.logo import stripped
from portfolio.formats.word.docx import docx_bytes
from portfolio.language.language import Language

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Program

SECRET = b"Jane Bloggs 1.2921S 36.8219E"
# A grey square of 8 by 8, as a JPEG of one scan.
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgy"
    "PC4zNDL/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAABP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AO//Z"
)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def exif(orientation: int) -> bytes:
    """A segment of EXIF with an author and how the picture is turned, little end first as cameras write it."""
    entries = [(0x010E, 2, len(SECRET), 38), (0x0112, 3, 1, orientation)]
    ifd = struct.pack("<H", 2) + b"".join(struct.pack("<HHII", *each) for each in entries) + bytes(4)
    return b"Exif\0\0" + b"II" + struct.pack("<HI", 42, 8) + ifd + SECRET


def telling_png(*chunks: bytes) -> bytes:
    """The blue PNG with chunks after its head, and bytes behind its end."""
    head = 8 + 25
    return picture()[:head] + b"".join(chunks) + picture()[head:] + SECRET


def telling_jpeg(*segments: bytes) -> bytes:
    """The grey JPEG with segments after its beginning, and bytes behind its end."""
    return JPEG[:2] + b"".join(segments) + JPEG[2:] + SECRET


PNGS = {
    name.decode(): telling_png(chunk(name, data))
    for name, data in {
        b"tEXt": b"Author\0" + SECRET,
        b"zTXt": b"Author\0\0" + zlib.compress(SECRET, 0),
        b"iTXt": b"XML:com.adobe.xmp\0\0\0\0\0" + SECRET,
        b"eXIf": exif(1)[6:],
        b"iCCP": b"Profile\0\0" + zlib.compress(SECRET, 0),
        b"tIME": SECRET[:7],
        b"prVt": SECRET,
    }.items()
}
JPEGS = {
    "EXIF": telling_jpeg(segment(0xE1, exif(1))),
    "turned": telling_jpeg(segment(0xE1, exif(6))),
    "XMP": telling_jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET)),
    "profile": telling_jpeg(segment(0xE2, b"ICC_PROFILE\0\x01\x01" + SECRET)),
    "IPTC": telling_jpeg(segment(0xED, b"Photoshop 3.0\0" + SECRET)),
    "comment": telling_jpeg(segment(0xFE, SECRET)),
    "other": telling_jpeg(segment(0xEF, SECRET), b"\xff"),
}


@pytest.mark.parametrize("logo", [pytest.param(logo, id=name) for name, logo in {**PNGS, **JPEGS}.items()])
def test_nothing_that_is_not_drawn_is_left(logo: bytes) -> None:
    assert SECRET[:7] in logo
    left = stripped(logo)
    assert SECRET[:7] not in left
    assert stripped(left) == left


def test_what_is_drawn_is_left() -> None:
    for logo in PNGS.values():
        left = stripped(logo)
        assert left[:33] == picture()[:33]
        at = left.index(b"IDAT") + 4
        assert zlib.decompress(left[at:]) == (b"\0" + b"\x00\x9e\xdb" * 30) * 10
    for name, logo in JPEGS.items():
        assert name == "turned" or stripped(logo) == JPEG


def test_a_picture_stays_turned_as_it_was() -> None:
    """The one thing that EXIF says of how a picture looks: a quarter turn is 6 (EXIF 2.32, 4.6.4)."""
    turned = b"MM\0\x2a\0\0\0\x08" + b"\0\x01" + b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0" + bytes(4)
    assert stripped(JPEGS["turned"]) == JPEG[:2] + segment(0xE1, b"Exif\0\0" + turned) + JPEG[2:]


def test_bytes_hidden_behind_what_is_packed_are_not_kept() -> None:
    at = picture().index(b"IDAT") - 4
    (length,) = struct.unpack(">I", picture()[at : at + 4])
    packed = picture()[at + 8 : at + 8 + length]
    hidden = picture()[:at] + chunk(b"IDAT", packed[:9]) + chunk(b"IDAT", packed[9:] + SECRET) + chunk(b"IEND", b"")
    assert SECRET not in stripped(hidden)


@pytest.mark.parametrize(
    "logo", [b"", b"<svg/>", b"GIF89a", picture()[:60], picture()[:-12], JPEG[:40], JPEG[:-2], b"\xff\xd8\xff"]
)
def test_what_is_no_whole_picture_is_refused(logo: bytes) -> None:
    with pytest.raises(SettingsError, match="no PNG or JPEG"):
        stripped(logo)


@pytest.mark.parametrize("logo", [telling_png(*(chunk(b"tEXt", b"Author\0" + SECRET),)), JPEGS["turned"]])
def test_no_document_has_it(office: Program, tmp_path: Path, logo: bytes) -> None:
    (tmp_path / "logo").write_bytes(logo)
    settings = tmp_path / "portfolio.toml"
    settings.write_text(settings.read_text("utf-8").replace("[report]", '[report]\nlogo = "logo"'), "utf-8")
    for form in ("docx", "html", "xlsx", "pdf"):
        if form == "pdf":
            pytest.importorskip("typst", reason="the library that writes PDF is not installed")
        office("report", "project", "P-001", "-o", f"made.{form}")
        made = (tmp_path / f"made.{form}").read_bytes()
        texts = [made]
        if form in {"docx", "xlsx"}:
            with zipfile.ZipFile(io.BytesIO(made)) as packed:
                texts += map(packed.read, packed.namelist())
        if form == "html":
            texts += [base64.b64decode(part.split(b'"')[0]) for part in made.split(b"base64,")[1:]]
            assert len(texts) == 2
        assert not any(SECRET in text for text in texts), form


def test_pictures_of_a_template_are_bared_too(tmp_path: Path) -> None:
    document = docx.Document()
    for logo in (PNGS["tEXt"], JPEGS["EXIF"]):
        document.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(logo))
    path = tmp_path / "letterhead.docx"
    document.save(str(path))
    made = docx_bytes(report(), Language("en"), template=path, logo=None, when=WHEN)
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        assert sorted(name for name in packed.namelist() if "media" in name)
        assert not any(SECRET in packed.read(name) for name in packed.namelist())
