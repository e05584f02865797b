"""The picture in the title block of reports: which kinds there are, told by how they begin."""

from __future__ import annotations

from portfolio.errors import SettingsError

_KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


def media_type(logo: bytes) -> str:
    """Return the media type of a picture; raises SettingsError if it is neither a PNG nor a JPEG."""
    kind = next((kind for begins, kind in _KINDS.items() if logo.startswith(begins)), "")
    if not kind:
        raise no_picture()
    return kind


def no_picture() -> SettingsError:
    """Return the error for a logo that no writer can show."""
    return SettingsError(
        "The logo ([report] logo) is no PNG or JPEG picture; name one that is, or take the setting out."
    )
