"""`Screenplay`: one script as a reader found it, its scenes and speeches put together on demand."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from scriptnb.screenplay import assemble, language, problems

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scriptnb.screenplay.language import Guess
    from scriptnb.screenplay.model import Dialogue, Element, Problem, Scene


#: A script of few words has no more elements.
_FEW = 200


class Screenplay:
    """A script: text, elements, scenes, speeches.

    Parameters
    ----------
    text
        The script's text; the elements' lines count in it.
    elements
        In source order; together they cover every line that is not blank.
    title_page
        Each key as written, with its lines.
    format
        The name of the format it was read from.
    language
        Two-letter code, where the caller knows it; with None it is detected.
    problems
        What the reader reports.
    source
        The bytes it was read from; None takes the text's.
    words
        A user's own words for headings, as JSON; empty for none.
    """

    def __init__(
        self,
        text: str,
        elements: Sequence[Element],
        *,
        title_page: Mapping[str, list[str]] | None = None,
        format: str = "fountain",  # noqa: A002 - the public name
        language: str | None = None,
        problems: Sequence[Problem] = (),
        source: bytes | None = None,
        words: str = "",
    ) -> None:
        self.text = text
        self.elements = list(elements)
        self.title_page = dict(title_page or {})
        self.format = format
        self._language = language
        self._problems = list(problems)
        self._source = source
        self._words = words

    def __repr__(self) -> str:
        titles = (" ".join(v) for k, v in self.title_page.items() if k.casefold() == "title")
        title = next(titles, "") or "untitled"
        return (
            f"<Screenplay {title!r}: {len(self.scenes)} scenes, "
            f"{len(self.dialogues)} speeches, {len(self.characters)} characters>"
        )

    @functools.cached_property
    def source(self) -> bytes:
        """The bytes that it was read from."""
        given = self._source
        return self.text.encode("utf-8", "surrogatepass") if given is None else given

    @functools.cached_property
    def language(self) -> str | None:
        """Two-letter code of the script's language; None where it is not recognised.

        Where the script has few words, its headings may show it.
        """
        return self._language or self._guess.code or self._language_of_headings

    @functools.cached_property
    def _guess(self) -> Guess:
        return language.guess(
            element.text for element in self.elements if element.kind in language.TELLING
        )

    @functools.cached_property
    def _language_of_headings(self) -> str | None:
        if not self._guess.thin:
            return None
        headings = [each.text for each in self.elements if each.kind == "scene_heading"]
        text = " ".join(each.text for each in self.elements[:_FEW])
        return language.of_headings(headings, text)

    @functools.cached_property
    def _parts(self) -> assemble.Parts:
        return assemble.parts(self.elements)

    @property
    def dialogues(self) -> list[Dialogue]:
        """The speeches."""
        return self._parts.dialogues

    @functools.cached_property
    def scenes(self) -> list[Scene]:
        """The scenes; what stands before the first heading is scene 1, without heading."""
        last = self.elements[-1].end_line if self.elements else 0
        return assemble.scenes(self._parts, last, lambda: self.language, self._words)

    @functools.cached_property
    def characters(self) -> list[str]:
        """Who speaks, first speech first; groups are no characters."""
        return list(
            dict.fromkeys(each.character for each in self.dialogues if each.members is None)
        )

    @functools.cached_property
    def problems(self) -> list[Problem]:
        """What may be wrong in the script, by line."""
        found = [*self._problems, *problems.check(self.elements, self.scenes, self.dialogues)]
        garbled = list(problems.of_text(self.elements, self._guess))
        found += garbled
        if self._language is None and not garbled:
            found += problems.of_language(self._guess, self._language_of_headings)
        return sorted(found, key=lambda problem: problem.line or 0)

    def to_fountain(self) -> str:
        """Write the script as Fountain; reading it back gives the same elements."""
        from scriptnb.screenplay.writers import fountain

        return fountain.write(self.elements, self.title_page)

    def to_fdx(self) -> str:
        """Write the script as Final Draft XML."""
        from scriptnb.screenplay.writers import fdx

        return fdx.write(self.elements, self.title_page)

    def to_tei(self) -> str:
        """Write the script as TEI XML in the encoding of drama corpora (DraCor)."""
        from scriptnb.screenplay.writers import tei

        return tei.write(self.elements, self.title_page, self.dialogues, self.language)
