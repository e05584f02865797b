"""The picture in the title block of reports, without what pictures say of people, places and devices.

What a reader cannot see is taken out without decoding the picture: of its parts, those stay that it is drawn from.
Profiles of colours go too, as they name makers and devices; colours are then those of sRGB.
"""

import struct
import zlib
from base64 import b64encode
from collections.abc import Iterator

from portfolio.errors import SettingsError

PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
_KINDS = {PNG: "image/png", b"\xff\xd8\xff": "image/jpeg"}
# The chunks of a PNG that it is drawn from (PNG 3rd edition, section 11).
_DRAWN = {b"IHDR", b"PLTE", b"IDAT", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"pHYs"}
# Markers of JPEG (ITU-T T.81, table B.1).
_APP0, _APP1, _APP14, _APP15, _COMMENT, _SCAN, _END = 0xE0, 0xE1, 0xEE, 0xEF, 0xFE, 0xDA, 0xD9
_RESTARTS = range(0xD0, 0xD8)
_ORIENTATION = 0x0112
_SHORT = 3


def media_type(logo: bytes) -> str:
    """Return the media type of a picture; raises SettingsError if it is neither a PNG nor a JPEG."""
    kind = next((kind for begins, kind in _KINDS.items() if logo.startswith(begins)), "")
    if not kind:
        raise no_picture()
    return kind


def data_address(picture: bytes) -> str:
    """Return a picture as an address that holds it; raises SettingsError."""
    return f"data:{media_type(picture)};base64,{b64encode(picture).decode('ascii')}"


def stripped(picture: bytes) -> bytes:
    """Return a picture without metadata: comments, EXIF, XMP, IPTC, profiles, previews, whatever follows its end.

    Raises:
        SettingsError: It is neither a PNG nor a JPEG, or broken.
    """
    png = media_type(picture) == "image/png"
    try:
        return PNG + b"".join(_chunks(picture)) if png else _JPEG + b"".join(_segments(picture))
    except (struct.error, IndexError, ValueError, zlib.error):
        raise no_picture() from None


def no_picture() -> SettingsError:
    """Return the error for a logo that no writer can show."""
    return SettingsError(
        "The logo ([report] logo) is no PNG or JPEG picture; name one that is, or take the setting out."
    )


def _chunks(picture: bytes) -> Iterator[bytes]:
    """Yield the chunks of a PNG that it is drawn from; what is packed of it is packed anew, as one."""
    place, packed = len(PNG), b""
    while True:
        length, name = struct.unpack_from(">I4s", picture, place)
        data = picture[place + 8 : place + 8 + length]
        (sum_,) = struct.unpack_from(">I", picture, place + 8 + length)
        if sum_ != zlib.crc32(name + data):
            raise ValueError(name)
        if name == b"IEND":
            break
        if name == b"IDAT":
            packed += data
        elif name in _DRAWN:
            yield chunk(name, data)
        place += 12 + length
    # Bytes may hide behind the end of what is packed.
    yield chunk(b"IDAT", zlib.compress(zlib.decompressobj().decompress(packed)))
    yield chunk(b"IEND", b"")


def chunk(name: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _segments(picture: bytes) -> Iterator[bytes]:
    """Yield the segments of a JPEG that it is drawn from, up to its end."""
    place = len(_JPEG)
    while True:
        if picture[place] != 0xFF:  # noqa: PLR2004 - begins each marker
            raise ValueError(place)
        marker = picture[place + 1]
        if marker == 0xFF:  # noqa: PLR2004 - fills
            place += 1
            continue
        if marker == _END:
            yield b"\xff\xd9"
            return
        (length,) = struct.unpack_from(">H", picture, place + 2)
        data = picture[place + 4 : place + 2 + length]
        if kept := _kept(marker, data):
            yield struct.pack(">BBH", 0xFF, marker, len(kept) + 2) + kept
        place += 2 + length
        if marker == _SCAN:
            end = _scan_end(picture, place)
            yield picture[place:end]
            place = end


def _kept(marker: int, data: bytes) -> bytes:
    """Return what of a segment is drawn from: of the application's own, density, upright direction and inks alone."""
    if marker == _APP0:
        return data[:12] + b"\0\0" if data.startswith(b"JFIF\0") else b""
    if marker == _APP1:
        return _turned(data)
    if marker == _APP14:
        return data[:12] if data.startswith(b"Adobe") else b""
    return b"" if _APP0 <= marker <= _APP15 or marker == _COMMENT else data


def _turned(data: bytes) -> bytes:
    """Return a segment of EXIF that says how a picture is turned, and nothing else; nothing if it is upright."""
    if not data.startswith(b"Exif\0\0"):
        return b""
    tiff = data[6:]
    order = "<" if tiff[:2] == b"II" else ">"
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        entries = [struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * place) for place in range(count)]
    except struct.error:
        # A decoder makes nothing of it either.
        return b""
    turned = next((value for tag, kind, _, value in entries if (tag, kind) == (_ORIENTATION, _SHORT)), 1)
    if turned not in range(2, 9):
        return b""
    return b"Exif\0\0" + struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, _SHORT, 1, turned, 0, 0)


def _scan_end(picture: bytes, place: int) -> int:
    """Return where the marker stands that ends a scan."""
    while True:
        place = picture.index(b"\xff", place)
        following = picture[place + 1]
        if following and following not in _RESTARTS:
            return place
        place += 2
