"""The card of a watched file, in a real JupyterLab: one test per promise."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from lab import Lab

pytestmark = pytest.mark.browser

DRAFT = "INT. KITCHEN - DAY\n\nANNA\nThe kettle sings.\n\n[[{0}]]\n"


def test_the_card_changes_in_place_at_each_save_until_it_is_stopped(lab: Lab) -> None:
    """A writer saves and sees what that changed, without touching the notebook."""
    draft = lab.root / f"{uuid.uuid4().hex[:8]}.fountain"
    draft.write_text(DRAFT.format(uuid.uuid4().hex), encoding="utf-8")
    lab.open(lab.write("%load_ext scriptnb", f"%analyze --watch basic {draft.name}", "print('on')"))
    lab.run_all()
    card = lab.output(1)
    expect(card).to_contain_text("Watching")
    expect(card.locator("table").first).to_contain_text("ANNA")
    # The kernel is free meanwhile.
    expect(lab.output(2)).to_contain_text("on")
    draft.write_text(draft.read_text(encoding="utf-8") + "\nCLEO\nNever!\n", encoding="utf-8")
    expect(card).to_contain_text("CLEO speaks for the first time")
    expect(card).to_contain_text("+1 character")
    lab.shot("card-watching", lab.cell(1))
    card.get_by_role("button", name="Stop").click()
    expect(card).to_contain_text("no longer watched")
    expect(card.get_by_role("button", name="Stop")).to_have_count(0)
    expect(card).to_contain_text("CLEO")
