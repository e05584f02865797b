"""The register as it was, when it leaves the office: what was classified since is withheld, unless that was undone."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from portfolio.query.past import is_classified_since, since
from portfolio.store import Hole
from portfolio.store.file.tiny import TinyStore

if TYPE_CHECKING:
    from conftest import Program

# Nothing else in the office's records holds this word.
WORD = "Zubrowka"
REPORTS = (
    ("report", "donor", "Arcadia", "--allow-withheld"),
    ("report", "quarter", "2023-Q1"),
    ("report", "quarter", "2023-Q2"),
    ("report", "portfolio", "--year", "2023"),
    ("report", "project", "P-002", "--co-funding", "amounts"),
)
REPORT_FORMS = ("md", "csv", "json", "html", "docx", "xlsx")
EXPORT_FORMS = ("json", "jsonl", "xlsx")


def contents(path: Path) -> bytes:
    """Return all that stands in a file, packed or not."""
    data = path.read_bytes()
    if not zipfile.is_zipfile(path):
        return data
    with zipfile.ZipFile(path) as archive:
        return data + b"".join(archive.read(name) for name in archive.namelist())


def leaving(office: Program, *when: str, classified: tuple[str, ...] = ()) -> bytes:
    """Return all that leaves the office as of a moment: every report and export in every format, and what is said."""
    found = b""
    for number, words in enumerate(REPORTS):
        for form in REPORT_FORMS:
            file = f"{number}.{form}"
            found += office(*words, *when, *classified, "-o", file, "--force").out.encode() + contents(Path(file))
    for form in EXPORT_FORMS:
        office("export", "all", *when, *classified, "-o", f"all.{form}", "--force")
        found += contents(Path(f"all.{form}"))
    return found


def revision() -> str:
    """Return the number of the last change."""
    return str(TinyStore(Path("records/portfolio.json")).read().revision)


def secret(office: Program, noun: str, key: str) -> None:
    office(noun, "edit", key, "--set", "classification=confidential")


SOON = {
    "project": (
        ("project", "add", "--title", f"{WORD} work", "--code", "S-1", "--donor", "Arcadia", "--start", "2023-01"),
    ),
    "donor": (("donor", "add", WORD, "--code", "S-1"), ("project", "edit", "P-002", "--set", f"donor+={WORD}")),
    "contribution": (
        ("contribution", "add", "Arcadia", "--title", f"{WORD} gift"),
        ("contribution", "receive", "C-003", "1", "USD", "--undated"),
    ),
    "document": (("document", "add", "--title", f"{WORD} treaty", "--party", "Arcadia"),),
    "activity": (
        ("activity", "add", "P-001", "--title", f"{WORD} course", "--type", "training", "--start", "2023-02"),
    ),
    "outcome": (("outcome", "add", "P-001", f"{WORD} is safe", "--date", "2023-02"),),
}
KEYS = {"project": "S-1", "donor": "S-1", "contribution": "C-003", "document": "D-002", "activity": "A-003"}
KEYS["outcome"] = "O-003"


@pytest.mark.parametrize("noun", SOON)
def test_what_was_classified_later_leaves_no_more_as_of_a_day_before(office: Program, noun: str) -> None:
    for line in SOON[noun]:
        office(*line)
    when = ("--as-of", revision())
    assert WORD.encode() in leaving(office)
    secret(office, noun, KEYS[noun])
    assert WORD.encode() not in leaving(office, *when)
    # Lowered again by hand, it was confidential since all the same; now it may be seen.
    office(noun, "edit", KEYS[noun], "--set", "classification=unclassified")
    assert WORD.encode() not in leaving(office, *when)
    assert WORD.encode() in leaving(office, *when, classified=("--max-classification", "confidential"))
    assert WORD.encode() in leaving(office)


def shown(office: Program, when: str, *more: str) -> bool:
    """Whether an export of the projects as of a moment has the work that was classified later."""
    return WORD in office("export", "projects", "--as-of", when, "-f", "json", *more).out


@pytest.fixture
def when(office: Program) -> str:
    """The moment when the work was open."""
    office("project", "add", "--title", f"{WORD} work", "--code", "S-1")
    return revision()


def test_what_was_undone_does_not_count(office: Program, when: str) -> None:
    secret(office, "project", "S-1")
    assert not shown(office, when)
    office("undo", "--yes")
    assert shown(office, when)
    office("redo", "--yes")
    assert not shown(office, when)
    office("undo", "--yes")
    assert shown(office, when)


def test_a_lowering_that_was_undone_leaves_it_as_it_was(office: Program) -> None:
    office("project", "add", "--title", f"{WORD} work", "--code", "S-1", "--classification", "confidential")
    office("project", "edit", "S-1", "--set", "classification=unclassified")
    when = revision()
    assert shown(office, when)
    office("undo", "--yes")
    assert not shown(office, when)
    office("redo", "--yes")
    assert shown(office, when)


def test_a_removed_record_counts_with_the_highest_that_it_had(office: Program, when: str) -> None:
    secret(office, "project", "S-1")
    office("project", "remove", "S-1")
    assert not shown(office, when)


def test_a_record_that_was_removed_open_is_shown(office: Program, when: str) -> None:
    office("project", "remove", "S-1")
    assert shown(office, when)


def test_a_donor_merged_into_a_confidential_one_is_it(office: Program) -> None:
    office("donor", "add", WORD, "--code", "S-1")
    office("project", "edit", "P-002", "--set", f"donor+={WORD}")
    office("contribution", "add", WORD, "--title", "Gift of theirs")
    office("contribution", "receive", "C-003", "987654", "USD", "--date", "2023-02-01")
    when = ("--as-of", revision())
    office("donor", "add", "Sylvania", "--code", "T-1")
    secret(office, "donor", "T-1")
    assert b"987" in leaving(office, *when)
    office("donor", "merge", "S-1", "T-1", "--yes")
    found = leaving(office, *when)
    assert WORD.encode() not in found
    assert b"987654" not in found
    assert b"987,654" not in found
    office("undo", "--yes")
    assert WORD.encode() in leaving(office, *when)


def test_a_record_that_belongs_to_a_confidential_one_since_goes_with_it(office: Program) -> None:
    office("donor", "add", "Sylvania", "--code", "T-1")
    secret(office, "donor", "T-1")
    office("contribution", "add", "Arcadia", "--title", f"{WORD} gift")
    when = revision()
    office("contribution", "edit", "C-003", "--set", "donor=Sylvania")
    ended = office("export", "contributions", "--as-of", when, "-f", "json")
    assert WORD not in ended.out
    assert "1 contribution" in ended.err


def test_it_bears_the_classification_that_counts(office: Program, when: str) -> None:
    secret(office, "project", "S-1")
    levels = ("--max-classification", "confidential"), ("--max-classification", "strictly_confidential")
    for level in levels:
        out = office("export", "projects", "--as-of", when, "-f", "jsonl", *level).out
        line = next(each for each in out.splitlines() if WORD in each)
        assert '"classification": "confidential"' in line
    # Whoever looks at the register itself sees it as it was.
    assert '"unclassified"' in office("project", "show", "S-1", "--as-of", when, "-f", "json").out


def test_a_text_that_names_what_was_entered_in_secret_later_is_told(office: Program) -> None:
    office("project", "edit", "P-001", "--set", f"description=Paid by {WORD}")
    when = revision()
    office("donor", "add", WORD, "--classification", "confidential")
    told = f"A text mentions “{WORD}”, which is withheld; read it before you send it."
    assert told in office("export", "projects", "--as-of", when, "-f", "json").err


def test_where_the_history_has_a_gap_nothing_of_the_time_before_leaves(office: Program, when: str) -> None:
    secret(office, "project", "S-1")
    office("project", "edit", "S-1", "--set", "classification=unclassified")
    gap = Path("records/history") / f"{int(when) + 1:06}.json"
    gap.unlink()
    assert office("export", "projects", "--as-of", when, "-f", "json", code=3).out == ""
    history = list(TinyStore(Path("records/portfolio.json")).history())
    assert history[1] == Hole(int(when) + 1, int(when) + 1, "missing")
    with pytest.raises(Exception, match=f"Change {int(when) + 1} of the history is missing"):
        since(history, int(when))


def marked(office: Program, when: str) -> bool:
    """Whether a list as of a moment is said to have what is confidential."""
    return "CONFIDENTIAL: records" in office("project", "list", "--as-of", when, "-f", "json").err


def test_a_page_is_marked_where_something_in_it_was_classified_then_or_since(office: Program, when: str) -> None:
    office("project", "edit", "S-1", "--set", "note=Open.")
    assert not marked(office, when)
    secret(office, "project", "S-1")
    then = revision()
    assert marked(office, when)
    office("project", "edit", "S-1", "--set", "classification=unclassified")
    assert marked(office, when)
    assert marked(office, then)
    assert not marked(office, revision())


def test_no_page_is_marked_where_a_classification_was_undone(office: Program, when: str) -> None:
    secret(office, "project", "S-1")
    office("undo", "--yes")
    assert not marked(office, when)


def test_where_the_history_has_a_gap_something_may_have_been_classified() -> None:
    assert is_classified_since([Hole(3, 3, "missing")], 2)
    assert not is_classified_since([Hole(2, 2, "missing")], 2)
