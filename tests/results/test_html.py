"""A result as HTML in a notebook: static, escaped, readable without a kernel."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from scriptnb.results.result import Result, analyze

HOSTILE = """Title: <img src=x onerror=alert(1)> & "quotes"

INT. <b>SHED</b> - DAY

@<script>alert('x')</script>
Hello <i>you</i> & me.

# </details><script>alert(2)</script>

[[<style>body{display:none}</style>]]
"""
#: What JupyterLab's sanitizer keeps of ours.
KEPT = {
    "div", "details", "summary", "table", "thead", "tbody", "tr", "th", "td", "img", "code",
}  # fmt: skip


class Outline(HTMLParser):
    """Collects tags and attributes, and checks that every tag is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "img":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def hostile() -> Result:
    return analyze(HOSTILE, format="fountain")


@pytest.fixture(scope="module")
def long() -> Result:
    parts = [f"INT. ROOM {n} - DAY\n\nP{n}\nWord number {n}.\n\n" for n in range(1, 302)]
    return analyze("".join(parts), format="fountain")


def test_nothing_that_a_script_says_becomes_markup(hostile: Result) -> None:
    html = hostile._repr_html_()
    outline = Outline(html)
    assert {tag for tag, _ in outline.tags} <= KEPT
    assert not outline.open
    text = "".join(outline.words)
    assert "<img src=x onerror=alert(1)>" in text
    assert "<script>alert('x')</script>" in text


def test_only_attributes_that_look_or_lead_the_keyboard_are_used(hostile: Result) -> None:
    for tag, attributes in Outline(hostile._repr_html_()).tags:
        allowed = {"style", "open", "role", "aria-label", "tabindex"}
        allowed |= {"src", "alt"} if tag == "img" else set()
        assert set(attributes) <= allowed


def test_no_colour_of_text_is_set_so_that_light_and_dark_both_read(long: Result) -> None:
    for _, attributes in Outline(long._repr_html_()).tags:
        style = attributes.get("style") or ""
        assert not re.search(r"(?:^|;)color:", style)
        assert "url(" not in style


def test_the_plot_is_a_png_on_white_that_says_what_it_shows(long: Result) -> None:
    (image,) = [attributes for tag, attributes in Outline(long._repr_html_()).tags if tag == "img"]
    assert str(image["src"]).startswith("data:image/png;base64,iVBOR")
    assert "#ffffff" in str(image["style"])
    assert image["alt"]


def test_ten_rows_are_seen_more_are_folded_and_the_rest_is_named(long: Result) -> None:
    html = long._repr_html_()
    assert "Scenes (301)" in html
    assert "190 more" in html
    assert "101 more in <code>result.scenes</code>" in html
    assert "ROOM 200 " in html
    assert "ROOM 201 " not in html


def test_a_notebook_gets_html_and_text(hostile: Result) -> None:
    bundle = hostile._repr_mimebundle_()
    assert bundle.keys() == {"text/html", "text/plain"}
    assert hostile._repr_mimebundle_(include=None, exclude=None) == bundle


def test_an_empty_script_shows_itself_too() -> None:
    html = analyze(text="", format="fountain")._repr_html_()
    assert "Untitled script" in html
    assert "Empty: " in html


def test_a_result_of_another_analysis_alone_shows_its_tables() -> None:
    result = Result({"props": {"things": [{"thing": "rake", "seen": [1, 2], "cost": None}]}})
    html = result._repr_html_()
    assert "Things (1)" in html
    assert "rake" in html
    assert "1, 2" in html
    assert repr(result) == "Untitled script\ntables: things"


def test_characters_that_no_screen_can_show_do_no_harm() -> None:
    result = Result({"metadata": {"title": "a\ud800\x1b[31mb"}, "x": {"y": [{"z": "\udfff"}]}})
    assert repr(result).startswith("a[31mb")
    assert result._repr_html_().encode()


def test_showing_is_repeatable(hostile: Result) -> None:
    assert hostile._repr_html_() == hostile._repr_html_()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("pl", "Emotions in Polish are relative: the model knows no neutral lines."),
        ("cs", "Emotions are scored for English, Polish, German, French, Spanish and Italian;"),
    ],
)
def test_the_limits_of_the_emotions_are_on_the_face_of_a_result(
    language: str, sentence: str
) -> None:
    made = analyze("INT. DOM - DZIEŃ\n\nANNA\nKocham.\n", "sentiment", language=language)
    assert sentence in made._repr_html_()
    assert sentence in repr(made)
