"""`page` joins the files of each widget into one module that a front end can load."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from scriptnb.notebook import page

if TYPE_CHECKING:
    from pathlib import Path

ENTRIES = ["card.js", "explore.js", "opened.js", "panel.js", "shelf.js", "upload.js", "watch.js"]


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_widgets_module_imports_nothing_and_exports_its_default(
    entry: str, node: str, tmp_path: Path
) -> None:
    joined = tmp_path / "joined.mjs"
    joined.write_text(page.script(entry), encoding="utf-8")
    code = f"const {{ default: it }} = await import({json.dumps(joined.as_uri())});"
    code += "console.log(Object.keys(it), typeof it.render);"
    done = subprocess.run(
        [node, "--input-type=module", "--eval", code], capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "[ 'render' ] function\n", done.stderr


def test_every_file_is_part_of_some_widget() -> None:
    joined = "".join(page.script(entry) for entry in ENTRIES)
    for path in page.STATIC.rglob("*.js"):
        assert path.read_text(encoding="utf-8").splitlines()[0] in joined, path


def test_imports_run_first_once_and_keep_their_own_names(node: str, tmp_path: Path) -> None:
    write(
        tmp_path,
        deep='const own = "deep";\nconsole.log(own);\nexport const word = () => own;\n',
        one='import { word } from "./deep.js";\nconst own = 1;\n'
        "export function one() {\n  return word() + own;\n}\n",
        two='import { word } from "./deep.js";\nconst own = 2;\n'
        "export class Two {\n  say() {\n    return word() + own;\n  }\n}\n",
        entry='import {\n  one,\n} from "./one.js";\nimport { Two } from "./two.js";\n'
        "const own = 3;\nconsole.log(one(), new Two().say(), own);\nexport default { one };\n",
    )
    done = subprocess.run(
        [node, "--input-type=module"],
        input=page.script("entry.js", tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout == "deep\ndeep1 deep2 3\n", done.stderr


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('import { b as c } from "./b.js";', "entry.js: b.js does not export 'b as c'"),
        ('import * as b from "./b.js";', "entry.js: cannot join this line: import"),
        ('import b from "./b.js";', "entry.js: cannot join this line: import"),
        ('import "./b.js";', "entry.js: cannot join this line: import"),
        ('import { b } from "b";', "entry.js: cannot join this line: import"),
        ('import { c } from "./b.js";', "entry.js: b.js does not export 'c'"),
        ('import { b } from "./gone.js";', "entry.js: there is no file gone.js"),
        ('import { b } from "../b.js";', "entry.js: there is no file "),
        ("export { b };", "entry.js: cannot join this line: export"),
        ('import { b } from "./circle.js";', "circle.js: entry.js imports it in a circle"),
        ('import { b } from "./mutable.js";', "mutable.js: cannot join this line: export let"),
        ('import { b } from "./default.js";', "default.js: cannot join this line: export default"),
    ],
)
def test_what_cannot_be_joined_is_refused(line: str, message: str, tmp_path: Path) -> None:
    write(
        tmp_path,
        b="export const b = 1;\n",
        circle='import { it } from "./entry.js";\nexport const b = it;\n',
        mutable="export let b = 1;\n",
        default="export const b = 1;\nexport default b;\n",
        entry=f"{line}\nexport default {{}};\n",
    )
    with pytest.raises(ValueError, match=re.escape(message)):
        page.script("entry.js", tmp_path)


def test_a_widgets_file_has_one_default_export(tmp_path: Path) -> None:
    write(tmp_path, entry="export const b = 1;\n")
    with pytest.raises(ValueError, match=r"entry\.js: a widget's file has one default export"):
        page.script("entry.js", tmp_path)
