"""Genders from pronouns, and the Bechdel test with its evidence."""

import pytest

from scriptnb.analysis.structure import StructureAnalyzer
from scriptnb.errors import OptionError

ACTION = "Mary comes in. She is late.\n\nJane waits. She sits down.\n\nBob stands. He smiles."


def tables(speeches, action=ACTION, **options):
    scenes = [{"scene": 1, "action_text": action, "action_lines": [3, 5, 7], "line": 1}]
    dialogues = [
        {"scene": 1, "line": 10 + n, "character": who, "text": text}
        for n, (who, text) in enumerate(speeches)
    ]
    return StructureAnalyzer().analyze_structure(scenes, dialogues, **options)


def answers(*arguments, **options):
    return [row["answer"] for row in tables(*arguments, **options)["bechdel"]]


BOTH = [("MARY", "The boat is leaking."), ("JANE", "Then we swim."), ("BOB", "Wait!")]


def test_pronouns_near_a_name_decide_the_gender():
    rows = {row["character"]: row for row in tables(BOTH)["genders"]}
    assert {name: row["gender"] for name, row in rows.items()} == {
        "MARY": "female",
        "JANE": "female",
        "BOB": "male",
    }
    assert (rows["JANE"]["source"], rows["JANE"]["line"]) == ("pronouns", 5)
    assert rows["JANE"]["text"] == "Jane waits. She sits down."


def test_a_pronoun_after_two_names_is_no_evidence():
    speeches = [("KESTREL", "Hi."), ("QUILL", "Hi.")]
    rows = tables(speeches, "Kestrel looks at Quill. She leaves.")["genders"]
    assert {row["gender"] for row in rows} == {"unknown"}


def test_the_full_stop_of_a_title_ends_no_sentence():
    speeches = [("MRS. DALE", "Hi."), ("BOB", "Hi.")]
    rows = tables(speeches, "Mrs. Dale looks at Bob. She leaves.\n\nMrs. Dale is back. She sits.")
    sources = {row["character"]: (row["gender"], row["source"]) for row in rows["genders"]}
    assert sources == {"MRS. DALE": ("female", "title"), "BOB": ("male", "first name")}


def test_the_three_questions_are_answered_with_their_lines():
    rows = tables(BOTH)["bechdel"]
    assert [row["answer"] for row in rows] == ["yes", "yes", "yes"]
    assert rows[0]["line"] == 3
    assert rows[1]["line"] == 10
    assert rows[2]["text"] == "MARY: The boat is leaking. / JANE: Then we swim."


def test_a_conversation_about_a_man_does_not_pass():
    for text in ("Did he call?", "Bob is late again.", "My husband again."):
        speeches = [("MARY", text), ("JANE", "Oh, him."), ("BOB", "Me?")]
        assert answers(speeches) == ["yes", "yes", "no"]


def test_women_who_never_answer_each_other_do_not_pass():
    assert answers([("MARY", "Hi."), ("BOB", "Hi."), ("JANE", "Hi.")]) == ["yes", "no", "no"]


def test_a_gender_that_the_script_does_not_show_is_unknown():
    speeches = [("KESTREL", "Hi."), ("QUILL", "Hi.")]
    assert answers(speeches, "It rains.") == ["unknown", "unknown", "unknown"]


def test_one_woman_among_men_does_not_pass():
    assert answers([("MARY", "Hi."), ("BOB", "Hi.")]) == ["no", "no", "no"]


def test_a_woman_without_a_name_does_not_count():
    speeches = [("MARY", "Hi."), ("WOMAN #2", "Hi.")]
    assert answers(speeches, genders={"WOMAN #2": "female", "MARY": "f"}) == ["no", "no", "no"]


def test_given_genders_override_the_pronouns():
    given = tables(BOTH, genders={"mary": "male", "Jane": "other"})
    rows = {row["character"]: row for row in given["genders"]}
    assert (rows["MARY"]["gender"], rows["MARY"]["source"]) == ("male", "given")
    assert rows["JANE"]["gender"] == "other"
    assert given["bechdel"][0]["answer"] == "no"


@pytest.mark.parametrize("wrong", [["MARY"], {"MARY": "vegetable"}, {1: "female"}])
def test_invalid_genders_are_refused(wrong):
    with pytest.raises(OptionError, match="genders"):
        tables(BOTH, genders=wrong)


def test_a_language_without_rules_is_unsupported_unless_genders_are_given():
    speeches = [("MAJA", "God morgon."), ("SAGA", "Hej.")]
    assert answers(speeches, language="sv") == ["unsupported"] * 3
    given = tables(speeches, language="sv", genders={"MAJA": "female", "SAGA": "female"})
    assert [row["answer"] for row in given["bechdel"]] == ["yes", "yes", "unsupported"]


def test_polish_verbs_and_adjectives_show_the_speakers_gender():
    speeches = [
        ("ANNA", "Zrobiłam wszystko, jestem zmęczona."),
        ("EWA", "Powinnam iść do sklepu."),
        ("MAREK", "Kupiłem chleb."),
        ("OLA", "Złam to."),
    ]
    rows = {row["character"]: row for row in tables(speeches, language="pl")["genders"]}
    assert {name: row["gender"] for name, row in rows.items()} == {
        "ANNA": "female",
        "EWA": "female",
        "MAREK": "male",
        "OLA": "female",
    }
    assert rows["OLA"]["source"] == "first name"
    assert rows["EWA"]["text"] == "Powinnam iść do sklepu."
    assert answers(speeches, language="pl") == ["yes", "yes", "yes"]
