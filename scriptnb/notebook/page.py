"""The script and the style sheet of a widget, made of the files in ``static/``.

A front end loads one ES module per widget, from a text that has no address, so an ``import`` of
another file cannot work there. The files are ordinary modules all the same, for editors, type
checkers and Node; `script` joins them when the package is imported, so that nothing is built.

What a file in ``static/`` may use:

- ``import { name, other } from "./file.js";`` at the start of a line, over one line or several,
  without ``as``; the path is relative and stays in ``static/``;
- ``export`` before a ``function``, ``async function``, ``class`` or ``const`` at the start of a
  line; a file that is imported exports nothing by default;
- ``export default`` only in the file that a widget loads.

Anything else that begins a line with ``import`` or ``export`` is a `ValueError`, and so are a name
that the other file does not export and files that import each other in a circle.
"""

from __future__ import annotations

import re
from pathlib import Path

STATIC = Path(__file__).parent / "static"

_IMPORT = re.compile(r'^import \{([\w\s,$]+)\} from "(\.\.?/[^"\n]+)";$', re.MULTILINE)
_EXPORT = re.compile(
    r"^export (?=(?:async function|function|class|const) ([A-Za-z_$][\w$]*))", re.MULTILINE
)
_DEFAULT = re.compile(r"^export default ", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def styles(*names: str) -> str:
    """Join style sheets of ``static/`` in the given order."""
    return "".join((STATIC / name).read_text(encoding="utf-8") for name in names)


def script(entry: str, folder: Path = STATIC) -> str:
    """Join a module and everything that it imports into one module.

    Each imported file appears once, before the files that import it, as a function that is called
    at once and returns what the file exports: names that a file does not export stay its own.

    Parameters
    ----------
    entry
        The file that the widget loads, such as ``"card.js"``.
    folder
        Where the file is.

    Returns
    -------
    str
        A module without imports, with the default export of ``entry``.

    Raises
    ------
    ValueError
        When a file uses a form of import or export that is not supported.
    """
    return _Joined(folder.resolve()).module(entry)


class _Joined:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        #: What each finished file exports, in the order in which the files must run.
        self._exports: dict[Path, list[str]] = {}
        self._parts: list[str] = []
        self._open: list[Path] = []

    def module(self, entry: str) -> str:
        path = self._folder / entry
        source = self._without_imports(path)
        if len(_DEFAULT.findall(source)) != 1:
            raise ValueError(f"{entry}: a widget's file has one default export")
        self._refuse_others(path, _DEFAULT.sub("", source))
        return "".join([*self._parts, source])

    def _include(self, path: Path, importer: Path) -> None:
        if path in self._exports:
            return
        if path in self._open:
            raise ValueError(f"{self._name(importer)}: {self._name(path)} imports it in a circle")
        if not path.is_relative_to(self._folder) or not path.is_file():
            raise ValueError(f"{self._name(importer)}: there is no file {self._name(path)}")
        source = self._without_imports(path)
        exports = _EXPORT.findall(source)
        source = _EXPORT.sub("", source)
        self._refuse_others(path, source)
        self._exports[path] = exports
        variable = self._variable(path)
        names = ", ".join(exports)
        self._parts.append(
            f"const {variable} = (() => {{\n{source}\nreturn {{ {names} }};\n}})();\n"
        )

    def _without_imports(self, path: Path) -> str:
        """Read a file, include what it imports, and take the names from what was included."""
        source = path.read_text(encoding="utf-8")
        self._open.append(path)

        def taken(found: re.Match[str]) -> str:
            names = [name for part in found[1].split(",") if (name := part.strip())]
            other = (path.parent / found[2]).resolve()
            self._include(other, importer=path)
            for name in names:
                if name not in self._exports[other]:
                    raise ValueError(
                        f"{self._name(path)}: {self._name(other)} does not export {name!r}"
                    )
            return f"const {{ {', '.join(names)} }} = {self._variable(other)};"

        source = _IMPORT.sub(taken, source)
        self._open.pop()
        return source

    def _refuse_others(self, path: Path, source: str) -> None:
        if found := _OTHER.search(source):
            raise ValueError(f"{self._name(path)}: cannot join this line: {found[0]}")

    def _variable(self, path: Path) -> str:
        return f"module${list(self._exports).index(path)}"

    def _name(self, path: Path) -> str:
        inside = path.is_relative_to(self._folder)
        return path.relative_to(self._folder).as_posix() if inside else str(path)
