"""The page layout: what fits on a page, where pages break, and when the source's are used."""

from __future__ import annotations

import pytest

from scriptnb.analysis.length import eighths, lay_out
from scriptnb.analysis.typeset import PAGE_LINES, count_lines
from scriptnb.screenplay.model import Element, Kind


def script(*parts: tuple[Kind, str], **extra: object) -> list[Element]:
    return [
        Element(kind, text, number, number, **extra)  # type: ignore[arg-type]
        for number, (kind, text) in enumerate(parts, 1)
    ]


def lines(count: int) -> str:
    return "\n".join(["line"] * count)


@pytest.mark.parametrize(
    ("text", "width", "count"),
    [
        ("", 10, 1),
        ("ten chars.", 10, 1),
        ("ten chars. ", 10, 1),
        ("ten chars. x", 10, 2),
        ("one\ntwo\n\nfour", 61, 4),
        ("x" * 25, 10, 3),
        ("half-baked-goods", 11, 2),
        ("two  spaces  between  words", 11, 3),
        ("a" * 9 + "  " + "b" * 9, 10, 2),
        ("word " * 1000, 4, 1000),
    ],
)
def test_lines_are_counted_as_they_are_typeset(text: str, width: int, count: int) -> None:
    assert count_lines(text, width) == count


def test_an_empty_script_is_one_empty_page() -> None:
    layout = lay_out([])
    assert (layout.pages, layout.page, layout.size) == (1, [], [])


def test_a_page_holds_fifty_five_lines() -> None:
    # 28 paragraphs of a line with 27 blank lines between them are 55 lines.
    full = lay_out(script(*[("action", "Rain.")] * 28))
    over = lay_out(script(*[("action", "Rain.")] * 29))
    assert full.pages == 1
    assert sum(full.size) == pytest.approx(1)
    assert over.pages == 2
    assert over.page[-2:] == [1, 2]


def test_the_sizes_add_up_to_the_script() -> None:
    layout = lay_out(script(*[("action", lines(9))] * 40))
    assert layout.pages - 1 < sum(layout.size) <= layout.pages


def test_an_element_takes_its_lines_and_the_blank_one_above() -> None:
    layout = lay_out(script(("action", lines(10)), ("action", lines(10))))
    assert layout.size == pytest.approx([10 / PAGE_LINES, 11 / PAGE_LINES])


def test_dialogue_is_narrower_than_action() -> None:
    text = "word " * 24
    speech = lay_out(script(("character", "ANNA"), ("dialogue", text)))
    action = lay_out(script(("action", text)))
    assert speech.size[1] == pytest.approx(4 / PAGE_LINES)
    assert action.size[0] == pytest.approx(2 / PAGE_LINES)


def test_a_cue_is_never_the_last_line_of_a_page() -> None:
    layout = lay_out(script(("action", lines(52)), ("character", "ANNA"), ("dialogue", lines(3))))
    assert layout.page == [1, 2, 2]


def test_a_heading_is_never_the_last_line_of_a_page() -> None:
    layout = lay_out(
        script(("action", lines(52)), ("scene_heading", "INT. SHED - DAY"), ("action", "Dark."))
    )
    assert layout.page == [1, 2, 2]


def test_a_long_speech_is_broken_with_more_and_its_cue_again() -> None:
    layout = lay_out(script(("action", lines(40)), ("character", "ANNA"), ("dialogue", lines(20))))
    assert layout.page == [1, 1, 1]
    assert layout.pages == 2
    # 40 lines, a blank one, the cue, 12 of the 20 and (MORE); on the next page the cue and 8.
    assert sum(layout.size) == pytest.approx(1 + 9 / PAGE_LINES)


def test_a_short_speech_moves_to_the_next_page_unbroken() -> None:
    layout = lay_out(script(("action", lines(50)), ("character", "ANNA"), ("dialogue", lines(5))))
    assert layout.page == [1, 2, 2]


def test_a_long_paragraph_is_broken_and_a_short_one_is_not() -> None:
    broken = lay_out(script(("action", lines(45)), ("action", lines(20))))
    whole = lay_out(script(("action", lines(51)), ("action", lines(5))))
    assert broken.page == [1, 1]
    assert whole.page == [1, 2]


def test_a_transition_never_starts_a_page() -> None:
    layout = lay_out(script(("action", lines(55)), ("transition", "CUT TO:"), ("action", "Dark.")))
    assert layout.page == [1, 1, 2]
    assert layout.pages == 2


def test_a_page_break_leaves_the_rest_of_the_page_empty_and_uncounted() -> None:
    layout = lay_out(
        script(("action", lines(11)), ("page_break", ""), ("section", "Two"), ("action", "Dark."))
    )
    assert layout.page == [1, 2, 2, 2]
    assert layout.pages == 2
    assert sum(layout.size) == pytest.approx(12 / PAGE_LINES)


def test_a_page_break_at_the_end_starts_no_page() -> None:
    assert lay_out(script(("action", "Dark."), ("page_break", ""))).pages == 1


def test_two_speeches_side_by_side_take_the_height_of_the_longer() -> None:
    elements = script(
        ("character", "ANNA"), ("dialogue", lines(3)), ("character", "BEN"), ("dialogue", lines(6))
    )
    elements[2] = Element("character", "BEN", 3, 3, dual=True)
    assert sum(lay_out(elements).size) == pytest.approx(7 / PAGE_LINES)


def test_a_dual_cue_without_a_speech_beside_it_is_a_normal_speech() -> None:
    elements = [Element("character", "BEN", 1, 1, dual=True), Element("dialogue", "No.", 2, 2)]
    assert sum(lay_out(elements).size) == pytest.approx(2 / PAGE_LINES)


@pytest.mark.parametrize("kind", ["note", "boneyard", "section", "synopsis", "furniture"])
def test_what_is_not_printed_takes_no_space(kind: Kind) -> None:
    layout = lay_out(script(("action", "Dark."), (kind, lines(500)), ("action", "Light.")))
    assert layout.pages == 1
    assert layout.size[1] == 0
    assert layout.page == [1, 1, 1]


@pytest.mark.parametrize(
    "parts",
    [
        [("action", lines(1000))],
        [("character", "ANNA"), ("dialogue", lines(1000))],
        [("character", "ANNA"), ("parenthetical", lines(1000))],
        [("scene_heading", lines(1000))],
        [("transition", lines(1000))],
        [("centered", lines(1000))],
    ],
)
def test_what_is_longer_than_a_page_takes_the_pages_it_needs(
    parts: list[tuple[Kind, str]],
) -> None:
    layout = lay_out(script(*parts))
    assert 1000 / PAGE_LINES <= layout.pages <= 1000 / (PAGE_LINES - 3) + 1
    assert sum(layout.size) == pytest.approx(layout.pages, abs=1)


def test_a_thousand_transitions_do_not_share_one_page() -> None:
    assert lay_out(script(*[("transition", "CUT TO:")] * 1000)).pages >= 35


def test_the_pages_of_the_source_are_used() -> None:
    elements = [
        Element("title_page", "A Shed", 1, 1, page=1),
        *[Element("action", lines(20), n, n, page=2) for n in range(2, 4)],
        *[Element("action", lines(20), n, n, page=3) for n in range(4, 6)],
        Element("action", lines(10), 6, 6, page=4),
    ]
    layout = lay_out(elements)
    assert layout.own_pages
    assert layout.pages == 4
    assert layout.page == [1, 2, 2, 3, 3, 4]
    # Pages 2 and 3 are full as such pages go, the last is a quarter of one.
    assert layout.size == pytest.approx([0, 0.5, 0.5, 0.5, 0.5, 11 / 42])


def test_an_element_whose_page_is_unknown_is_on_the_page_before_it() -> None:
    elements = [
        Element("action", lines(20), 1, 1, page=3),
        Element("note", "why?", 2, 2),
        Element("action", lines(20), 3, 3, page=4),
    ]
    layout = lay_out(elements)
    assert [layout.number(page) for page in layout.page] == [3, 3, 4]


def test_one_form_feed_in_a_long_text_is_not_used_as_a_page() -> None:
    elements = [Element("action", lines(9), n, n, page=1) for n in range(1, 101)]
    layout = lay_out(elements)
    assert not layout.own_pages
    assert layout.pages == pytest.approx(1000 / PAGE_LINES, abs=3)


@pytest.mark.parametrize(
    ("pages", "count"), [(0, 1), (0.01, 1), (0.125, 1), (0.19, 2), (1, 8), (1.26, 10)]
)
def test_eighths_are_the_nearest_and_at_least_one(pages: float, count: int) -> None:
    assert eighths(pages) == count
