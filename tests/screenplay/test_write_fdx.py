"""A script written as Final Draft XML is read as the same script."""

from __future__ import annotations

from typing import Any

import msgspec
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from scriptnb.screenplay.formats import fdx
from scriptnb.screenplay.formats.base import Source
from scriptnb.screenplay.model import Element
from scriptnb.screenplay.screenplay import Screenplay

LINE = (
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=20)
    .map(str.strip)
    .filter(bool)
)
TEXT = st.one_of(LINE, st.lists(LINE, min_size=2, max_size=3).map("\n".join))
NOTES = st.lists(TEXT, max_size=2).map(tuple)


@st.composite
def element(draw: st.DrawFn, kind: Any, **fields: Any) -> Element:
    text = draw(TEXT)
    spans = []
    for style in ("bold", "italic", "underline"):
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        # Emphasis of nothing but a line end is no emphasis; keep to words.
        if text[start:end].strip() == text[start:end] != "":
            spans.append((start, end, style))
    return Element(
        kind, text, 0, 0, notes=draw(NOTES), styles=tuple(sorted(spans)),
        **{name: draw(value) for name, value in fields.items()},
    )  # fmt: skip


def bare(kind: Any) -> st.SearchStrategy[Element]:
    return TEXT.map(lambda text: Element(kind, text, 0, 0))


@st.composite
def speech(draw: st.DrawFn, dual: bool = False) -> list[Element]:
    said = [draw(element("character", dual=st.just(dual)))]
    for kind in draw(st.lists(st.sampled_from(["parenthetical", "dialogue", "lyric"]), max_size=4)):
        if kind != "dialogue" or said[-1].kind != "dialogue":
            said.append(draw(element(kind)))
    return said


SCENE = st.tuples(
    element(
        "scene_heading",
        number=st.none() | LINE.map(lambda line: " ".join(line.split())),
        page=st.none() | st.integers(1, 300),
    ).map(lambda heading: [heading]),
    st.lists(LINE.map(lambda text: Element("synopsis", text, 0, 0)), max_size=2),
).map(lambda parts: [*parts[0], *parts[1]])
BLOCK = st.one_of(
    SCENE,
    speech(),
    st.tuples(speech(), speech(dual=True)).map(lambda parts: [*parts[0], *parts[1]]),
    st.one_of(
        element("action"), element("transition"), element("shot"), element("centered"),
        element("section", level=st.integers(1, 6)), element("synopsis"),
        bare("note"), bare("boneyard"), st.just(Element("page_break", "", 0, 0)),
    ).map(lambda one: [one]),
)  # fmt: skip
SCRIPT = st.lists(BLOCK, max_size=8).map(lambda blocks: [e for block in blocks for e in block])
KEYS = ["Title", "Credit", "Author", "Source", "Draft date", "Contact", "Copyright", "Notes"]


def comparable(elements: list[Element]) -> list[dict[str, Any]]:
    fields = [msgspec.structs.asdict(element) for element in elements]
    for field in fields:
        for place in ("line", "end_line", "scene"):
            del field[place]
    return [field for field in fields if field["kind"] != "title_page"]


def back(script: Screenplay) -> Any:
    return fdx.read(Source(script.to_fdx().encode(), "x.fdx"))


@given(SCRIPT)
def test_what_is_written_reads_back_as_the_same_elements(elements: list[Element]) -> None:
    assert comparable(back(Screenplay("", elements)).elements) == comparable(elements)


@given(st.dictionaries(st.sampled_from(KEYS), st.lists(LINE, min_size=1, max_size=3)))
def test_a_title_page_reads_back_under_the_same_keys(title_page: dict[str, list[str]]) -> None:
    assert back(Screenplay("", [], title_page=title_page)).title_page == title_page


def test_a_title_page_looks_as_writers_lay_it_out() -> None:
    script = Screenplay("", [], title_page={"Title": ["DUST"], "Credit": ["by"], "Author": ["A"]})
    page = fromstring(script.to_fdx()).find("TitlePage/Content")
    lines = [(p.get("Alignment"), p.findtext("Text")) for p in page]
    assert [line for line in lines if line[1]] == [
        ("Center", "DUST"), ("Center", "by"), ("Center", "A")
    ]  # fmt: skip


def test_characters_that_xml_cannot_hold_become_spaces() -> None:
    script = Screenplay("", [Element("action", "a\x0cb\ud800\uffff", 1, 1, notes=("\x00",))])
    assert back(script).elements[0].text == "a b"


def test_pages_are_left_to_final_draft_and_what_they_cut_is_joined() -> None:
    page = [("character", "ADA"), ("dialogue", "One"), ("furniture", "(MORE)"), ("furniture", "2."),
            ("character", "ADA (CONT'D)"), ("dialogue", "two."), ("action", "She and"),
            ("furniture", "3."), ("action", "he."), ("furniture", "4."),
            ("action", "Rain.")]  # fmt: skip
    script = Screenplay("", [Element(kind, text, 1, 1) for kind, text in page])  # type: ignore[arg-type]
    assert [(e.kind, e.text) for e in back(script).elements] == [
        ("character", "ADA"), ("dialogue", "One two."), ("action", "She and he."),
        ("action", "Rain."),
    ]  # fmt: skip


def test_mixed_case_headings_are_not_shown_in_capitals() -> None:
    script = Screenplay("", [Element("scene_heading", "int. mill - day", 1, 1)])
    assert back(script).elements[0].text == "int. mill - day"
    assert 'Style="AllCaps"' in script.to_fdx()  # cues, of which there is none
