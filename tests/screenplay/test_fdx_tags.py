"""Production tags in Final Draft files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scriptnb.screenplay.formats import fdx
from scriptnb.screenplay.formats.base import Source

if TYPE_CHECKING:
    from scriptnb.screenplay.model import Element

TAG_DATA = """<TagData><TagCategories>
<TagCategory Color="#94AA11150000" Id="c-props" Name="Props" Number="6" Style="Bold"/>
<TagCategory Color="#94AA11150000" Id="c-cars" Name="Vehicles" Number="5" Style="Bold"/>
</TagCategories><TagDefinitions>
<TagDefinition CatId="c-props" Id="d-1" Label="red umbrella" Number="1"/>
<TagDefinition CatId="c-cars" Id="d-2" Label="" Number="2"/>
<TagDefinition CatId="c-gone" Id="d-3" Label="ghost" Number="3"/>
</TagDefinitions><Tags>
<Tag Number="7"><DefId>d-1</DefId></Tag>
<Tag Number="8"><DefId>d-2</DefId></Tag>
<Tag Number="9"><DefId>d-3</DefId></Tag>
</Tags></TagData>"""


def elements(content: str, rest: str = TAG_DATA) -> list[Element]:
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<FinalDraft DocumentType="Script" Version="5">'
        f"<Content>{content}</Content>{rest}</FinalDraft>"
    )
    return fdx.read(Source(xml.encode(), "draft.fdx")).elements


def test_a_tag_is_found_by_its_number_and_named_by_its_definition() -> None:
    (element,) = elements(
        '<Paragraph Type="Action"><Text>She opens an </Text><Text TagNumber="7">umbr</Text>'
        '<Text TagNumber="7" Style="Bold">ella</Text><Text>.</Text></Paragraph>'
    )
    assert element.text == "She opens an umbrella."
    assert element.tags == (("Props", "red umbrella", 1),)


def test_a_definition_without_a_label_has_the_tagged_text_and_its_line() -> None:
    heading, action = elements(
        '<Paragraph Type="Scene Heading"><Text>EXT. ROAD - DAY</Text></Paragraph>'
        '<Paragraph Type="Action"><Text>Dust.\nA </Text><Text TagNumber="8">blue van</Text>'
        "<Text> stops.</Text></Paragraph>"
    )
    assert heading.tags == ()
    assert action.tags == (("Vehicles", "blue van", 4),)


def test_tags_of_joined_speech_are_kept() -> None:
    _, speech = elements(
        '<Paragraph Type="Character"><Text>ADA</Text></Paragraph>'
        '<Paragraph Type="Dialogue"><Text>Take it.</Text></Paragraph>'
        '<Paragraph Type="Dialogue"><Text>My </Text><Text TagNumber="7">umbrella</Text></Paragraph>'
    )
    assert speech.tags == (("Props", "red umbrella", 3),)


def test_a_number_without_a_definition_or_a_category_is_no_tag() -> None:
    found = elements(
        '<Paragraph Type="Action"><Text TagNumber="99">Rain</Text><Text TagNumber="9">y</Text>'
        '<Text TagNumber="">.</Text></Paragraph>'
    )
    assert found[0].tags == ()
    content = '<Paragraph Type="Action"><Text TagNumber="7">Rain.</Text></Paragraph>'
    assert elements(content, "")[0].tags == ()
