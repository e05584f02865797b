"""Narratives: what people tell of projects, programmes and contributions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import BeforeValidator

from portfolio.models import types as t

_DIGEST = "[0-9a-f]{64}"


def _digest(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(_DIGEST, value):
        raise ValueError("is not the digest of a picture, which is 64 digits and letters from a to f")
    return value


Digest = Annotated[str, BeforeValidator(_digest), t.patterned(_DIGEST)]


class Narrative(t.Record):
    """What was achieved or hindered, learnt, or comes next, or a story, of one undertaking or contribution.

    It is of a `target`, a programme or project, or of a `contribution`; of the period from `start` to `end`. `language`
    is the one that it is written in; `titles`, `texts` and `captions` are translations. `picture` is the SHA-256 of a
    picture that the register keeps. `people` says that people are named or can be known by it, and `consent` how those
    shown or named agreed to it.
    """

    id: t.Code
    target: t.Code | None = None
    contribution: t.Code | None = None
    kind: t.NarrativeKind
    title: t.Line | None = None
    titles: t.Titles | None = None
    text: t.Note
    texts: t.Texts | None = None
    language: t.Spoken | None = None
    start: t.Date | None = None
    end: t.Date | None = None
    picture: Digest | None = None
    caption: t.Line | None = None
    captions: t.Titles | None = None
    people: bool = False
    consent: t.Line | None = None

    def faults(self) -> Iterator[t.Flaw]:
        """Yield that it is of nothing or of two, an end before the start, and a translation of a text into itself."""
        if not (self.target or self.contribution):
            yield t.Flaw("target", "", "is needed")
        if self.target and self.contribution:
            yield t.Flaw("contribution", self.contribution, f"cannot stand beside {self.target}: it tells of one alone")
        yield from t.in_order(self.start, self.end)
        yield from t.said_twice(self.language, titles=self.titles, texts=self.texts, captions=self.captions)
