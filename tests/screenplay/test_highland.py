"""Highland: Fountain in a text bundle in an archive."""

from __future__ import annotations

import io
import zipfile

import pytest

from scriptnb.errors import ScriptReadError
from scriptnb.screenplay.reading import parse_bytes, parse_script

TEXT = "Title: Mühle\n\nINT. MILL - DAY\n\nADA\n*Well.*\n"


def archive(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in members.items():
            made.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    "name", ["Mill.textbundle/text.md", "Mill.textbundle/text.fountain", "document.fountain"]
)
def test_the_text_of_the_bundle_is_read_as_fountain(name: str) -> None:
    data = archive(**{"__MACOSX/._text.md": "\0", "Mill.textbundle/info.json": "{}", name: TEXT})
    script = parse_bytes(data, "mill.highland")
    assert script.format == "highland"
    assert script.text == TEXT
    assert script.elements == parse_script(TEXT, format="fountain").elements
    assert script.title_page == {"Title": ["Mühle"]}


def test_an_archive_without_a_text_is_said_so() -> None:
    with pytest.raises(ScriptReadError, match=r"a\.highland: .*no text bundle"):
        parse_bytes(archive(**{"info.json": "{}"}), "a.highland", format="highland")
