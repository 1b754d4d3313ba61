"""Fountain, one test for each case that other readers get wrong."""

from __future__ import annotations

import pytest

from scriptnb.screenplay import parse_script


def read(text, **options):
    return parse_script(text, format="fountain", **options)


def kinds(text):
    """Kind and text of each element."""
    return [(element.kind, element.text) for element in read(text).elements]


def cue(name):
    return [kind for kind, _ in kinds(f"Rain.\n\n{name}\nHello.\n")] == [
        "action",
        "character",
        "dialogue",
    ]


def speakers(text):
    return [dialogue.character for dialogue in read(text).dialogues]


# ---------------------------------------------------------------- cues


@pytest.mark.parametrize(
    ("line", "character", "extension"),
    [
        ("JULIAN (cont'd)", "JULIAN", "cont'd"),
        ("HANS (on the radio)", "HANS", "on the radio"),
        ("MARY (O.S.) (CONT'D)", "MARY", "O.S., CONT'D"),
        ("ÉTIENNE", "ÉTIENNE", None),
        ("ŁUCJA", "ŁUCJA", None),
        ("ŻÓŁĆ-ŚWIĘTY (SZEPT)", "ŻÓŁĆ-ŚWIĘTY", "SZEPT"),
        ("АДРИАН", "АДРИАН", None),
        ("@McCLANE", "McCLANE", None),
        ("@李明", "李明", None),
        ("R2D2", "R2D2", None),
        ("1ST COP", "1ST COP", None),
        ("23 (O.S.)", "23", "O.S."),
        ("DR. O'NEIL", "DR. O'NEIL", None),
        ("O’NEIL (CONT’D)", "O’NEIL", "CONT’D"),
        ("TOM/JERRY #2", "TOM/JERRY #2", None),
        ("A & B", "A & B", None),
        ("PO", "PO", None),
        ("X", "X", None),
        ("**BOB**", "BOB", None),
        ("**BOB** (V.O.)", "BOB", "V.O."),
        ("BOB\u00a0", "BOB", None),
        ("MARY\u00a0ANN", "MARY ANN", None),
        ("   BOB", "BOB", None),
        ("INTERN", "INTERN", None),
        ("EXTRA", "EXTRA", None),
        ("EXTRA #3", "EXTRA #3", None),
        ("INTERIOR DECORATOR", "INTERIOR DECORATOR", None),
    ],
)
def test_a_cue_gives_its_character_and_extension(line, character, extension):
    (speech,) = read(f"Rain.\n\n{line}\nHello.\n").dialogues
    assert (speech.character, speech.extension, speech.text) == (character, extension, "Hello.")


@pytest.mark.parametrize(
    "line",
    ["李明", "23", "Bob", "McCLANE", "He SHOUTS", "...", "FADE IN:", "(BEAT)", "(A) (B)", "???"],
)
def test_what_is_no_name_in_capitals_is_no_cue(line):
    assert not cue(line)


def test_unforced_chinese_is_action_and_forced_is_a_cue():
    assert kinds("李明\n你好。\n") == [("action", "李明\n你好。")]
    assert kinds("@李明\n你好。\n") == [("character", "李明"), ("dialogue", "你好。")]


@pytest.mark.parametrize("mark", ["B^", "B ^", "B (O.S.) ^", "@b ^", "**B** ^"])
def test_a_caret_with_or_without_a_space_makes_a_dual_speech(mark):
    first, second = read(f"A\nYes.\n\n{mark}\nNo.\n").dialogues
    assert (first.dual, second.dual) == (False, True)
    assert second.character.upper() == "B"
    assert "^" not in read(f"A\nYes.\n\n{mark}\nNo.\n").elements[2].text


def test_capitals_before_an_empty_line_are_action():
    assert kinds("BANG!\n\nHe falls.\n") == [("action", "BANG!"), ("action", "He falls.")]


def test_capitals_at_the_end_of_the_file_are_action():
    assert kinds("He falls.\n\nBANG") == [("action", "He falls."), ("action", "BANG")]
    assert kinds("He falls.\n\nBANG\n  ") == [("action", "He falls."), ("action", "BANG")]


def test_a_line_of_two_spaces_under_a_name_is_no_empty_line():
    assert kinds("BOB\n  \nHello.\n") == [("character", "BOB"), ("dialogue", "Hello.")]
    assert kinds("BANG\n \nHe falls.\n") == [("action", "BANG"), ("action", "He falls.")]


def test_capitals_without_an_empty_line_before_them_are_action():
    assert kinds("He falls.\nBANG\nHe is dead.\n") == [("action", "He falls.\nBANG\nHe is dead.")]


def test_a_forced_cue_without_speech_is_a_cue_and_a_problem():
    script = read("@McCLANE\n\nRain.\n")
    assert [element.kind for element in script.elements] == ["character", "action"]
    assert script.dialogues == []
    assert [(each.line, each.kind) for each in script.problems] == [(1, "cue_without_speech")]


# ---------------------------------------------------------------- speeches


def test_parentheticals_stand_anywhere_in_a_speech_and_are_not_spoken():
    script = read("BOB\n(sleepy)\nGood\nmorning.\n(yawns)\nCoffee?\n")
    assert [(element.kind, element.text) for element in script.elements] == [
        ("character", "BOB"),
        ("parenthetical", "(sleepy)"),
        ("dialogue", "Good\nmorning."),
        ("parenthetical", "(yawns)"),
        ("dialogue", "Coffee?"),
    ]
    (speech,) = script.dialogues
    assert speech.text == "Good morning. Coffee?"
    assert speech.parenthetical == "sleepy; yawns"
    assert (speech.line, speech.end_line) == (1, 6)


def test_a_parenthetical_may_run_over_lines():
    assert kinds("BOB\n(slowly,\nto himself)\nWell.\n")[1] == (
        "parenthetical",
        "(slowly,\nto himself)",
    )


def test_words_after_a_closing_bracket_are_spoken():
    assert kinds("BOB\n(Ha) that is good.\n")[1] == ("dialogue", "(Ha) that is good.")


def test_an_open_bracket_does_not_swallow_a_speech():
    assert kinds("BOB\n(so\nI said\n\nRain.\n") == [
        ("character", "BOB"),
        ("dialogue", "(so\nI said"),
        ("action", "Rain."),
    ]


def test_emphasis_around_a_parenthetical_is_taken_off():
    assert kinds("BOB\n*(softly)*\nHello.\n")[1] == ("parenthetical", "(softly)")


def test_a_line_of_two_spaces_keeps_a_speech_open():
    script = read("BOB\nFirst.\n  \nSecond.\n\nRain.\n")
    assert [element.kind for element in script.elements] == ["character", "dialogue", "action"]
    assert script.elements[1].text == "First.\n\nSecond."
    assert script.dialogues[0].text == "First. Second."


def test_two_spaces_at_the_end_of_a_speech_belong_to_nothing():
    script = read("BOB\nFirst.\n  \n\nRain.\n")
    assert (script.elements[1].line, script.elements[1].end_line) == (2, 2)


def test_one_space_or_a_tab_is_an_empty_line():
    for blank in (" ", "\t", "\u00a0"):
        assert [kind for kind, _ in kinds(f"BOB\nFirst.\n{blank}\nRain.\n")][-1] == "action"


def test_a_page_break_ends_a_speech():
    assert kinds("BOB\nFirst.\n===\nRain.\n") == [
        ("character", "BOB"),
        ("dialogue", "First."),
        ("page_break", ""),
        ("action", "Rain."),
    ]


@pytest.mark.parametrize("line", ["= 4", "==", ".22 calibre", "@home", "!hola", "> so", "#blessed"])
def test_other_signs_in_a_speech_are_spoken(line):
    assert kinds(f"BOB\nHello.\n{line}\n")[1] == ("dialogue", f"Hello.\n{line}")


def test_a_heading_in_a_speech_is_spoken():
    assert kinds("BOB\nIt says:\nINT. HOUSE - DAY\n")[-1] == (
        "dialogue",
        "It says:\nINT. HOUSE - DAY",
    )


def test_lyrics_in_a_speech_are_sung_by_its_character():
    script = read("BOB\n~Row, row your boat\n~gently\n\nRain.\n")
    assert [element.kind for element in script.elements] == [
        "character",
        "lyric",
        "lyric",
        "action",
    ]
    assert script.dialogues[0].text == "Row, row your boat gently"


def test_a_second_verse_belongs_to_the_same_singer():
    script = read("BOB\n~La la\n\n~Lo lo\n\nRain.\n\n~Li li\n")
    assert [speech.text for speech in script.dialogues] == ["La la Lo lo"]


def test_lyrics_without_a_cue_are_sung_by_nobody():
    script = read("Rain.\n\n~La la la\n")
    assert script.elements[-1].kind == "lyric"
    assert script.dialogues == []


# ---------------------------------------------------------------- headings


@pytest.mark.parametrize(
    ("line", "int_ext", "location", "time"),
    [
        ("INT. HOUSE - DAY", "INT", "HOUSE", "DAY"),
        ("INT/EXT. CAR - NIGHT", "INT/EXT", "CAR", "NIGHT"),
        ("INT./EXT. CAR - NIGHT", "INT/EXT", "CAR", "NIGHT"),
        ("EXT./INT. CAR - NIGHT", "INT/EXT", "CAR", "NIGHT"),
        ("INT/EXT CAR", "INT/EXT", "CAR", None),
        ("I/E. CAR - DUSK", "INT/EXT", "CAR", "DUSK"),
        ("I/E CAR - DUSK", "INT/EXT", "CAR", "DUSK"),
        ("i/e car - dusk", "INT/EXT", "car", "DUSK"),
        ("est town - dawn", "EXT", "town", "DAWN"),
        ("EST. TOWN - DAWN", "EXT", "TOWN", "DAWN"),
        ("int. house - day", "INT", "house", "DAY"),
        ("Ext. Beach - Later", "EXT", "Beach", "LATER"),
        ("INT HOUSE", "INT", "HOUSE", None),
        ("INT HOUSE - MORNING", "INT", "HOUSE", "MORNING"),
        (".SNIPER POV", None, "SNIPER POV", None),
        (".**SNIPER POV**", None, "SNIPER POV", None),
        (".WAREHOUSE - NIGHT", None, "WAREHOUSE", "NIGHT"),
        ("**INT. HOUSE - DAY**", "INT", "HOUSE", "DAY"),
        ("_EXT. BEACH - NIGHT_", "EXT", "BEACH", "NIGHT"),
        ("INT. HOUSE -- DAY", "INT", "HOUSE", "DAY"),
        ("INT. HOUSE – CONTINUOUS", "INT", "HOUSE", "CONTINUOUS"),
        ("INT. NIGHT CLUB", "INT", "NIGHT CLUB", None),
    ],
)
def test_a_heading_says_where_and_when(line, int_ext, location, time):
    (scene,) = read(f"{line}\n\nRain.\n").scenes
    assert (scene.int_ext, scene.location, scene.time) == (int_ext, location, time)
    assert "*" not in scene.heading
    assert not scene.heading.startswith((".", "_"))


def test_a_word_that_may_open_a_heading_needs_a_time_of_day():
    assert kinds("Est modus in rebus.\n")[0][0] == "action"


@pytest.mark.parametrize("line", ["...and then", ".. so", ". . .", ".", ".(quiet)"])
def test_dots_before_no_letter_are_action(line):
    assert kinds(f"Rain.\n\n{line}\n\nSun.\n")[1] == ("action", line)


def test_a_scene_number_between_hashes_is_taken_off():
    heading = read("INT. HOUSE - DAY #12A#\n\nRain.\n").elements[0]
    assert (heading.text, heading.number) == ("INT. HOUSE - DAY", "12A")
    forced = read(".SNIPER POV #1-2.b#\n\nRain.\n").elements[0]
    assert (forced.text, forced.number) == ("SNIPER POV", "1-2.b")


@pytest.mark.parametrize("number", ["1", "1A", "1a", "A1", "I-1-A", "1.", "110A", "1-A-1.2"])
def test_a_scene_number_has_letters_digits_dashes_and_dots(number):
    heading = read(f"INT. HOUSE - DAY - FLASHBACK (1944) #{number}#\n").elements[0]
    assert (heading.text, heading.number) == ("INT. HOUSE - DAY - FLASHBACK (1944)", number)


@pytest.mark.parametrize("line", ["**INT. HALL #3#**", "_INT. HALL_ #3#", ".**INT. HALL #3#**"])
def test_a_scene_number_may_stand_within_emphasis(line):
    heading = read(f"{line}\n").elements[0]
    assert (heading.kind, heading.text, heading.number) == ("scene_heading", "INT. HALL", "3")


def test_scene_numbers_in_both_margins_are_taken_off():
    heading = read("12A  INT. HALL - DAY  12A\n\nRain.\n").elements[0]
    assert (heading.kind, heading.text, heading.number) == (
        "scene_heading",
        "INT. HALL - DAY",
        "12A",
    )


def test_a_heading_needs_no_empty_line_after_it():
    assert kinds("INT. HALL - DAY\nBOB\nHello.\n\nEXT. YARD\nRain.\n") == [
        ("scene_heading", "INT. HALL - DAY"),
        ("character", "BOB"),
        ("dialogue", "Hello."),
        ("scene_heading", "EXT. YARD"),
        ("action", "Rain."),
    ]


def test_what_stands_before_the_first_heading_is_scene_one():
    script = read("FADE IN:\n\nINT. HALL - DAY\n\nRain.\n")
    assert [
        (scene.scene, scene.heading, scene.line, scene.end_line) for scene in script.scenes
    ] == [
        (1, "", 1, 2),
        (2, "INT. HALL - DAY", 3, 5),
    ]
    assert [element.scene for element in script.elements] == [1, 2, 2]


def test_an_outline_before_the_first_heading_makes_no_scene_of_its_own():
    script = read("Title: Rain\n\n# Act One\n\n= They meet.\n\n[[check]]\n\nINT. HALL - DAY\n")
    assert [(scene.scene, scene.heading) for scene in script.scenes] == [(1, "INT. HALL - DAY")]
    assert [element.scene for element in script.elements] == [0, 1, 1, 1, 1]


# ---------------------------------------------------------------- notes and boneyard


def test_a_boneyard_over_lines_is_one_element():
    script = read("Rain.\n\n/*\nINT. HALL - DAY\n\nBOB\nHello.\n*/\n\nSun.\n")
    assert [(e.kind, e.line, e.end_line) for e in script.elements] == [
        ("action", 1, 1),
        ("boneyard", 3, 8),
        ("action", 10, 10),
    ]
    assert script.dialogues == []


def test_a_boneyard_inside_a_line_is_cut_out():
    (element,) = read("He runs /* or walks */ away.\n").elements
    assert (element.text, element.notes) == ("He runs away.", ("or walks",))


def test_a_boneyard_from_one_line_into_another_joins_them():
    script = read("He runs /* fast\n\nand far */ away.\n\nSun.\n")
    first, second = script.elements
    assert (first.text, first.line, first.end_line) == ("He runs away.", 1, 3)
    assert first.notes == ("fast\n\nand far",)
    assert (second.line, second.end_line) == (5, 5)


def test_an_unclosed_boneyard_does_not_swallow_the_rest():
    script = read("Rain.\n\n/* never\n\nINT. HALL - DAY\n\nBOB\nHello.\n")
    assert [scene.heading for scene in script.scenes] == ["", "INT. HALL - DAY"]
    assert len(script.dialogues) == 1
    assert [(each.kind, each.line) for each in script.problems] == [("unclosed_boneyard", 3)]


def test_an_unclosed_note_does_not_swallow_the_rest():
    script = read("Rain. [[never\n\nINT. HALL - DAY\n\nBOB\nHello ]] you.\n")
    assert [scene.heading for scene in script.scenes] == ["", "INT. HALL - DAY"]
    assert [(each.kind, each.line) for each in script.problems] == [("unclosed_note", 1)]


def test_a_note_on_its_own_line_is_an_element():
    script = read("[[ask Ann]]\n\nRain.\n")
    assert [(e.kind, e.text) for e in script.elements] == [("note", "ask Ann"), ("action", "Rain.")]


def test_a_note_over_lines_is_one_element():
    script = read("[[ask\nAnn]]\n\nRain.\n")
    assert [(e.kind, e.text, e.line, e.end_line) for e in script.elements] == [
        ("note", "ask\nAnn", 1, 2),
        ("action", "Rain.", 4, 4),
    ]


def test_a_line_of_two_spaces_keeps_a_note_open_and_an_empty_line_does_not():
    assert [e.kind for e in read("[[ask\n  \nAnn]]\n").elements] == ["note"]
    assert [e.kind for e in read("[[ask\n\nAnn]]\n").elements] == ["action", "action"]


def test_a_note_in_a_speech_does_not_end_it():
    script = read("BOB\nHello.\n[[louder?]]\nHow are you?\n")
    assert [e.kind for e in script.elements] == ["character", "dialogue", "note", "dialogue"]
    assert [speech.text for speech in script.dialogues] == ["Hello. How are you?"]


def test_a_note_inside_spoken_words_is_not_spoken():
    script = read("BOB [[who?]]\nHello [[wave]] you.\n")
    assert [(e.text, e.notes) for e in script.elements] == [
        ("BOB", ("who?",)),
        ("Hello you.", ("wave",)),
    ]
    assert script.dialogues[0].text == "Hello you."


def test_a_note_under_capitals_does_not_make_them_a_cue():
    assert [e.kind for e in read("BANG!\n[[sound?]]\n\nHe falls.\n").elements] == [
        "action",
        "note",
        "action",
    ]


def test_a_note_beside_a_heading_belongs_to_it():
    heading = read("INT. HALL - DAY [[rebuild]]\n\nRain.\n").elements[0]
    assert (heading.text, heading.notes) == ("INT. HALL - DAY", ("rebuild",))


def test_several_notes_and_boneyards_on_one_line_are_all_kept():
    (element,) = read("He [[a]] runs /* b */ away [[c]].\n").elements
    assert (element.text, element.notes) == ("He runs away.", ("a", "b", "c"))


def test_brackets_in_a_boneyard_and_stars_in_a_note_mean_nothing():
    script = read("/* [[ */ He [[ /* ]] runs.\n")
    assert [(e.text, e.notes) for e in script.elements] == [("He runs.", ("[[", "/*"))]
    assert script.problems == []


def test_notes_synopses_and_boneyard_are_in_no_speech_and_no_action():
    script = read("= He meets her.\n\n[[how?]]\n\n/* old */\n\nRain [[or snow]].\n")
    assert [e.text for e in script.elements if e.kind == "action"] == ["Rain."]


# ---------------------------------------------------------------- signs


@pytest.mark.parametrize(
    ("line", "kind", "text", "level"),
    [
        ("# Act One", "section", "Act One", 1),
        ("### A beat", "section", "A beat", 3),
        ("#Act", "section", "Act", 1),
        ("= They meet.", "synopsis", "They meet.", 0),
        ("~La la la", "lyric", "La la la", 0),
        ("> THE END <", "centered", "THE END", 0),
        (">THE END<", "centered", "THE END", 0),
        ("> **THE END** <", "centered", "THE END", 0),
        ("===", "page_break", "", 0),
        ("========", "page_break", "", 0),
        ("!SCANNING THE ROOM", "action", "SCANNING THE ROOM", 0),
        ("!INT. IS SHORT FOR INTERIOR", "action", "INT. IS SHORT FOR INTERIOR", 0),
        ("!!CLOSE ON THE KEY", "shot", "CLOSE ON THE KEY", 0),
        ("> FADE OUT.", "transition", "FADE OUT.", 0),
        ("> Burn to white", "transition", "Burn to white", 0),
        ("SMASH CUT TO:", "transition", "SMASH CUT TO:", 0),
        ("CIĘCIE DO:", "transition", "CIĘCIE DO:", 0),
        ("FADE IN:", "action", "FADE IN:", 0),
        ("**FADE IN:**", "action", "FADE IN:", 0),
        ("#", "action", "#", 0),
        (">", "action", ">", 0),
        ("=", "action", "=", 0),
        ("==", "action", "==", 0),
        ("@", "action", "@", 0),
        ("!", "action", "!", 0),
        ("cut to:", "action", "cut to:", 0),
    ],
)
def test_a_sign_says_what_a_line_is(line, kind, text, level):
    element = read(f"Rain.\n\n{line}\n\nSun.\n").elements[1]
    assert (element.kind, element.text, element.level) == (kind, text, level)


def test_a_space_after_the_colon_makes_a_transition_action():
    assert kinds("CUT TO: \n\nRain.\n") == [("action", "CUT TO:"), ("action", "Rain.")]


def test_a_transition_may_stand_above_boneyard():
    assert [kind for kind, _ in kinds("CUT TO:\n/*\nBOB\nHi.\n*/\nEXT. YARD - DAY\n")] == [
        "transition",
        "boneyard",
        "scene_heading",
    ]


def test_fade_in_is_no_cue_even_with_text_under_it():
    assert [kind for kind, _ in kinds("FADE IN:\nA house.\n")] == ["action"]


def test_forced_action_may_look_like_a_cue():
    assert kinds("!BOB\nwalks.\n") == [("action", "BOB\nwalks.")]


def test_signs_end_a_paragraph_of_action():
    assert kinds("Rain.\n> THE END <\n# Act\n= What.\n[[note]]\nSun.\n") == [
        ("action", "Rain."),
        ("centered", "THE END"),
        ("section", "Act"),
        ("synopsis", "What."),
        ("note", "note"),
        ("action", "Sun."),
    ]


def test_action_keeps_its_line_breaks_and_indents():
    (element,) = read("He reads:\n    ROSES\n\tand\n  violets  \n").elements
    assert element.text == "He reads:\n    ROSES\n    and\n  violets"
    assert (element.line, element.end_line) == (1, 4)


# ---------------------------------------------------------------- emphasis


@pytest.mark.parametrize(
    ("written", "text", "styles"),
    [
        ("He is *late*.", "He is late.", ((6, 10, "italic"),)),
        ("He is **late**.", "He is late.", ((6, 10, "bold"),)),
        ("He is _late_.", "He is late.", ((6, 10, "underline"),)),
        ("He is ***late***.", "He is late.", ((6, 10, "bold"), (6, 10, "italic"))),
        ("_**THE** end_", "THE end", ((0, 3, "bold"), (0, 7, "underline"))),
        ("**very *very* bold**", "very very bold", ((0, 14, "bold"), (5, 9, "italic"))),
        ("5 * 3 * 2", "5 * 3 * 2", ()),
        ("dial *69 and *70", "dial *69 and *70", ()),
        (r"\*not late\*", "*not late*", ()),
        (r"a \_ and a \\ b", r"a _ and a \ b", ()),
        ("snake_case_name", "snake_case_name", ()),
        ("*one\ntwo*", "*one\ntwo*", ()),
        ("****", "****", ()),
        ("**lone *late*", "**lone late", ((7, 11, "italic"),)),
        ("He** is **late", "He** is **late", ()),
    ],
)
def test_emphasis_goes_from_the_text_into_the_styles(written, text, styles):
    (element,) = read(f"{written}\n").elements
    assert (element.text, element.styles) == (text, styles)


def test_emphasis_is_taken_out_of_every_kind_of_text():
    script = read("Title: **Rain**\n\n# *Act*\n\n> _END_ <\n\nBOB\n(*softly*)\n**Hello.**\n")
    assert [element.text for element in script.elements] == [
        "Rain",
        "Act",
        "END",
        "BOB",
        "(softly)",
        "Hello.",
    ]
    assert script.title_page == {"Title": ["Rain"]}
    assert script.dialogues[0].text == "Hello."


def test_a_tilde_or_bracket_behind_a_backslash_is_spoken():
    assert kinds("BOB\n\\~La la\n\\(hm)\n")[1] == ("dialogue", "~La la\n(hm)")


# ---------------------------------------------------------------- lines and title page


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts_as_one(end):
    text = end.join(["Title: Rain", "", "INT. HALL - DAY", "", "BOB", "Hello.", "you.", ""])
    script = read(text)
    assert [(e.kind, e.line, e.end_line) for e in script.elements] == [
        ("title_page", 1, 1),
        ("scene_heading", 3, 3),
        ("character", 5, 5),
        ("dialogue", 6, 7),
    ]
    assert script.text == text


@pytest.mark.parametrize("letter", ["\u2028", "\x0b", "\x0c", "\x85", "\x1c"])
def test_no_other_separator_ends_a_line(letter):
    script = read(f"Rain{letter}falls.\n\nINT. HALL - DAY\n")
    assert [(e.kind, e.line) for e in script.elements] == [("action", 1), ("scene_heading", 3)]


def test_a_byte_order_mark_is_no_part_of_the_first_line():
    assert kinds("\ufeffINT. HALL - DAY\n\nRain.\n")[0] == ("scene_heading", "INT. HALL - DAY")
    assert read("\ufeffTitle: Rain\n\nSun.\n").title_page == {"Title": ["Rain"]}


def test_tabs_before_a_cue_do_not_matter():
    assert kinds("\t\tBOB\n\t(low)\n\tHello.\n") == [
        ("character", "BOB"),
        ("parenthetical", "(low)"),
        ("dialogue", "Hello."),
    ]


def test_form_feeds_number_the_pages():
    script = read("Rain.\n\n\fINT. HALL - DAY\n\nSun.\n\f\nWind.\n")
    assert [element.page for element in script.elements] == [1, 2, 2, 3]


def test_an_indent_that_all_lines_share_is_no_part_of_the_text():
    text = "\n    Title: Rain\n\n    BOB\n    Hi.\n\n      He waves.\n"
    assert kinds(text) == [
        ("title_page", "Rain"),
        ("character", "BOB"),
        ("dialogue", "Hi."),
        ("action", "  He waves."),
    ]


def test_a_title_page_has_keys_and_values_of_one_or_more_lines():
    script = read("Title:\n\tRain\n\t_in May_\nCredit: by\nAuthor: Ann\nDraft date:\n\nSun.\n")
    assert script.title_page == {
        "Title": ["Rain", "in May"],
        "Credit": ["by"],
        "Author": ["Ann"],
        "Draft date": [],
    }
    assert [(e.kind, e.line, e.end_line, e.scene) for e in script.elements] == [
        ("title_page", 1, 3, 0),
        ("title_page", 4, 4, 0),
        ("title_page", 5, 5, 0),
        ("title_page", 6, 6, 0),
        ("action", 8, 8, 1),
    ]


@pytest.mark.parametrize("key", ["Tytuł", "Titel", "Titre", "Título", "Titolo", "Autorka"])
def test_a_title_page_may_have_keys_of_other_languages(key):
    assert read(f"{key}: Deszcz\n\nSun.\n").title_page == {key: ["Deszcz"]}


def test_unknown_keys_make_a_title_page_together():
    assert list(read("Nimi: Sade\nTekijä: Anna\n\nSun.\n").title_page) == ["Nimi", "Tekijä"]


def test_a_note_may_stand_above_the_title_page():
    script = read("[[second\ndraft]]\n\n/* old */\nTitle: Rain\n\nSun.\n")
    assert [(e.kind, e.text, e.line, e.scene) for e in script.elements] == [
        ("note", "second\ndraft", 1, 0),
        ("boneyard", "old", 4, 0),
        ("title_page", "Rain", 5, 0),
        ("action", "Sun.", 7, 1),
    ]


@pytest.mark.parametrize(
    "start",
    [
        "FADE IN:",
        "INT. HALL: NIGHT",
        "He says: hello.",
        "ANN: Hello.\nBOB: Goodbye.",
        "CUT TO:",
        "He says: one thing.\nAnd does another.",
        "> FADE IN:",
    ],
)
def test_a_script_without_a_title_page_has_none(start):
    script = read(f"{start}\n\nSun.\n")
    assert script.title_page == {}
    assert script.elements[0].kind != "title_page"
