"""The types of results, read off the answers of the tool in Tests/ReferenceData/Golden, which a test keeps true to the tool, and
in the folder `documents`, which the tests of the package keep so: no list of keys is written by hand.

The result of a verb has a class with the keys of its document as attributes and items, and a TypedDict of the document in
plain types, which `to_dict()` returns. A key that only some answers have is not required; null in one makes it optional.
"""

from __future__ import annotations

import json
import keyword
import pathlib
from typing import Any

HEADER = '''"""Types of results, for checkers alone: `if TYPE_CHECKING: from replica_kit.answers import ClassifyResult, ClassifyDocument`."""

from typing import Any, Literal, overload
from typing_extensions import NotRequired, TypedDict
import numpy
from .recurrent import Networks
from .results import Estimate, Page, Record, Result
from .verbs import Sample
'''
#: Objects that are the same thing in the answers of all verbs.
SHARED = {"model"}
#: What Scripts/golden sets to 0, so that it looks like a whole number.
TIMES = {"wall_seconds", "nanoseconds_per_update"}


def examples(golden: pathlib.Path) -> dict[tuple[str, ...], list[dict]]:
    """The documents of every verb; those of which the machine or the clock decides the numbers lie in ``documents``."""
    found: dict[tuple[str, ...], list[dict]] = {}
    for path in sorted((pathlib.Path(__file__).parent / "documents").iterdir()):
        found.setdefault((path.stem.split("-")[0],), []).append(json.loads(path.read_text(encoding="utf-8")))
    for line in (golden / "commands.txt").read_text().splitlines():
        if not line or line.startswith("#") or "--help" in line:
            continue
        file, *words = line.split()
        verb = tuple(words[:2] if words[0] in ("theory", "deepnet", "recurrent") else words[:1])
        text = (golden / "answers" / file).read_text()
        if text.startswith("{"):
            found.setdefault(verb, []).append(json.JSONDecoder().raw_decode(text)[0])
    return found


class Writer:
    """Classes and TypedDicts of documents, in the order in which they are needed."""

    def __init__(self, shared: dict[str, list]) -> None:
        self.lines: list[str] = []
        self.documents: set[str] = set()
        self.values_of_key: dict[str, list] = {}
        self.shared = shared

    def verb(self, documents: list[dict], name: str, base: str) -> str:
        """Writes the classes of a verb; the name of that of its results."""
        self.values_of_key = {}
        self._collect(documents)
        return self.record(documents, name, base)

    def _collect(self, value: object) -> None:
        if isinstance(value, list):
            for item in value:
                self._collect(item)
        elif isinstance(value, dict):
            for key, inner in value.items():
                self.values_of_key.setdefault(key, []).append(inner)
                self._collect(inner)

    def plain(self, values: list, name: str) -> str:
        """The type of values of a document."""
        return self._type(values, name, self.document, lambda inner, inner_name: f"list[{self.plain(inner, inner_name)}]")

    def converted(self, values: list, name: str) -> str:
        """The type that `results._converted` makes of them."""
        return self._type(values, name, self._record, self._converted_list)

    def _type(self, values: list, name: str, of_dicts: Any, of_lists: Any) -> str:
        kinds: dict[str, None] = {}
        dicts = [value for value in values if isinstance(value, dict)]
        lists = [value for value in values if isinstance(value, list)]
        if dicts:
            kinds[of_dicts(dicts, name)] = None
        if lists:
            kinds[of_lists([item for value in lists for item in value], name)] = None
        for value in values:
            if isinstance(value, str) and self._is_file(value) and of_dicts == self._record:
                return "Any"
            if not isinstance(value, (dict, list)):
                kind = "None" if value is None else type(value).__name__
                kinds["float" if name.split("__")[-1] in TIMES else kind] = None
        if "float" in kinds:
            kinds.pop("int", None)
        if list(kinds) == ["None"] or not kinds or "Any" in kinds:
            return "Any"
        return " | ".join(sorted(kinds, key="None".__eq__))

    @staticmethod
    def _is_file(value: str) -> bool:
        return value.endswith(".npy")

    def _converted_list(self, items: list, name: str) -> str:
        if items and all(isinstance(item, dict) for item in items):
            return f"list[{self.converted(items, name)}]"
        flat = items
        while flat and all(isinstance(item, list) for item in flat):
            flat = [inner for item in flat for inner in item]
        if flat and all(item is None or type(item) in (int, float) for item in flat):
            return "numpy.ndarray"
        kinds = {type(item).__name__ for item in items}
        return f"list[{kinds.pop()}]" if kinds and kinds <= {"str", "bool"} and len(kinds) == 1 else "Any"

    def _fields(self, values: list[dict]) -> dict[str, list]:
        """What was found under every key; what is null elsewhere in the verb's answers may be so here, and what is nothing
        but null here is what it is elsewhere."""
        fields = {}
        for key in dict.fromkeys(key for value in values for key in value):
            found = [value[key] for value in values if key in value]
            elsewhere = self.values_of_key.get(key, [])
            if key in SHARED and all(isinstance(one, dict) for one in found):
                fields[key] = found + self.shared.get(key, [])
            elif all(one is None for one in found):
                fields[key] = found + elsewhere
            else:
                fields[key] = found + [None] * (None in elsewhere and None not in found)
        return fields

    def document(self, values: list[dict], name: str) -> str:
        """Writes a TypedDict, once; its name."""
        if name in self.documents:
            return name + "Document"
        self.documents.add(name)
        fields = []
        for key, found in self._fields(values).items():
            kind = self.plain(found, f"{name}__{key}")
            fields.append(f"{key!r}: {kind if all(key in value for value in values) else f'NotRequired[{kind}]'}")
        self.lines.append(f"{name}Document = TypedDict({name + 'Document'!r}, {{{', '.join(fields)}}})")
        return name + "Document"

    def _record(self, values: list[dict], name: str) -> str:
        if all(set(value) in ({"mean", "error"}, {"value", "error"}) for value in values):
            numbers = [value.get("mean", value.get("value")) for value in values]
            return "Estimate | None" if None in numbers else "Estimate"
        return self.record(values, name, "Record")

    def record(self, values: list[dict], name: str, base: str) -> str:
        """Writes a class whose attributes and items are the keys; its name."""
        document = self.document(values, name)
        body, items = [], []
        for key, found in self._fields(values).items():
            kind = self.converted(found, f"{name}__{key}")
            if key.isidentifier() and not keyword.iskeyword(key) and key not in RESERVED:
                body.append(f"    {key}: {kind}")
            items.append(f"    @overload\n    def __getitem__(self, key: Literal[{key!r}]) -> {kind}: ...")
        body += [*items, "    @overload\n    def __getitem__(self, key: str) -> Any: ..."] if items else []
        body.append(f"    def to_dict(self) -> {document}: ...  # type: ignore[override]")
        kind = name if base == "Record" else name + "Result"
        self.lines.append(f"class {kind}({base}):\n" + "\n".join(body))
        return kind


#: What a result has already.
RESERVED = {
    "keys", "items", "values", "get", "json", "notes", "arrays", "figure", "html", "save", "run", "to_dict", "to_xarray"}


def class_of(verb: tuple[str, ...]) -> str:
    return "".join(part.capitalize() for word in verb for part in word.split("-"))


def stub(golden: pathlib.Path) -> tuple[str, dict[tuple[str, ...], str]]:
    """The text of the module of types, and the class of each verb."""
    found = examples(golden)
    writer, names = Writer({key: [
        document[key] for documents in found.values() for document in documents if isinstance(document.get(key), dict)]
        for key in SHARED}), {}
    for verb, documents in found.items():
        base = {("sample",): "Sample", ("recurrent", "simulate"): "Networks", ("recurrent", "lyapunov"): "Networks",
                ("report",): "Page"}.get(verb, "Result")
        names[verb] = writer.verb(documents, class_of(verb), base)
    return HEADER + "\n" + "\n".join(writer.lines) + "\n", names
