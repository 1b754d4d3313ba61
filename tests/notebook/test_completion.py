"""Tab completion after the magics."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from IPython.core.completer import provisionalcompleter, rectify_completions

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def offered(shell: InteractiveShell, line: str) -> list[str]:
    """Give the texts that Tab offers at the end of a line."""
    # As a kernel asks; what is offered replaces the part of the line from its start on.
    with provisionalcompleter():
        found = list(rectify_completions(line, shell.Completer.completions(line, len(line))))
    return [each.text for each in found]


def test_flags_complete(shell: InteractiveShell) -> None:
    assert offered(shell, "%%analyze --pri") == ["--priority"]
    assert {"--wait", "--into", "--sample"} <= set(offered(shell, "%analyze --"))


def test_types_complete(shell: InteractiveShell) -> None:
    assert offered(shell, "%%analyze ba") == ["basic"]
    assert "basic" not in offered(shell, "%%analyze basic ba")


def test_types_complete_after_a_flag_with_a_value(shell: InteractiveShell) -> None:
    assert offered(shell, "%%analyze --into draft ba") == ["basic"]


def test_samples_complete(shell: InteractiveShell) -> None:
    assert offered(shell, "%analyze --sample mai") == ["mainly_fair"]


def test_variables_complete_after_from(shell: InteractiveShell) -> None:
    shell.user_ns["second_draft"] = "x"
    assert offered(shell, "%analyze --from second") == ["second_draft"]


def test_commands_complete(shell: InteractiveShell) -> None:
    assert offered(shell, "%scriptnb re") == ["retry", "resume"]
    assert offered(shell, "%scriptnb da") == ["dashboard"]


def test_script_files_and_folders_complete_and_nothing_else(shell: InteractiveShell) -> None:
    Path("drafts").mkdir()
    Path("drafts/one.fountain").touch()
    Path("drafts/notes.json").touch()
    assert offered(shell, "%analyze dra") == ["drafts/"]
    assert offered(shell, "%analyze ./dra") == ["./drafts/"]
    assert offered(shell, "%analyze drafts/") == ["drafts/one.fountain"]


def test_a_file_name_with_spaces_completes_in_quotes(shell: InteractiveShell) -> None:
    Path("my draft.pdf").touch()
    assert offered(shell, "%analyze my") == ['"my draft.pdf"']


def test_a_cell_magic_takes_no_file_names(shell: InteractiveShell) -> None:
    Path("barn.fountain").touch()
    assert offered(shell, "%%analyze ba") == ["basic"]


@pytest.mark.parametrize("line", ["%ls dra", "x = dra", "print("])
def test_other_lines_are_left_alone(shell: InteractiveShell, line: str) -> None:
    assert "basic" not in offered(shell, line)


def test_unloading_takes_magics_and_completion_away(shell: InteractiveShell) -> None:
    shell.run_line_magic("unload_ext", "scriptnb")
    assert "--priority" not in offered(shell, "%%analyze --pri")
    assert shell.find_cell_magic("analyze") is None
    assert shell.find_line_magic("scriptnb") is None
    shell.run_line_magic("load_ext", "scriptnb")
    assert offered(shell, "%%analyze --pri") == ["--priority"]


def test_languages_and_priorities_complete(shell: InteractiveShell) -> None:
    assert offered(shell, "%analyze --language p") == ["pl", "pt"]
    assert "1" in offered(shell, "%analyze --priority ")
