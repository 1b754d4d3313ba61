"""The line of a magic: the order of its words, comments, near misses, and its variables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from IPython.core.error import UsageError

from scriptnb.notebook.magics.arguments import parse, without_comment
from scriptnb.notebook.magics.magics import AnalyzeMagics

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    import nbformat
    from IPython.core.interactiveshell import InteractiveShell

    RunCells = Callable[..., nbformat.NotebookNode]

LOAD = "%load_ext scriptnb"
SCRIPT = "INT. HALL - DAY\n\nANNA\nYes.\n"


def parsed(line: str) -> Namespace:
    return parse("%analyze", AnalyzeMagics.analyze.parser, line)


@pytest.mark.parametrize(
    "line",
    [
        "sentiment draft.fdx --wait --priority 3",
        "sentiment --wait draft.fdx --priority 3",
        "--priority 3 sentiment --wait draft.fdx",
        "sentiment --wait --priority=3 draft.fdx",
    ],
)
def test_words_and_flags_come_in_any_order(line: str) -> None:
    found = parsed(line)
    assert (found.words, found.wait, found.priority) == (["sentiment", "draft.fdx"], True, 3)


@pytest.mark.parametrize(
    "line",
    [
        "full draft.fdx # my draft",
        "full draft.fdx  # Anna's draft",
        "full draft.fdx;",
        "full draft.fdx ;  # my draft",
    ],
)
def test_a_comment_and_a_semicolon_at_the_end_are_ignored(line: str) -> None:
    assert parsed(line).words == ["full", "draft.fdx"]


@pytest.mark.parametrize("word", ["draft#2.fdx", "'# 1.fdx'", '"a;"'])
def test_a_number_sign_within_a_word_or_quotation_marks_is_part_of_the_name(word: str) -> None:
    assert without_comment(word) == word
    assert parsed(word).words == [word.strip("'\"")]


@pytest.mark.parametrize(
    ("magic", "line", "meant"),
    [
        ("analyze", "struct", "did you mean structure?"),
        ("analyze", "senitment --wait draft.fdx", "did you mean sentiment?"),
        ("analyze", "struct --sample coffee", "did you mean structure?"),
        ("analyze", "--sample cofee", "did you mean coffee?"),
        ("analyze", "--langauge pl --sample coffee", "did you mean --language?"),
        ("scriptnb", "stauts", "did you mean status?"),
    ],
)
def test_a_near_miss_is_proposed(
    shell: InteractiveShell, magic: str, line: str, meant: str
) -> None:
    with pytest.raises(UsageError) as error:
        shell.run_line_magic(magic, line)
    assert meant in str(error.value)


@pytest.mark.parametrize(("asked", "meant"), [("klingon", ""), ("Polish", "did you mean pl?")])
def test_an_unknown_language_is_refused_with_those_that_are_known(
    shell: InteractiveShell, asked: str, meant: str
) -> None:
    with pytest.raises(UsageError) as error:
        shell.run_line_magic("analyze", f"--sample coffee --language {asked}")
    assert "--language" in str(error.value)
    assert asked in str(error.value)
    assert "de, el, en" in str(error.value)
    assert meant in str(error.value)


def test_a_language_is_known_in_capitals_and_with_its_region() -> None:
    assert [parsed(f"--language {each}").language for each in ("PL", "en-GB", "hr")] == [
        "pl", "en", "hr",
    ]  # fmt: skip


@pytest.mark.notebook
def test_a_local_variable_comes_before_the_global_of_its_name(run_cells: RunCells) -> None:
    notebook = run_cells(
        LOAD,
        f"texts = ['Title: One\\n\\n' + {SCRIPT!r}, 'Title: Two\\n\\n' + {SCRIPT!r}]\n"
        f"text = 'Title: Global\\n\\n' + {SCRIPT!r}\n"
        "def title(text):\n"
        "    %analyze --from text --wait\n"
        "    return _task.summary.title.item()",
        "print([title(each) for each in texts])",
        "%analyze --from text --wait\nprint(_task.summary.title.item())",
    )
    printed = [
        output.text
        for cell in notebook.cells
        for output in cell.outputs
        if output.output_type == "stream"
    ]
    assert printed == ["['One', 'Two']\n", "Global\n"]


@pytest.mark.parametrize("line", ["--help", "full --into draft -h", "--help  # what was it?"])
def test_help_keeps_the_handles(shell: InteractiveShell, line: str) -> None:
    shell.user_ns |= {"_task": "kept", "draft": "kept"}
    shell.run_line_magic("analyze", line)
    assert (shell.user_ns["_task"], shell.user_ns["draft"]) == ("kept", "kept")


def test_a_misuse_clears_the_handles(shell: InteractiveShell) -> None:
    shell.user_ns |= {"_task": "old", "draft": "old"}
    with pytest.raises(UsageError):
        shell.run_line_magic("analyze", "--into draft; # mine")
    assert "_task" not in shell.user_ns
    assert "draft" not in shell.user_ns
