"""Narratives: what people tell of projects, programmes and contributions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import BeforeValidator

from portfolio.models.types import (
    Code,
    Date,
    Flaw,
    Line,
    NarrativeKind,
    Note,
    Record,
    Spoken,
    Texts,
    Titles,
    in_order,
    patterned,
    said_twice,
)

_DIGEST = "[0-9a-f]{64}"


def _digest(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(_DIGEST, value):
        raise ValueError("is not the digest of a picture, which is 64 digits and letters from a to f")
    return value


Digest = Annotated[str, BeforeValidator(_digest), patterned(_DIGEST)]


class Narrative(Record):
    """What was achieved or hindered, learnt, or comes next, or a story, of one undertaking or contribution.

    It is of a `target`, a programme or project, or of a `contribution`; of the period from `start` to `end`. `language`
    is the one that it is written in; `titles`, `texts` and `captions` are translations. `picture` is the SHA-256 of a
    picture that the register keeps. `people` says that people are named or can be known by it, and `consent` how those
    shown or named agreed to it.
    """

    id: Code
    target: Code | None = None
    contribution: Code | None = None
    kind: NarrativeKind
    title: Line | None = None
    titles: Titles | None = None
    text: Note
    texts: Texts | None = None
    language: Spoken | None = None
    start: Date | None = None
    end: Date | None = None
    picture: Digest | None = None
    caption: Line | None = None
    captions: Titles | None = None
    people: bool = False
    consent: Line | None = None

    def faults(self) -> Iterator[Flaw]:
        """Yield that it is of nothing or of two, an end before the start, and a translation of a text into itself."""
        if not (self.target or self.contribution):
            yield Flaw("target", "", "is needed")
        if self.target and self.contribution:
            yield Flaw("contribution", self.contribution, f"cannot stand beside {self.target}: it tells of one alone")
        yield from in_order(self.start, self.end)
        yield from said_twice(self.language, titles=self.titles, texts=self.texts, captions=self.captions)
