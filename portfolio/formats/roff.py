"""A manual page of the whole program, as `man` reads it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from portfolio.formats.usage import Terms, Usage

# So many commands that take the same options are told of them in one place.
_SEVERAL = 4
# Links, emphasis and code of Markdown.
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_STRONG, _CODE, _WEAK = re.compile(r"\*\*(.+?)\*\*"), re.compile(r"`([^`]+)`"), re.compile(r"(?<!\*)\*([^*\s][^*]*)\*")
_BULLET = re.compile(r"[-*] ")
_RULE = re.compile(r"\|[ :|-]+\|?")
# Signs of text that have a name in roff; the rest is UTF-8, which mandoc and groff take.
_NAMES = str.maketrans({"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti"})


def manual_page(version: str, day: str, commands: Sequence[Usage], topics: Sequence[tuple[str, str]]) -> str:
    """Return the page of a version and day: commands, the root first, then topics by title and Markdown."""
    root, *others = commands
    shared = _shared(others)
    lines = [
        f'.TH PORTFOLIO 1 "{day}" "portfolio {_inside(version)}" "User Commands"',
        *(".SH NAME", f"portfolio \\- {_text(root.prose[0].rstrip('.'))}"),
        *(".SH SYNOPSIS", ".B portfolio", _text(root.synopsis.removeprefix("portfolio").strip())),
        *(".SH DESCRIPTION", *_described(root, ())),
        ".SH COMMANDS",
    ]
    for usage in others:
        lines += [f".SS {_text(usage.synopsis)}", *_described(usage, shared)]
    lines += [
        ".SH OPTIONS THAT MANY COMMANDS TAKE",
        "They are the same wherever they are taken.",
        *(line for part in shared for line in _listed(part)),
    ]
    for title, text in topics:
        lines += [f".SH {_text(title.upper())}", *_written(text)]
    return "\n".join(lines) + "\n"


def _shared(commands: Sequence[Usage]) -> list[Terms]:
    """Return the options under one heading that several commands take, to be told once."""
    found = Counter(
        (part.heading, tuple(part.entries)) for usage in commands for part in usage.parts if part.is_options
    )
    return [Terms(heading, entries) for (heading, entries), count in found.items() if count >= _SEVERAL]


def _described(usage: Usage, shared: Sequence[Terms]) -> Iterator[str]:
    """Yield what a command does, its examples, and what it takes."""
    first, *rest = usage.prose
    yield _text(first)
    for paragraph in rest:
        yield from (".PP", _text(paragraph))
    if usage.examples:
        yield from (".PP", "For example:", *_literal(usage.examples))
    for part in usage.parts:
        alike = next(
            (each for each in shared if (each.heading, each.entries) == (part.heading, tuple(part.entries))), None
        )
        if not alike:
            yield from _listed(part)
        else:
            names = ", ".join(term.term.partition(" ")[0] for term in part.entries)
            yield from (".PP", f"\\fI{_text(part.heading)}\\fR: {_text(names)}; see below.")


def _listed(part: Terms) -> Iterator[str]:
    yield from (".PP", f"\\fI{_text(part.heading)}\\fR")
    for term in part.entries:
        yield from (".TP", f"\\fB{_text(term.term)}\\fR", _text(term.text))


def _literal(lines: Sequence[str]) -> Iterator[str]:
    yield from (".RS 4", ".nf", *map(_text, lines), ".fi", ".RE")


def _written(text: str) -> Iterator[str]:
    """Yield a page of Markdown, its title aside."""
    blocks = re.split(r"\n{2,}", text.partition("\n")[2].strip("\n"))
    headed = True
    for block in _whole(blocks):
        lines = block.split("\n")
        if lines[0].startswith("```"):
            yield from _literal(lines[1:-1])
        elif lines[0].startswith("#"):
            yield f".SS {_text(lines[0].lstrip('# '))}"
        elif lines[0].startswith("|"):
            yield from _table(lines)
        else:
            yield from _prose(lines, headed=headed)
        headed = lines[0].startswith("#")


def _whole(blocks: Sequence[str]) -> Iterator[str]:
    """Yield blocks, those of code with the empty lines in them."""
    held = ""
    for block in blocks:
        held = f"{held}\n\n{block}" if held else block
        if held.count("```") % 2 == 0:
            yield held
            held = ""
    if held:
        yield held


def _prose(lines: Sequence[str], *, headed: bool) -> Iterator[str]:
    """Yield a paragraph, or the points of a list."""
    if not headed and not _BULLET.match(lines[0]):
        yield ".PP"
    for line in lines:
        if bullet := _BULLET.match(line):
            yield ".IP \\(bu 2"
        yield _styled(line[bullet.end() :] if bullet else line.strip())


def _table(lines: Sequence[str]) -> Iterator[str]:
    """Yield the rows of a table: the first cell of each, and what the others say of it."""
    heads, *rows = [_cells(line) for line in lines if not _RULE.fullmatch(line)]
    for first, *others in rows:
        yield from (".TP", _styled(first) or "\\&")
        told = [f"{head}: {cell}" if len(others) > 1 else cell for head, cell in zip(heads[1:], others, strict=False)]
        yield _styled("; ".join(each for each in told if each)) or "\\&"


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def _styled(text: str) -> str:
    """Return a line of Markdown as a line of roff."""
    text = _LINK.sub(r"\1", text)
    parts = _CODE.split(text)
    return _start(
        "".join(f"\\fB{_escaped(part)}\\fR" if place % 2 else _faces(part) for place, part in enumerate(parts))
    )


def _faces(text: str) -> str:
    bold = _STRONG.sub(r"\\fB\1\\fR", _escaped(text))
    return _WEAK.sub(r"\\fI\1\\fR", bold)


def _text(text: str) -> str:
    """Return text as a line that is no request."""
    return _start(_escaped(text))


def _start(line: str) -> str:
    return f"\\&{line}" if line.startswith((".", "'", "\\(aq")) else line


def _escaped(text: str) -> str:
    return text.translate(_NAMES)


def _inside(text: str) -> str:
    return text.replace('"', "'")
