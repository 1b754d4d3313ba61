"""Sort the lines of a printed title page: title, credit, author, source, draft, contact.

For formats that keep a title page as lines (FDX, Word, PDF, Trelby). The keys are those of
Fountain. It must not know a file format.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scriptnb.screenplay.headings import grammar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TitlePage = dict[str, list[str]]

_CREDITS = (
    # English, Polish, German, French, Spanish, Italian: "written by", "screenplay by", "by".
    r"(?:(?:original )?(?:screen ?play|teleplay|script|story|screen story|written|created|novel|"
    r"adaptation|adapted|developed|revisions?|rewritten|dialogue)s?"
    r"(?:(?: and|,| &) (?:directed|story|screenplay|teleplay|written|created|dialogue))?"
    r"(?: for the screen)? by|(?:\w+ )?(?:re)?(?:visions?|writes?|drafts?) by|by|"
    r"an? (?:original )?(?:screenplay|film|script|teleplay) by)"
    r"|scenariusz(?: i reżyseria)?|napisał[ay]?|autor(?:ka|zy)?|"
    r"(?:ein )?(?:dreh)?buch(?: von)?|von|geschrieben von|"
    r"(?:un )?(?:scénario|film) (?:de|par)|scénario|écrit par|de|par|"
    r"(?:un )?gui[oó]n(?: de| por)?|escrito por|por|"
    r"scritto da|sceneggiatura(?: di)?|di"
)
_CREDIT = re.compile(rf"(?:{_CREDITS})\s*:?", re.IGNORECASE)
_CREDIT_AND_AUTHOR = re.compile(
    r"((?:written|screen ?play|teleplay|story|script|created|adapted|scenariusz:|drehbuch:|"
    r"escrito|scritto|écrit|geschrieben|buch)(?: and directed| & directed)?"
    r"(?: by| von| por| da| par|)|by) (\S.*)",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"(?:based (?:up)?on|adapted from|inspired by|from the (?:novel|book|play|story)|"
    r"na podstawie|nach (?:dem|der|einem|einer)\b|d'après|basad[oa] en|tratto da)",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"©|\bcopyright\b|\(c\)\s|all rights reserved", re.IGNORECASE)
_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DRAFT = re.compile(
    rf"\bdraft\b|\brev(?:ised|isions?|\.)|\bversion\b|\bshooting script\b|\bfinal\b.*\bscript\b|"
    rf"\bwersja\b|\bfassung\b|\bversión\b|\bstesura\b|"
    rf"\b(?:{_MONTHS})\b.*\d|\b\d{{1,2}}[-./]\d{{1,2}}[-./]\d{{2,4}}\b|^\d{{4}}(?:-\d\d-\d\d)?$",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"@\w|\+?\(?\d{3}\)?[ -.]\d{3}|"
    r"^\W*(?:tel|phone|e-?mail|fax|agent|mobile|contact|represented)\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?:[^\W\d_a-z][\w'’.-]*(?: (?:and|i|und|et|y|e|de|von|van) | |, | ?& ?|$)){1,8}"
)
_KEYED = re.compile(r"([^\W\d_][^:\n]{0,30}):\s*(.*)")
#: Labels that are a key of Fountain's under another name.
_ALIASES = {"draft": "Draft date"}
#: Labels inside a contact that are no key of their own.
_CONTACT_LABELS = {"agent"}


def read_title_page(lines: Iterable[str]) -> TitlePage:
    """Sort the lines of a title page under Fountain's keys.

    Blank lines separate blocks; a block that is not recognised by its words is the title, then the
    author (after a credit), then contact lines. ``Key: value`` is used as written.

    >>> page = read_title_page(["THE LAKE", "", "Written by", "", "Ann Lee", "", "May 3, 2024"])
    >>> page["Title"], page["Credit"], page["Author"], page["Draft date"]
    (['THE LAKE'], ['Written by'], ['Ann Lee'], ['May 3, 2024'])
    """
    found: TitlePage = {}
    blocks = list(_blocks(lines))
    credited = any(_CREDIT.fullmatch(line) for block in blocks for line in block)
    expected = "Title"
    for block in blocks:
        plain = expected
        if expected == "name":  # below the title, where nobody is credited in words
            plain = "Author" if not credited and _NAME.fullmatch(block[0]) else "Notes"
        elif expected == "rest":
            plain = "Contact" if any(_CONTACT.search(line) for line in block) else "Notes"
        key = ""
        for line in block:
            first = expected == "Title" and not key
            key, value = _key(line, key or plain, found, key=key, first=first)
            if value:
                found.setdefault(key, []).append(value)
            if key == "Credit":
                key = plain = "Author"
        if found.get("Credit") and found["Credit"][-1] == block[-1]:
            expected = "Author"
        else:
            expected = "name" if expected == "Title" else "rest"
    return found


def _blocks(lines: Iterable[str]) -> Iterable[Sequence[str]]:
    block: list[str] = []
    for line in lines:
        if line := line.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _key(line: str, plain: str, found: TitlePage, *, key: str, first: bool) -> tuple[str, str]:
    """Return the key of a line and its value.

    ``plain`` is the key of a line that is not recognised, ``key`` that of the line above it in its
    block, ``first`` is true for the first line of all.
    """
    keyed = _KEYED.fullmatch(line)
    label = keyed[1].strip() if keyed else ""
    if keyed and label.lower() not in _CONTACT_LABELS and grammar.current().is_title_key(label):
        return _ALIASES.get(label.lower(), label), keyed[2]
    if _CREDIT.fullmatch(line):
        return "Credit", line
    if _SOURCE.match(line):
        return "Source", line
    if first:
        return plain, line
    if _COPYRIGHT.search(line):
        return "Copyright", line
    if _CONTACT.search(line):
        return "Contact", line
    if key != "Contact" and _DRAFT.search(line):
        return "Draft date", line
    if keyed and keyed[2] and not keyed[2].startswith("//"):
        return keyed[1].strip(), keyed[2]
    if found.get("Title") and "Author" not in found and (by := _CREDIT_AND_AUTHOR.fullmatch(line)):
        found.setdefault("Credit", []).append(by[1])
        return "Author", by[2]
    return plain, line
