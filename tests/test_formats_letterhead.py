"""What documents wear of the office's own: a logo in every format that can show one, and one colour in all of them."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest
from office import picture

from portfolio.formats.logo import stripped

if TYPE_CHECKING:
    from conftest import Program

OFFICES, TEMPLATES = "7A1F3D", "336600"


@pytest.fixture
def worn(office: Program, tmp_path: Path) -> Program:
    """A program whose settings name a logo, and a template with a theme of its own."""
    (tmp_path / "logo.png").write_bytes(picture())
    letterhead(tmp_path / "letterhead.docx")
    office("config", "set", "report.logo", "logo.png")
    office("config", "set", "report.template", "letterhead.docx")
    return office


def letterhead(path: Path) -> None:
    """Save a Word document whose theme has another first accent."""
    saved = io.BytesIO()
    docx.Document().save(saved)
    with zipfile.ZipFile(saved) as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "word/theme/theme1.xml":
                content = re.sub(rb'(<a:accent1>\s*<a:srgbClr val=")\w{6}', rb"\g<1>" + TEMPLATES.encode(), content)
            after.writestr(name, content)


def made(program: Program, form: str, *asked: str) -> dict[str, bytes]:
    """Return the parts of a report's file; of one without parts, it as ""."""
    Path(f"made.{form}").unlink(missing_ok=True)
    program(*(asked or ("report", "project", "P-001")), "-o", f"made.{form}")
    content = Path(f"made.{form}").read_bytes()
    if form not in {"docx", "xlsx"}:
        return {"": content}
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_a_document_of_parts_keeps_the_logo_with_words_for_it(worn: Program, form: str) -> None:
    parts = made(worn, form)
    assert stripped(picture()) in [content for name, content in parts.items() if "/media/" in name]
    assert any(b'descr="Logo"' in content for content in parts.values())


def test_markdown_has_the_logo_above_its_title_and_its_bytes_at_the_end(worn: Program) -> None:
    lines = made(worn, "md")[""].decode().splitlines()
    assert lines.index("![Logo][logo]") < next(place for place, line in enumerate(lines) if line.startswith("# "))
    name, _, data = lines[-1].partition(": data:image/png;base64,")
    assert (name, base64.b64decode(data)) == ("[logo]", stripped(picture()))


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "jsonl", "txt"])
def test_files_of_data_and_text_have_none(worn: Program, form: str) -> None:
    text = made(worn, form)[""].decode()
    assert "logo" not in text.lower()
    assert "base64" not in text


def test_all_documents_are_in_the_colour_of_the_template(worn: Program) -> None:
    assert f"--bar: #{TEMPLATES}".lower() in made(worn, "html")[""].decode()
    assert f"FF{TEMPLATES}".encode() in made(worn, "xlsx")["xl/styles.xml"]
    styles = made(worn, "docx")["word/styles.xml"].decode()
    assert f'w:fill="{TEMPLATES}" w:themeFill="accent1"' in styles
    assert "009EDB" not in styles


def test_the_colour_of_the_settings_goes_before_it(worn: Program) -> None:
    worn("config", "set", "report.colour", OFFICES.lower())
    assert f"--bar: #{OFFICES}".lower() in made(worn, "html")[""].decode()
    assert f"FF{OFFICES}".encode() in made(worn, "xlsx")["xl/styles.xml"]
    styles = made(worn, "docx")["word/styles.xml"].decode()
    assert f'w:fill="{OFFICES}"' in styles
    assert f'w:fill="{OFFICES}" w:themeFill' not in styles
    assert f"fill: #{OFFICES}".lower() in made(worn, "svg", "chart", "timeline")[""].decode().lower()


@pytest.mark.parametrize("colour", ["blue", "#12345", "rgb(1,2,3)"])
def test_what_is_no_colour_is_refused(office: Program, colour: str) -> None:
    done = office("config", "set", "report.colour", colour, code=5)
    assert "is no colour of six hexadecimal digits, as #0B4F82 is" in done.err
