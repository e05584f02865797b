"""Commands that only read, with every option that changes their answer."""

from __future__ import annotations

import csv
import io
import re
from itertools import chain, product
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Columns = Callable[[str], list[str]]
    Ask = Callable[..., str]


class Question(NamedTuple):
    """A command on a register, with what stands in its environment beside the usual."""

    register: str
    words: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """Name the question, differently from every other."""
        return " ".join((self.register, *(f"{name}={value}" for name, value in self.environment), *self.words))

    def title(self, step: int) -> str:
        """Return the name under which a difference is printed."""
        del step
        return str(self)


def _items(text: str) -> tuple[str, ...]:
    return tuple(" ".join(each.split()) for each in text.split(";"))


REGISTERS = ("shipped", "worked")
NOUNS = (
    *("project", "programme", "donor", "partner", "document"),
    *("contribution", "expenditure", "rate", "outcome", "activity"),
)
SUMMARIES = (
    *("donors", "regions", "countries", "programmes", "pillars", "statuses", "budgets"),
    *("partners", "outcomes", "years"),
)
# Words after a noun or a command of several, for their pages of help.
VERBS = {
    "": "overview summary find report export check region country import history undo redo store init config schema",
    "summary": " ".join((*SUMMARIES, "published")),
    "report": "donor donors quarter project portfolio",
    "project": "add list show edit budget remove",
    "programme": "add list show edit budget remove",
    "donor": "add list show edit merge split remove",
    "partner": "add list show edit merge split remove",
    "document": "add list show edit remove",
    "contribution": "add allocate instalment report-due close pledge commit receive refund list show edit remove",
    "expenditure": "add list show edit remove",
    "rate": "add list import show edit remove",
    "outcome": "add indicator record list show edit remove",
    "activity": "add list show edit remove",
    "region": "list show",
    "country": "show",
    "history": "list show",
    "store": "info verify adopt backup restore merge pack",
}
FILTERS = _items("""
--region Sahel; --region asia; --region eastern-africa --wide; --region nowhere; --region not:africa; --country KE;
--country Kenya --country Uzbekistan; --country not:KE; --country Kenia; --country KE --wide; --donor {donor}; --donor
not:{donor}; --donor {donor} --donor {other}; --donor nobody; --partner {partner}; --programme {programme}; --pillar
II; --pillar not:I --pillar not:II; --pillar V; --status ongoing; --status closed --status planned; --scope global;
--scope national --scope regional; --kind office; --kind initiative; --owner joint; --owner UNOCT; --tag priority;
--tag Coordination; --year 2020; --year 2019 --year 2020; --year FY21; --since 2019-06; --until 2019; --since 2020
--until 2018; --starts 2020; --ends 2020-Q4; --ends 2021; --classification unclassified; --classification
confidential; --text border; --text ünïçødé; --as-of 2021-01-01; --as-of 1; --currency USD; --currency EUR --year
2020; --currency XXX; --country KE --donor {donor} --year 2020; --region africa --pillar I --status ongoing
""")
NAMES = {
    "shipped": {"donor": "Japan", "other": "SA", "partner": "UNICRI", "programme": "PRG-001", "project": "P-002"},
    "worked": {"donor": "Arcadia", "other": "RURITANIA", "partner": "IOB", "programme": "PRG", "project": "P-5"},
}
REPORTED = {
    "shipped": ("Japan", "Saudi Arabia", "EU", "DE", "QA", "UNPDF"),
    "worked": ("Arcadia", "Freedonia", "RURITANIA", "ARC-SEN", "OFFICE"),
}
LANGUAGES = ("fr", "es", "ru", "zh", "ar")
WHATS = ("projects", "contributions", "activities", "outcomes", "organisations", "all")
ERRORS = _items("""
projekt; project lst; project; project show; project show P-999; project show Nothing; project list --nope; project
list --format x; project list --limit x; project list --limit -1; project list --sort nope; project list --columns
nope; project list --view nope; project list --as-of 2031-01-01; project list --as-of 99; project list -o x.nope;
project list -o x.xlsx; project list -o x.html; project list extra; donor show Jap; donor show P-001; donor show the;
contribution show C; outcome show O-999; activity show A-999; rate show R-9; document show D-999; expenditure show
E-999; programme show P-001; country show Atlantis; country show Ken; region show Atlantis; summary nothing; summary
years --by donors; summary donors --sort nope; find; find ''; report donor Nobody; report donor; report donor Japan -f
x; report donor Japan --co-funding x; report nothing; report donor Japan --lang xx; report donor Japan --year x;
report quarter x; report quarter 2020; report project P-999; report portfolio --year; report portfolio --year x;
report donors; report donors --all; report donor Japan -o x.zip; report donor Japan --max-classification x; export
nothing -o x.csv; export projects; export projects -o x.zip; export projects -f csv --dialect x; export all -f csv;
check --rule nope; check --severity nope; check nofile.xml; history show 99; history list Nothing; history list --on
x; history list --since x; schema nothing; --config nofile.toml project list; import nofile.csv; undo 99; redo; store
nothing; --nope; overview --year x; --version; --help; -h; summary; report; region; country; store; history;
contribution; config --nope
""")
TYPED = _items("""
_; pro; project _; project l; project list --; project list --d; project list --donor _; project list --donor A;
project list --status _; project list --region s; project list --country K; project list --columns _; project list
--sort _; project list --programme _; project list --format _; project show _; project show P-00; donor show _;
contribution show C; contribution allocate C-1 _; report _; report donor _; summary _; export _; schema _; project
edit P-1 --set _; check --rule _; project edit P-1 --set status=; project add --pillar _; outcome add _; country show
_; region show _; project list --view _; history list _; contribution add _; report donor Japan --lang _; project list
--tag _; expenditure add P; find _
""")
PAGES = _items("""
overview; overview --year 2020; overview --currency USD; summary published; find border; find ke; find the --limit 2;
summary years --fiscal; store info; store verify; store verify --deep; history show 1; history show 3; history list P-2;
history list --by officer; history list --field note; history list --since 2026; history list --until 2020;
check --severity error; check --rule undated; summary donors --currency EUR; contribution list --currency USD;
project list --currency USD --columns code,spent; country show Kenya; country show Uzbekistan; region show Sahel;
region show world
""")
TURNS = _items("""
donor list; summary regions; overview; programme list; partner list; expenditure list; outcome list; activity list;
document list; summary countries; summary programmes; summary pillars; summary statuses; summary budgets;
summary partners; summary outcomes; summary years; check; donor show {donor}; region show africa; country show KE;
export all -f json
""")
REPORTS = _items("""
report donor {donor}; report quarter 2020-Q1; report project {project}; report portfolio --year 2020;
report donors --all -d made; report quarter 2021-Q2 --max-classification confidential
""")
_WIDTHS = tuple((("COLUMNS", width),) for width in ("80", "160"))
_FORMS = ("json", "jsonl", "csv", "tsv", "md")


def questions(columns: Columns, ask: Ask) -> Iterator[Question]:
    """Return all questions.

    Args:
        columns: Returns the columns of a list or summary.
        ask: Returns what a command prints about a register.
    """
    fixed = (_helps(), _errors(), _completions(), _filtered(), _single(), _reports(), _exports())
    return iter(dict.fromkeys(chain(_lists(columns), _shown(ask), *fixed)))


def columns_of(complaint: Callable[..., str], table: str) -> list[str]:
    """Return the columns of a list or summary, which the complaint about another one names."""
    words = (*table.split(), *(("border",) if table == "find" else ()))
    named = re.search(r"[Tt]he columns are (.*)", complaint(*words, "--columns", "nope"))
    return named[1].split(", ") if named else []


def _everywhere(*words: str, forms: Iterable[str] = _FORMS) -> Iterator[Question]:
    """Yield a command on both registers: as it is, as tables of two widths, once with colours, and in other formats."""
    for register in REGISTERS:
        yield Question(register, words)
        for width in _WIDTHS:
            yield Question(register, (*words, "-f", "table"), width)
        for form in forms:
            yield Question(register, (*words, "-f", form))
    yield Question("worked", (*words, "-f", "table"), (*_WIDTHS[0], ("FORCE_COLOR", "1")))


def _helps() -> Iterator[Question]:
    for noun, verbs in VERBS.items():
        for verb in verbs.split():
            yield Question("shipped", (*noun.split(), verb, "--help"), _WIDTHS[0])
    for words, width in product(("", "project add", "report donor", "import", "contribution"), _WIDTHS):
        yield Question("worked", (*words.split(), "--help"), width)
    for words in ("project list", "donor", ""):
        yield Question("worked", (*words.split(), "--help"), (*_WIDTHS[0], ("FORCE_COLOR", "1")))


def _errors() -> Iterator[Question]:
    for line in ERRORS:
        for register in REGISTERS if "show" in line or "report" in line else REGISTERS[:1]:
            yield Question(register, tuple(word.strip("'") for word in line.split()))


def _completions() -> Iterator[Question]:
    for register, words in product(REGISTERS, TYPED):
        line = f"portfolio {words}".replace("_", "")
        typed = (("COMP_WORDS", line), ("COMP_CWORD", str(len(line.split(" ")) - 1)))
        yield Question(register, (), (("_PORTFOLIO_COMPLETE", "complete_bash"), *typed))
    for shell in ("zsh", "fish", "powershell"):
        args = (("_TYPER_COMPLETE_ARGS", "portfolio project list --"), ("_TYPER_COMPLETE_FISH_ACTION", "get-args"))
        yield Question("worked", (), (("_PORTFOLIO_COMPLETE", f"complete_{shell}"), *args))


def _lists(columns: Columns) -> Iterator[Question]:
    """Yield every list and summary in every format, with all its columns, and in the order of each."""
    tables = (*(f"{noun} list" for noun in (*NOUNS, "region")), *(f"summary {each}" for each in SUMMARIES))
    for table in (*tables, "check", "history list", "config"):
        words, every = tuple(table.split()), columns(table)
        yield from _everywhere(*words)
        yield Question("worked", (*words, "--columns", ",".join(every), "-f", "table"), _WIDTHS[1])
        yield Question("shipped", (*words, "--columns", ",".join(every), "-f", "json"))
        yield Question("worked", (*words, "--columns", ",".join(reversed(every)), "-f", "csv", "--limit", "3"))
        for number, column in enumerate(every):
            yield Question(
                REGISTERS[number % 4 == 0], (*words, "-f", "json", "--sort", f"{'-' * (number % 2)}{column}")
            )
        yield Question("worked", (*words, "-f", "md", "--sort", f"{every[-1]},-{every[0]}", "-o", "-"))
        yield Question("worked", (*words, "-o", "table.csv"))
    for form in _FORMS:
        yield Question("worked", ("project", "list", "-o", f"table.{form}"))


def _filtered() -> Iterator[Question]:
    """Yield tables under every filter: the main ones under all, the others in turns."""
    main = ("project list", "summary donors", "contribution list")
    for number, line in enumerate(FILTERS):
        register = REGISTERS[number % 2]
        turn = (each for place, each in enumerate(TURNS) if (place + number) % 4 == 0)
        for table in dict.fromkeys((*main, *turn)):
            form = () if table.startswith("export") else ("-f", "json")
            for name in REGISTERS if table in main[:2] else (register,):
                yield Question(name, tuple(f"{table} {line}".format(**NAMES[name]).split()) + form)
        for table in ("project list", "overview", "summary years --fiscal"):
            words = (*f"{table} {line}".format(**NAMES[register]).split(), "-f", "table")
            yield Question(register, words, _WIDTHS[number // 2 % 2])
    for view in ("project", "contribution", "donor"):
        yield Question("worked", (view, "list", "--view", "kenya"))


def _shown(ask: Ask) -> Iterator[Question]:
    """Yield single records in every format: all of the made-up register, some of the shipped one."""
    for register, noun in product(REGISTERS, (*NOUNS, "region")):
        listed = csv.DictReader(io.StringIO(ask(register, noun, "list", "-f", "csv")))
        keys = [next(iter(row.values())) for row in listed]
        every = 1 if register == "worked" and noun != "region" else len(keys) // 5 or 1
        for number, key in enumerate(keys[::every]):
            yield Question(register, (noun, "show", key, "-f", "json"))
            yield Question(register, (noun, "show", key, "-f", "table"), _WIDTHS[number % 2])
            if number < len(_FORMS):
                yield Question(register, (noun, "show", key, "-f", _FORMS[number]))
                yield Question(register, (noun, "show", key, "-o", f"record.{_FORMS[number]}"))


def _single() -> Iterator[Question]:
    """Yield pages that have no list: the overview, what is found, the history, settings and schemas."""
    for line in PAGES:
        yield from _everywhere(*line.split(), forms=("json", "md"))
    for kind in ("organisation", *(noun for noun in NOUNS if noun not in {"donor", "partner"})):
        yield Question("worked", ("schema", kind))
    yield Question("worked", ("schema",))


def _reports() -> Iterator[Question]:
    """Yield reports in every format and language."""
    for register in REGISTERS:
        names = NAMES[register]
        for name in REPORTED[register]:
            for more in ("", "--co-funding amounts", "--year 2020", "--since 2019-06 --currency USD"):
                yield Question(register, ("report", "donor", name, *more.split(), "-f", "md"))
            yield Question(register, ("report", "donor", name, "-f", "json"))
            yield Question(register, ("report", "donor", name), _WIDTHS[0])
        for line, form in product(REPORTS, ("md", "csv", "json", "html", "docx", "pdf", "xlsx")):
            words = (*line.format(**names).split(), "-f", form)
            yield Question(register, words if "--all" in words else (*words, "-o", f"made.{form}"))
        for line, language in product(REPORTS[:4], LANGUAGES):
            yield Question(register, (*line.format(**names).split(), "--lang", language, "-f", "html"))
        for line in ("report portfolio", "report project P-6", "report project P-6 --max-classification confidential"):
            yield Question(register, (*line.split(), "-f", "md"))
        for line in ("--region Sahel", "--country KE --currency USD", "--pillar II --co-funding amounts"):
            yield Question(register, ("report", "portfolio", "--year", "2020", *line.split(), "-f", "md"))
            yield Question(register, ("report", "quarter", "2020-Q2", *line.split(), "-f", "json"))


def _exports() -> Iterator[Question]:
    """Yield exports in every format."""
    for register, what in product(REGISTERS, WHATS):
        for form in ("xlsx", "csv", "json", "jsonl"):
            made = "made/" if what == "all" and form == "csv" else f"made.{form}"
            for more in ((), ("--max-classification", "strictly_confidential")):
                yield Question(register, ("export", what, "-o", made, "-f", form, *more))
        yield Question(register, ("export", what, "-o", "made/", "-f", "csv", "--dialect", "excel-fr"))
        yield Question(register, ("export", what, "-f", "json", "--as-of", "1"))
