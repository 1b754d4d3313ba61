"""The languages that a person may choose: their codes, their English names, and a check."""

from __future__ import annotations

from scriptnb.errors import OptionError
from scriptnb.screenplay import other_languages
from scriptnb.screenplay.headings import tables
from scriptnb.suggestions import did_you_mean

#: The English names of the languages that have a table of headings.
NAMES = {
    "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "fi": "Finnish", "fr": "French", "hu": "Hungarian", "it": "Italian",
    "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sk": "Slovak", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian",
}  # fmt: skip


def codes() -> list[str]:
    """Return the codes of the languages whose headings are known, in alphabetical order."""
    return sorted(tables.languages())


def check(language: str) -> str:
    """Return the code of a language that a person named; its region is left out.

    Raises
    ------
    OptionError
        When the language is unknown here; the message names those that are known.

    Examples
    --------
    >>> check("en"), check("PL"), check("en-GB")
    ('en', 'pl', 'en')
    >>> check("klingon")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    scriptnb.errors.OptionError: there is no language 'klingon'; choose one of: cs, da, de, ...
    """
    code = language.strip().casefold().replace("_", "-").partition("-")[0]
    known = codes()
    if code in known or code in other_languages.STOP_WORDS:
        return code
    named = {name.casefold(): code for code, name in NAMES.items()}
    meant = f"; did you mean {named[code]}?" if code in named else did_you_mean(language, known)
    raise OptionError(
        f"there is no language {language!r}; choose one of: {', '.join(known)}{meant}"
    )
