"""Celtx: HTML in an archive."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from scriptnb.errors import ScriptReadError
from scriptnb.screenplay.reading import parse_bytes

if TYPE_CHECKING:
    from scriptnb.screenplay.screenplay import Screenplay


def archive(**pages: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("project.rdf", "<RDF/>")
        made.writestr("scratch-a.html", "<p>not this</p>")
        for name, body in pages.items():
            made.writestr(f"{name}.html", body)
    return out.getvalue()


def read(body: str, head: str = "") -> Screenplay:
    page = f'<!DOCTYPE HTML PUBLIC "x"><html><head>{head}</head><body>{body}</body></html>'
    return parse_bytes(archive(**{"script-a": page}), "a.celtx")


def kinds(script: Screenplay) -> list[tuple[str, str]]:
    return [(e.kind, e.text) for e in script.elements if e.kind != "title_page"]


def test_classes_become_kinds_and_capitals_are_as_printed() -> None:
    script = read(
        '<p class="sceneheading" scenestr="7">int. mill<br>\n</p><p>Dust.</p><p class="">More\n'
        'dust.<br>\n</p><p class="character">ada</p><p class="parenthetical">(low)</p>'
        '<p class="dialog">Well.<br></p><p class="transition">cut to:</p>'
        '<p class="shot">the wheel</p><p class="act">Act two</p><p class="action"><br></p>'
    )
    assert script.format == "celtx"
    assert kinds(script) == [
        ("scene_heading", "INT. MILL"), ("action", "Dust."), ("action", "More dust."),
        ("character", "ADA"), ("parenthetical", "(low)"), ("dialogue", "Well."),
        ("transition", "CUT TO:"), ("shot", "THE WHEEL"), ("centered", "ACT TWO"),
    ]  # fmt: skip
    assert script.elements[0].number == "7"


def test_scene_numbers_that_the_project_hides_are_none() -> None:
    hidden = '<meta content="none" name="CX.sceneNumbering">'
    script = read('<p class="sceneheading" scenestr="7">INT. MILL</p>', hidden)
    assert script.scenes[0].number is None


def test_emphasis_line_breaks_and_entities_are_read() -> None:
    script = read(
        "<p class='action'>He <b>never</b> <!-- no --> &amp;\n<i>ever</i><br>sleeps"
        '<span class="softbreak">Page 2.</span>.</p>'
    )
    element = script.elements[0]
    assert element.text == "He never & ever\nsleeps."
    assert element.styles == ((3, 8, "bold"), (11, 15, "italic"))


def test_paragraphs_that_are_never_closed_end_where_the_next_begins() -> None:
    assert kinds(read('<p class="character">ADA<p class="dialog">Well.')) == [
        ("character", "ADA"), ("dialogue", "Well.")
    ]  # fmt: skip


def test_the_title_page_is_in_the_head() -> None:
    head = '<title>The Mill</title><meta name="Author" content="Ada Low"><meta name="DC.rights">'
    assert read("<p>Dust.</p>", head).title_page == {
        "Title": ["The Mill"], "Credit": ["by"], "Author": ["Ada Low"]
    }  # fmt: skip


def test_of_several_scripts_the_longest_is_read_and_the_others_named() -> None:
    data = archive(**{"script-a": "<p>Short.</p>", "script-b": "<p>Somewhat longer.</p>"})
    script = parse_bytes(data, "a.celtx")
    assert script.text == "Somewhat longer.\n"
    (problem,) = (p for p in script.problems if p.kind == "other_script")
    assert problem.text == "script-a.html"


def test_an_archive_without_a_script_is_said_so() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.png", b"x")
    with pytest.raises(ScriptReadError, match=r"a\.celtx: .*no script"):
        parse_bytes(out.getvalue(), "a.celtx", format="celtx")
