"""Files of IATI that are read piece by piece, whatever they hold."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest

from portfolio.errors import StoreError
from portfolio.exchange.iati import xml_file
from portfolio.exchange.iati.xml_file import BrokenError, pieces

if TYPE_CHECKING:
    from pathlib import Path

_HEAD = '<?xml version="1.0"?>\n<iati-activities version="2.03">'


def names(path: Path) -> list[str]:
    """Return the identifiers of the activities of a file."""
    return [node.findtext("iati-identifier") for node in pieces(path) if node.getparent() is not None]


def written(folder: Path, text: str | bytes) -> Path:
    """Return a file that holds a text."""
    path = folder / "a.xml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def activity(name: str, more: str = "") -> str:
    """Return an activity of an identifier."""
    return f"<iati-activity><iati-identifier>{name}</iati-identifier>{more}</iati-activity>"


def test_each_activity_is_given_once_in_order(tmp_path: Path) -> None:
    many = [f"XX-{number}" for number in range(5000)]
    path = written(tmp_path, _HEAD + "".join(map(activity, many)) + "</iati-activities>")
    assert names(path) == many


def test_encodings_are_those_that_a_file_declares(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><iati-activities>' + activity("Ñ") + "</iati-activities>"
    assert names(written(tmp_path, text.encode("utf-16"))) == ["Ñ"]


@pytest.mark.parametrize(
    ("text", "rule", "why"),
    [
        ("", "xml", ""),
        ("no xml", "xml", ""),
        (_HEAD + activity("A"), "xml", ""),
        (_HEAD + "<iati-activity></iati-activities>", "xml", "mismatch"),
        ("<html><body/></html>", "root", "html"),
        ("<iati-activity/>", "root", "iati-activity"),
        ("<html><iati-activities/></html>", "root", "html"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><iati-activities version="2.03"/>', "xml", "DOCTYPE"),
        (_HEAD + "<a>" * 300 + "</a>" * 300 + "</iati-activities>", "xml", "depth"),
        (_HEAD + activity("&b;") + "</iati-activities>", "xml", ""),
    ],
)
def test_what_is_no_file_of_iati_is_broken(text: str, rule: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(BrokenError) as caught:
        names(written(tmp_path, text))
    assert caught.value.rule == rule
    assert why in caught.value.value


def test_entities_never_grow(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<!DOCTYPE a [<!ENTITY l0 "ha">{laughs}]><iati-activities>{activity("&l9;")}</iati-activities>'
    with pytest.raises(BrokenError, match=r"DOCTYPE|amplification"):
        names(written(tmp_path, text))


def test_nothing_of_another_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    text = f'<!DOCTYPE a [<!ENTITY b SYSTEM "{secret.as_uri()}">]><iati-activities>{activity("&b;")}</iati-activities>'
    with pytest.raises(BrokenError, match="DOCTYPE"):
        names(written(tmp_path, text))


def test_an_activity_beyond_the_bound_is_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_file, "_LARGEST", 1 << 20)
    text = _HEAD + "<iati-activity>" + "<a>x</a>" * 150_000
    with pytest.raises(BrokenError, match="more than 1 MB"):
        names(written(tmp_path, text))


def test_memory_is_that_of_one_activity(tmp_path: Path) -> None:
    peaks = []
    for times in (100, 10_000):
        path = written(tmp_path, _HEAD + activity("A", "<x/>" * 50) * times + "</iati-activities>")
        tracemalloc.start()
        sum(1 for _ in pieces(path))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 3


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"a\.xml cannot be read: No such file"):
        names(tmp_path / "a.xml")
