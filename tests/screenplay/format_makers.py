"""Make a small script in every binary format, for tests that damage it."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

from scriptnb.screenplay.reading import parse_script

sys.path.insert(0, str(Path(__file__).parent))

from pdf_maker import Layout

TEXT = """Title: The Mill
Author: Ada Low

INT. MILL - DAY #1#

= It breaks.

The *wheel* turns. [[how?]]

ADA
(low)
Who is there?

BO ^
Nobody.

> CUT TO:

===

EXT. WEIR - NIGHT

> THE END <
"""
FDX = parse_script(TEXT, format="fountain").to_fdx()
OSF = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<document type="Open Screenplay Format document" version="40">'
    '<styles><style name="Scene Heading" allcaps="1"/></styles><paragraphs>'
    '<para number="1"><style basestyle="Scene Heading"/><text>INT. MILL - DAY</text></para>'
    '<para note="how?"><style basestyle="Action"/><text>The </text><text bold="1">wheel</text>'
    '</para><para><style basestyle="Character" dualdialogue="1"/><text>ADA</text></para>'
    '<para><style basestyle="Parenthetical"/><text>low</text></para>'
    '<para><style basestyle="Dialogue"/><text>Who is there?</text></para></paragraphs>'
    '<titlepage><para bookmark="Title"><text>The Mill</text></para></titlepage></document>'
)
CELTX = (
    '<html><head><title>The Mill</title><meta name="Author" content="Ada Low"></head><body>'
    '<p class="sceneheading" scenestr="1">int. mill<br></p><p class="action">The <b>wheel</b> '
    'turns &amp; turns.</p><p class="character">ada</p><p class="parenthetical">(low)</p>'
    '<p class="dialog">Who is<br>there?</p><!-- nothing --></body></html>'
)
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DOCX = (
    f"<w:document {_WORD}><w:body>"
    '<w:p><w:pPr><w:pStyle w:val="S1"/></w:pPr><w:r><w:t>INT. MILL</w:t></w:r></w:p>'
    '<w:p><w:pPr><w:pStyle w:val="S2"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>ADA</w:t></w:r></w:p>'
    '<w:p><w:pPr><w:ind w:left="1440"/></w:pPr><w:r><w:t>Who is there?</w:t></w:r></w:p>'
    "</w:body></w:document>"
)
STYLES = (
    f'<w:styles {_WORD}><w:style w:type="paragraph" w:styleId="S1"><w:name w:val="Scene Heading"/>'
    '</w:style><w:style w:type="paragraph" w:styleId="S2"><w:name w:val="Character"/></w:style>'
    "</w:styles>"
)
TEI = (
    '<?xml version="1.0" encoding="UTF-8"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader>'
    "<fileDesc><titleStmt><title>The Mill</title><author>Ada Low</author></titleStmt>"
    "<publicationStmt><p>Nowhere</p></publicationStmt></fileDesc><profileDesc><particDesc>"
    '<listPerson><person xml:id="ada"><persName>Ada</persName></person></listPerson></particDesc>'
    "</profileDesc></teiHeader><text><front><castList><castItem><role>ADA</role>, <roleDesc>a "
    'miller</roleDesc></castItem></castList></front><body><div type="act"><head>ACT I</head>'
    '<div type="scene" n="1"><head>INT. MILL</head><stage>The <hi rend="bold">wheel</hi> turns.'
    '</stage><sp who="#ada"><speaker>AD.</speaker><stage>low</stage><l>Who is</l><l>there?</l>'
    "</sp></div></div></body></text></TEI>"
)
_UNPRINTED = {"title_page", "synopsis", "page_break"}
TRELBY = (
    "#Version 3\n#Begin-Config \nElement/Scene/Export/AllCaps:True\n#End-Config \n"
    "#Title-String 0.0,80.0,32,cb,Times,,THE MILL\n#Start-Script \n"
    ".\\int. mill - day\n>.The wheel\n..turns.\n._ada\n.((low)\n.:Who is there?\n./cut to:\n"
)


def archive(members: dict[str, str | bytes]) -> bytes:
    """Pack members as writing programs do."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


def every_format() -> dict[str, bytes]:
    """Give the script in each format, by the format's name."""
    elements = parse_script(TEXT, format="fountain").elements
    return {
        "fdx": FDX.encode(),
        "osf": OSF.encode(),
        "tei": TEI.encode(),
        "fadein": archive({"document.xml": OSF}),
        "highland": archive({"Mill.textbundle/text.md": TEXT}),
        "celtx": archive({"project.rdf": "<RDF/>", "script-a.html": CELTX}),
        "docx": archive({"word/document.xml": DOCX, "word/styles.xml": STYLES}),
        "trelby": TRELBY.encode(),
        "pdf": Layout().pdf([e for e in elements if e.kind not in _UNPRINTED]),
    }


#: What stands inside the archives, by format: the member's name and its text.
INSIDE = {
    "fadein": ("document.xml", OSF),
    "highland": ("Mill.textbundle/text.md", TEXT),
    "celtx": ("script-a.html", CELTX),
    "docx": ("word/document.xml", DOCX),
}
