"""Names that people type, matched with what they mean: exactly and by any name, or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import groupby

from portfolio.errors import SeveralNamesError, UnknownNameError
from portfolio.text import fold, shown

_FORMAL = ("government of ", "kingdom of ", "republic of ", "state of ")
# What stands before or behind the name of a State for its government, in the six languages.
_BEFORE = (
    *(f"gouvernement {word}" for word in ("du ", "de la ", "des ", "de l", "de ", "d")),
    *(f"gobierno {word}" for word in ("de la ", "de los ", "del ", "de ")),
    "правительство ",
    "حكومة ",
)
_BEHIND = (" government of", " government", " gouvernement", " gobierno", " правительство", " حكومة", "政府")

# Chosen on some forty misspelt countries and donors: lower finds Rwanda in "wakanda", higher misses Kenya in "kenia".
_CUT_OFF = 78
# How far behind the best suggestion another one may lie.
_MARGIN = 8
_SUGGESTIONS = 3
# Shorter names are codes: they are near to everything.
_SHORTEST = 4
# Longer texts are no names, and it would take long to find what they are near to.
_LONGEST = 200
# The key of a numbered record: its letters, and its number with or without zeros.
_NUMBERED = r"([A-Za-z]*)-?0*([1-9][0-9]{0,8})"
# What people write between names of a list.
_BETWEEN = r"(?i)\s*[,;/&+]\s*(?:and\s+)?|\s+(?:and|or)\s+"
# A word of a name typed right is worth less than a whole name typed right.
_WORD = 0.9
MINOR_WORDS = frozenset({"of", "and", "for", "in", "on", "to"})


def fold_name(text: str) -> str:
    """Return the form in which names are compared: folded, without the word "the", and with initials closed up.

    `fold_name("The U.A.E.") == fold_name("UAE") == "uae"`; `fold_name("Niger (the)") == "niger"`.
    """
    words = [word for word in fold(text).split(" ") if word != "the"]
    if min(map(len, words), default=2) > 1:
        return " ".join(words)
    # Folding leaves "u s a" of "U.S.A.".
    runs = groupby(words, key=lambda word: len(word) == 1)
    return " ".join(("" if initials else " ").join(run) for initials, run in runs)


class NameIndex:
    """Finds the key of a thing by any of its names: countries, regions, organisations, programmes alike.

    A name is looked for first among the keys, then among the names on display, then among all other names; the first
    of these that knows it decides. Only when none does, "Kingdom of", "Republic of", "State of" and "Government of"
    are set aside at the beginning of both, and in the text at its end too, as in "Japan, Government of". Nothing is
    ever guessed.
    """

    def __init__(self, entries: Iterable[tuple[str, str, Iterable[str]]]) -> None:
        """Take key, name on display and other names of each thing.

        Other names are read, and all names folded, when they are first needed.
        """
        self._names: dict[str, str] = {}
        self._unread: list[tuple[str, Iterable[str]]] = []
        for key, name, others in entries:
            self._names[key] = name
            self._unread.append((key, others))

    def __len__(self) -> int:
        return len(self._names)

    def find(self, text: str) -> tuple[str, ...]:
        """Return the keys of all that a name means: none if it is unknown, several if it is ambiguous."""
        if text in self._names:
            return (text,)
        forms = list(_forms(fold_name(text)))
        for name in forms:
            # Joined by `or`, so that a table is not folded before it is needed.
            if found := self._by_key.get(name) or self._by_name.get(name) or self._by_other.get(name):
                return tuple(found)
        return next((tuple(found) for name in forms if (found := self._by_short_form.get(short_form(name)))), ())

    def resolve(self, text: str, kind: str) -> str:
        """Return the key of what a key or any name means; messages call it by its kind: “country”, “donor”.

        Raises:
            UnknownNameError: Nothing is called so, or more than one thing is; the message suggests names or lists them.
        """
        found = self.find(text)
        if len(found) == 1:
            return found[0]
        quoted = f"“{shown(text.strip())}”"
        if found:
            listed = joined([f"{shown(self._names[key])} ({key})" for key in found], "and")
            raise UnknownNameError(
                f"{quoted} is the name of more than one {kind}: {listed}. Write the full name or the code.", found
            )
        if several := as_several(text, kind, lambda part: len(self.find(part)) == 1):
            raise several
        near = tuple(dict.fromkeys((*self._numbered(text), *self.suggestions(text))))[:_SUGGESTIONS]
        hint = f" Did you mean {joined([shown(name) for name in near], 'or')}?" if near else ""
        raise UnknownNameError(f"No {kind} is called {quoted}.{hint}", near)

    def suggestions(self, text: str) -> tuple[str, ...]:
        """Return up to three names on display (or keys, if what was typed is nearer to a key), the nearest first."""
        return tuple(self._choices.nearest(fold_name(text))) if len(text) <= _LONGEST else ()

    def _numbered(self, text: str) -> list[str]:
        """Return the keys of the number that was typed, without its zeros or its letters: `c-1`, `5`, `p5`."""
        if not (typed := re.fullmatch(_NUMBERED, text.strip())):
            return []
        letters, number = typed[1].upper(), int(typed[2])
        found = ((key, re.fullmatch(_NUMBERED, key)) for key in self._names)
        same = [(key, has[1].upper()) for key, has in found if has and int(has[2]) == number]
        return [key for key, those in same if those and letters in ("", those)]

    @cached_property
    def _choices(self) -> _Choices:
        choices: dict[str, str] = {}
        for key, name in self._names.items():
            choices.setdefault(fold_name(key), key)
            choices[fold_name(name)] = name
        for key, others in self._others:
            for other in others:
                if choices.get(folded := fold_name(other), key) == key:
                    choices[folded] = self._names[key]
        return _Choices(choices.items())

    @cached_property
    def _others(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(key, tuple(others)) for key, others in self._unread]

    @cached_property
    def _by_key(self) -> dict[str, list[str]]:
        return _grouped((fold_name(key), key) for key in self._names)

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        return _grouped((fold_name(name), key) for key, name in self._names.items())

    @cached_property
    def _by_other(self) -> dict[str, list[str]]:
        return _grouped((fold_name(other), key) for key, others in self._others for other in set(others))

    @cached_property
    def _by_short_form(self) -> dict[str, list[str]]:
        return _grouped(
            (short_form(name), key)
            for level in (self._by_name, self._by_other)
            for name, keys in level.items()
            for key in keys
        )


def as_several(text: str, kind: str, is_name: Callable[[str], bool]) -> UnknownNameError | None:
    """Return that a text is several names that were typed as one, or may be, as one part is a name; None if it is not.

    If all parts are names it is a SeveralNamesError.
    """
    parts = [part for part in re.split(_BETWEEN, text.strip()) if part]
    names = [part for part in parts if is_name(part)]
    if not names or len(parts) == 1:
        return None
    unknown, each = f"No {kind} is called “{shown(text.strip())}”.", "; ".join(map(shown, parts))
    if names == parts:
        return SeveralNamesError(f"{unknown} Give each by itself: {each}.", names)
    return UnknownNameError(f"{unknown} If these are several, give each by itself: {each}.", names)


def short_form(folded: str) -> str:
    """Return a folded name without the formal words at its beginning."""
    for words in _FORMAL:
        if folded.startswith(words):
            return short_form(folded.removeprefix(words))
    return folded


def _forms(folded: str) -> Iterator[str]:
    """Yield a folded name, and the same without what makes it that of a government, before it or behind it."""
    seen: list[str] = []
    waiting = [folded]
    while waiting:
        name = waiting.pop(0)
        if not name or name in seen:
            continue
        seen.append(name)
        yield name
        waiting.append(short_form(name))
        waiting += [name.removesuffix(words).strip() for words in _BEHIND if name.endswith(words)]
        waiting += [name.removeprefix(words).strip() for words in _BEFORE if name.startswith(words)]
        waiting += _turned(name)


def _turned(folded: str) -> list[str]:
    """Return what a name that ends with "of" may be turned round: "Germany, Federal Republic of"."""
    words = folded.split(" ")
    if words[-1] != "of" or len(words) > _MOST_TURNED:
        return []
    return [" ".join([*words[place:], *words[:place]]) for place in range(1, len(words) - 1)]


# Words of the longest name of a State, and some more.
_MOST_TURNED = 12


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return folded name to keys, each key once and in the order in which they come."""
    keys: dict[str, list[str]] = {}
    for name, key in pairs:
        if name and key not in (known := keys.setdefault(name, [])):
            known.append(key)
    return keys


def joined(parts: Sequence[str], word: str) -> str:
    """Return parts as a sentence lists them: "a, b and c"."""
    return f" {word} ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def nearest(folded: str, choices: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield up to three of the suggestions that folded names stand for, the nearest to a folded text; often none."""
    yield from _Choices(choices).nearest(folded)


class _Choices:
    """Names that a text may be near to, made ready to be compared with many texts."""

    def __init__(self, choices: Iterable[tuple[str, str]]) -> None:
        """Take folded names, each with the suggestion that it stands for."""
        named = [(name, suggestion) for name, suggestion in choices if len(name) >= _SHORTEST]
        self._names = [name for name, _ in named]
        self._suggestions = [suggestion for _, suggestion in named]
        # Where suggestions are as near as each other, the first comes first.
        self._order = {suggestion: place for place, suggestion in reversed([*enumerate(self._suggestions)])}

    @cached_property
    def _by_word(self) -> dict[str, set[int]]:
        """Each word of the names, with the places of those that it stands in."""
        found: dict[str, set[int]] = {}
        for place, name in enumerate(self._names):
            for word in name.split():
                found.setdefault(word, set()).add(place)
        return found

    def nearest(self, folded: str) -> list[str]:
        """Return up to three suggestions, the nearest first."""
        scores: dict[str, float] = {}
        for place, score in self._near(folded):
            suggestion = self._suggestions[place]
            scores[suggestion] = max(score, scores.get(suggestion, 0))
        best = max(scores.values(), default=0)
        near = [suggestion for suggestion, score in scores.items() if score >= best - _MARGIN]
        return sorted(near, key=lambda suggestion: (-scores[suggestion], self._order[suggestion]))[:_SUGGESTIONS]

    def _near(self, typed: str) -> Iterator[tuple[int, float]]:
        """Yield the places of names that are near enough, with how near: as a whole, or by each word typed."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - 15 ms that only a misspelt name should cost

        for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
            for _, score, place in process.extract(
                typed, self._names, scorer=scorer, limit=None, score_cutoff=_CUT_OFF
            ):
                yield place, score
        if len(typed) >= _SHORTEST:
            yield from self._near_by_word(typed.split())
        elif len(typed) > 1:
            yield from ((place, 100 * _WORD) for place, name in enumerate(self._names) if _initials(name, typed))

    def _near_by_word(self, parts: Sequence[str]) -> Iterator[tuple[int, float]]:
        """Yield the places of names of which each part typed is a word, or nearly one, or begins one."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - as above

        lowest: dict[int, float] = {}
        for number, part in enumerate(parts):
            found: dict[int, float] = {}
            close = process.extract(
                part, [*self._by_word], scorer=fuzz.ratio, limit=None, score_cutoff=_CUT_OFF / _WORD
            )
            begun = [word for word in self._by_word if word.startswith(part)] if len(part) >= _SHORTEST else []
            for word, score in (*((word, score) for word, score, _ in close), *((word, 100.0) for word in begun)):
                for place in self._by_word[word]:
                    found[place] = max(score, found.get(place, 0))
            kept = found if number == 0 else {place: lowest[place] for place in lowest if place in found}
            lowest = {place: min(score, found[place]) for place, score in kept.items()}
        yield from ((place, score * _WORD) for place, score in lowest.items())


def _initials(name: str, typed: str) -> bool:
    return "".join(word[0] for word in name.split() if word not in MINOR_WORDS).startswith(typed)
