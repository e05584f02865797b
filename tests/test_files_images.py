"""Pictures as people have them, made small and plain."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest

from portfolio.errors import RefusedError
from portfolio.files.images import plain_picture, size_of

if TYPE_CHECKING:
    from pathlib import Path

Image = pytest.importorskip("PIL.Image", reason="Pillow is not installed")
ImageCms = pytest.importorskip("PIL.ImageCms", reason="Pillow is not installed")


def written(path: Path, picture: Any, form: str, **options: Any) -> Path:
    picture.save(path, form, **options)
    return path


def read(data: bytes) -> Any:
    return Image.open(io.BytesIO(data))


def test_nothing_but_the_picture_is_left(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secretcam"
    exif.get_ifd(0x8825)[1] = "N"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = written(
        tmp_path / "a.jpg", Image.new("RGB", (40, 30), "red"), "JPEG", exif=exif, icc_profile=profile, comment=b"Whose"
    )
    data = plain_picture(path)
    found = read(data)
    assert (found.format, found.size, found.mode) == ("JPEG", (40, 30), "RGB")
    assert not {"exif", "icc_profile", "comment"} & set(found.info)
    assert not any(each in data for each in (b"Secretcam", b"Whose", b"Exif", b"ICC_PROFILE"))
    assert found.getpixel((20, 15)) == pytest.approx((254, 0, 0), abs=3)


def test_a_picture_is_turned_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = written(tmp_path / "a.jpg", Image.new("RGB", (40, 30)), "JPEG", exif=exif)
    assert read(plain_picture(path)).size == (30, 40)


def test_what_is_transparent_is_white(tmp_path: Path) -> None:
    path = written(tmp_path / "a.png", Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG")
    assert read(plain_picture(path)).getpixel((4, 4)) == (255, 255, 255)


def test_a_picture_is_bounded_in_points_and_bytes(tmp_path: Path) -> None:
    noise = Image.effect_noise((3000, 2000), 255).convert("RGB")
    data = plain_picture(written(tmp_path / "a.jpg", noise, "JPEG", quality=100))
    assert max(read(data).size) <= 1600
    assert len(data) <= 600_000


def test_webp_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "a.webp", Image.new("RGB", (8, 8), "blue"), "WEBP")
    assert read(plain_picture(path)).format == "JPEG"


def test_what_is_no_picture_is_refused(tmp_path: Path) -> None:
    for name, data in (("a.jpg", b"%PDF-1.4"), ("b.png", b"\x89PNG\r\n\x1a\nbroken"), ("c.svg", b"<svg/>")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(RefusedError, match="is no picture that can be read"):
            plain_picture(tmp_path / name)
    gif = written(tmp_path / "d.gif", Image.new("P", (8, 8)), "GIF")
    with pytest.raises(RefusedError, match="is no picture"):
        plain_picture(gif)
    cut = written(tmp_path / "e.jpg", Image.effect_noise((400, 400), 80), "JPEG")
    cut.write_bytes(cut.read_bytes()[:2000])
    with pytest.raises(RefusedError, match="is no picture"):
        plain_picture(cut)


def test_a_picture_of_too_many_points_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = written(tmp_path / "a.png", Image.new("1", (20_000, 20_000)), "PNG")
    with pytest.raises(RefusedError, match=r"no picture|60 million points"):
        plain_picture(path)


@pytest.mark.parametrize("progressive", [False, True])
def test_the_size_of_a_jpeg_is_read_from_it(progressive: bool) -> None:
    made = io.BytesIO()
    noise = Image.effect_noise((70, 31), 90)
    noise.save(made, "JPEG", progressive=progressive, comment=b"\xff\xc0" * 9)
    assert size_of(made.getvalue()) == (70, 31)
    for end in range(0, len(made.getvalue()), 7):
        assert size_of(made.getvalue()[:end]) == (0, 0)


def test_the_size_of_whatever_was_made_plain_is_known(tmp_path: Path) -> None:
    for mode in ("RGB", "L", "RGBA", "P"):
        path = written(tmp_path / "a.png", Image.new(mode, (30, 20)), "PNG")
        assert size_of(plain_picture(path)) == (30, 20)
    assert size_of(b"\xff\xd8\xff\xe0\x00\x10JFIF\xff\xd9") == (0, 0)
