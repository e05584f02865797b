"""Pictures as people have them, made small and plain: upright, in the colours of screens, without anything else."""

import io
import struct
import warnings
from pathlib import Path
from typing import Any

from portfolio.errors import refuse
from portfolio.files.limits import Limits
from portfolio.files.reading import read_bytes
from portfolio.optional import needed

# Of the file that is read; what it may have of megapixels; how long the longer side becomes at most; its quality as a
# JPEG, and the lesser ones that are tried while it has more bytes than `_MOST`.
_LIMITS = Limits(megabytes=25)
_MEGAPIXELS = 60
_SIDE = 1600
_QUALITIES = (85, 75, 60, 45)
_MOST = 600_000
_FORMATS = ("JPEG", "PNG", "WEBP")
# How a JPEG begins and ends, what begins each of its parts, and the parts that say how large it is.
_JPEG, _END, _MARKER = b"\xff\xd8", b"\xff\xd9", 0xFF
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_NEITHER = "is no picture that can be read; give a PNG, a JPEG or a WebP"


def plain_picture(path: Path) -> bytes:
    """Return the picture in a file as a JPEG without metadata, upright, no larger than reports have use for.

    Raises:
        RefusedError: There is no such file, it is no picture, or it is too large.
        UsageError: The library that reads pictures is not installed.
    """
    data = read_bytes(path, _LIMITS)
    with needed("pillow", "A picture"):
        from PIL import Image, ImageCms, ImageOps  # noqa: PLC0415 - few commands read pictures, and it need not be there
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            opened: Any = Image.open(io.BytesIO(data), formats=_FORMATS)
            is_small = opened.width * opened.height <= _MEGAPIXELS * 1_000_000
            if is_small:
                profile = opened.info.get("icc_profile")
                upright = ImageOps.exif_transpose(opened)
                upright.thumbnail((_SIDE, _SIDE), Image.Resampling.LANCZOS)
                return _written(_on_white(Image, _in_srgb(ImageCms, upright, profile)))
    except Exception:  # noqa: BLE001 - decoders raise whatever a broken file brings them to
        raise refuse("picture", str(path), _NEITHER) from None
    raise refuse("picture", str(path), f"has more than {_MEGAPIXELS} million points; make it smaller first")


def size_of(jpeg: bytes) -> tuple[int, int]:
    """Return how many points wide and high a picture is that was made plain; (0, 0) where it is none, or cut off."""
    is_whole = jpeg.startswith(_JPEG) and jpeg[6:10] == b"JFIF" and jpeg.endswith(_END)
    place = len(_JPEG) if is_whole else len(jpeg)
    while place + 9 <= len(jpeg) and jpeg[place] == _MARKER:
        if jpeg[place + 1] in _FRAMES:
            high, wide = struct.unpack_from(">HH", jpeg, place + 5)
            return wide, high
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4])
    return 0, 0


def _in_srgb(cms: Any, picture: Any, profile: bytes | None) -> Any:  # noqa: ANN401 - a library that need not be there
    """Return a picture in the colours of screens; where its profile makes no sense, as it is."""
    if not profile or picture.mode not in {"RGB", "CMYK", "L"}:
        return picture
    try:
        own = cms.ImageCmsProfile(io.BytesIO(profile))
        return cms.profileToProfile(picture, own, cms.createProfile("sRGB"), outputMode="RGB") or picture
    except cms.PyCMSError:
        return picture


def _on_white(image: Any, picture: Any) -> Any:  # noqa: ANN401 - as above
    """Return a picture on white, as a new one that knows nothing of the file that it comes from."""
    plain = image.new("RGB", picture.size, "white")
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        plain.paste(seen, mask=seen.getchannel("A"))
    else:
        plain.paste(picture.convert("RGB"))
    return plain


def _written(picture: Any) -> bytes:  # noqa: ANN401 - as above
    """Return a picture as a JPEG, of lesser quality or size where it would have too many bytes."""
    for quality in _QUALITIES:
        written = io.BytesIO()
        picture.save(written, "JPEG", quality=quality, optimize=True)
        if written.tell() <= _MOST:
            return written.getvalue()
    return _written(picture.resize((max(1, picture.width // 2), max(1, picture.height // 2))))
