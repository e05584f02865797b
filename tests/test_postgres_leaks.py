"""What a user of a register in PostgreSQL can learn of records above the own clearance: nothing."""

from __future__ import annotations

import re

import pytest
from conftest import RECORDS, TODAY, installed
from persons import OWNER, Office, place, work_in

from portfolio import dates

# What stands in every text of hidden records, and in nothing else.
KESTREL = re.compile("kestrel|987.?654.?3(?:1[89]|2[01])", re.IGNORECASE)
_SECRET = ("--classification", "confidential")
_HIGHEST = ("--classification", "strictly_confidential")
# Behind so many of `RECORDS`, what somebody enters from whom nothing is hidden; {P} and {C} are codes that were
# given for it.
HIDDEN = {
    2: (("donor", "add", "Kestrel Fund", "--type", "foundation", "--note", "Kestrel note", *_HIGHEST),),
    7: (
        ("programme", "add", "--title", "Kestrel programme", *_SECRET),
        (
            *("project", "add", "--title", "Kestrel project", "--programme", "PRG-001", "--country", "KE", *_HIGHEST),
            *("--donor", "Kestrel Fund", "--officer", "C. Kestrel", "--tag", "kestrel-tag", "--status", "ongoing"),
        ),
    ),
    10: (
        ("contribution", "add", "Kestrel Fund", "--title", "Kestrel gift", *_HIGHEST),
        ("contribution", "commit", "{C}", "987,654,321", "USD", "--date", "2023-05-05"),
        ("contribution", "receive", "{C}", "987,654,320", "USD", "--date", "2023-05-06"),
        ("contribution", "allocate", "{C}", "{P}", "987,654,319", "--date", "2023-05-07"),
    ),
    17: (
        ("expenditure", "add", "{P}", "987,654,318", "USD", "--date", "2023-06-01"),
        ("project", "edit", "{P}", "--set", "note=Kestrel once"),
        ("project", "edit", "{P}", "--set", "note=Kestrel twice"),
        ("undo", "--yes"),
    ),
    26: (
        ("outcome", "add", "{P}", "Kestrel outcome"),
        ("activity", "add", "{P}", "--title", "Kestrel training", "--type", "training", "--start", "2023-05-13"),
        ("document", "add", "--title", "Kestrel letter", *_SECRET),
        ("narrative", "add", "{P}", "achievements", "--period", "2024", "--text", "Kestrel story."),
        ("project", "add", "--title", "Kestrel for a day", *_SECRET),
        ("project", "remove", "Kestrel for a day", "--yes"),
    ),
}
# What is asked for, as whom the register hides something from.
READS = (
    *(
        (noun, "list")
        for noun in ("project", "programme", "donor", "partner", "contribution", "expenditure", "outcome")
    ),
    *((noun, "list") for noun in ("activity", "narrative", "document", "rate")),
    *(("project", "show", code) for code in ("P-001", "P-002", "{P}", "P-777", "Kestrel project")),
    *((noun, "show", "Kestrel") for noun in ("donor", "programme", "contribution", "document")),
    ("programme", "show", "PRG-001"),
    ("donor", "show", "Arcadia"),
    ("contribution", "show", "C-001"),
    ("project", "list", "--as-of", "4"),
    ("project", "list", "--as-of", "9", "--format", "json"),
    ("project", "list", "--classification", "confidential"),
    ("project", "list", "--officer", "C. Kestrel"),
    ("project", "list", "--donor", "Kestrel Fund"),
    ("project", "list", "--tag", "kestrel-tag"),
    ("find", "kestrel"),
    ("find", "Arcadia"),
    ("overview",),
    ("due",),
    ("check",),
    *(
        ("summary", group)
        for group in ("donors", "regions", "countries", "programmes", "statuses", "years", "partners")
    ),
    ("country", "show", "KE"),
    ("history", "--limit", "100"),
    ("history", "P-001"),
    ("history", "show", "3"),
    ("history", "show", "400"),
    ("report", "donor", "Arcadia"),
    ("report", "portfolio"),
    ("export", "projects", "--format", "json", "--max-classification", "strictly_confidential"),
    ("export", "contributions", "--format", "csv"),
    ("store", "info"),
    ("store", "users"),
    ("store", "verify"),
    ("store", "restore"),
    ("undo", "--revision", "400", "--dry-run"),
    ("project", "edit", "{P}", "--set", "status=closed"),
    ("project", "add", "--title", "Kestrel project", "--dry-run"),
    ("project", "add", "--title", "Another", "--code", "{P}"),
    ("project", "remove", "{P}", "--yes"),
    ("donor", "add", "Kestrel Fund", "--type", "foundation", "--dry-run"),
)
# Times and tokens, which no two registers share, and the address.
_PASSING = re.compile(r"(\d{4}-\d{2}-\d{2}[T ])?\d{2}:\d{2}(:\d{2}Z)?( UTC)?|\b[0-9a-f]{12,64}\b|schema[= ]\w+")


def _entered(office: Office, *, hidden: bool) -> dict[str, str]:
    """Enter all records, and return the codes that hidden ones were given."""
    codes: dict[str, str] = {}
    office(OWNER, "store", "grant", "olga", "officer")
    office(OWNER, "store", "grant", "carl", "manager", "--clearance", "strictly_confidential")
    office(OWNER, "store", "grant", "rita", "reader")
    for count, line in enumerate(RECORDS, 1):
        office("olga", *line)
        for secret in HIDDEN.get(count, ()) if hidden else ():
            said = office("carl", *(word.format(**codes) for word in secret)).out
            if found := re.match(r"Added (?:project|contribution) (([PC])-\d+) “Kestrel (?:project|gift)”", said):
                codes[found[2]] = found[1]
    return codes


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, Office]:
    """Return a register that hides records from some, and one that is the same without these."""
    found = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dates, "today", lambda: TODAY)
        for hidden in (True, False):
            folder = tmp_path_factory.mktemp("office")
            patch.chdir(folder)
            found.append(Office(folder))
            found[-1].codes |= _entered(found[-1], hidden=hidden)
    return found[0], found[1]


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch, offices: tuple[Office, Office]) -> None:
    work_in(offices[0].folder, monkeypatch)


def _told(office: Office, who: str, *line: str) -> tuple[int, str, str]:
    ended = office.try_(who, *line)
    return ended.code, _PASSING.sub("…", ended.out), _PASSING.sub("…", ended.err)


def test_what_is_hidden_is_there(offices: tuple[Office, Office]) -> None:
    for line in (("project", "list"), ("donor", "list"), ("contribution", "list"), ("find", "kestrel"), ("history",)):
        assert KESTREL.search(offices[0]("carl", *line).out), line
    offices[0]("carl", "store", "verify", "--deep")


@pytest.mark.parametrize("noun", ["project", "donor", "contribution", "document"])
def test_no_completion_tells(offices: tuple[Office, Office], noun: str) -> None:
    told = {}
    for who in ("rita", "carl"):
        asked = {"_PORTFOLIO_COMPLETE": "complete_zsh", "_PORTFOLIO_LINE": f"portfolio {noun} show "}
        asked["PORTFOLIO_STORE"] = place(offices[0].folder, who)
        told[who] = installed(folder=offices[0].folder, environment=asked).out
    assert "P-001" in told["rita"] or noun != "project"
    assert not KESTREL.search(told["rita"])
    assert KESTREL.search(told["carl"])


@pytest.mark.parametrize("line", READS, ids=" ".join)
@pytest.mark.parametrize("who", ["rita", "olga"])
def test_no_command_tells_or_lets_notice(offices: tuple[Office, Office], who: str, line: tuple[str, ...]) -> None:
    typed = [word.format(**offices[0].codes) for word in line]
    with_hidden, without = (_told(office, who, *typed) for office in offices)
    if not KESTREL.search(" ".join(typed)):
        assert not KESTREL.search(" ".join(map(str, with_hidden)))
    assert with_hidden == without
