"""Writes the stubs of the package: every verb with its options as keywords, from the help of the tool itself.

    python stubs.py PACKAGE HELP.json FOLDER

HELP.json is what `replica --experimental-dump-help` prints; a .pyi file for each module with verbs is put into FOLDER, and one
with the types of their results.
"""

from __future__ import annotations

import ast
import json
import pathlib
import sys

import answers

#: Options that mean nothing to a caller in Python, or have a place of their own in the signatures.
LEFT_OUT = {"json", "help", "version", "quiet"}
ALIAS = """
Option = str | int | float | bool | os.PathLike[str] | Sequence[Any] | Mapping[str, Any] | numpy.ndarray | None
"""


def options(tree: dict, path: list[str]) -> list[tuple[str, str]] | None:
    """The options of a verb as keywords with their types; None where there is no such verb."""
    for word in path:
        found = [command for command in tree.get("subcommands", []) if command["commandName"] == word]
        if not found:
            return None
        tree = found[0]
    if tree.get("subcommands"):
        return None
    found = []
    for argument in tree.get("arguments", []):
        if argument["kind"] == "positional":
            continue
        names = [name["name"] for name in argument["names"] if name["kind"] == "long"]
        name = names[0].replace("-", "_")
        if name not in LEFT_OUT and not name.startswith("no_"):
            found.append((name, "bool | None" if argument["kind"] == "flag" else "Option"))
    return found


def result_of(verb: tuple[str, ...], returns: ast.expr | None, results: dict[tuple[str, ...], str]) -> ast.expr | None:
    """The class of a verb's result in the place of the one that the source names."""
    is_result = isinstance(returns, ast.Name) and returns.id in ("Result", "Sample", "Networks")
    return ast.parse(f"answers.{results[verb]}", mode="eval").body if is_result and verb in results else returns


def stub(source: str, tree: dict, prefix: list[str], results: dict[tuple[str, ...], str]) -> str:
    """The stub of a module; ``results`` has the class of a verb's result."""
    module = ast.parse(source)
    lines = ["import os", "from collections.abc import Mapping, Sequence", "import numpy", "from . import answers"]
    body: list[str] = []
    for node in module.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)) and getattr(node, "module", "") != "__future__":
            lines.append(ast.unparse(node))
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    inner.body = [ast.Expr(ast.Constant(...))]
                    inner.returns = result_of((inner.name,), inner.returns, results)
            body.append(ast.unparse(node))
        elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            body.append(ast.unparse(node))
        elif isinstance(node, ast.FunctionDef):
            node.body = [ast.Expr(ast.Constant(...))]
            node.returns = result_of((*prefix, node.name.replace("_", "-")), node.returns, results)
            arguments = node.args
            found = options(tree, prefix + [node.name.replace("_", "-")])
            if arguments.kwarg is not None and found is not None:
                given = {argument.arg for argument in arguments.args + arguments.kwonlyargs}
                arguments.kwarg = None
                for name, kind in found:
                    if name not in given:
                        arguments.kwonlyargs.append(ast.arg(name, ast.parse(kind, mode="eval").body))
                        arguments.kw_defaults.append(ast.Constant(...))
                if prefix and "progress" not in given:
                    arguments.kwonlyargs.append(ast.arg("progress", ast.Name("Any")))
                    arguments.kw_defaults.append(ast.Constant(...))
            body.append(ast.unparse(ast.fix_missing_locations(node)))
    return "\n".join(dict.fromkeys(lines)) + "\n" + ALIAS + "\n" + "\n".join(body) + "\n"


def main() -> None:
    package, folder = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[3])
    tree = json.loads(pathlib.Path(sys.argv[2]).read_text())["command"]
    types, results = answers.stub(package.parents[1] / "Tests" / "ReferenceData" / "Golden")
    (folder / "answers.pyi").write_text(types)
    for name, prefix in (("verbs", []), ("theory", ["theory"]), ("deepnet", ["deepnet"]), ("recurrent", ["recurrent"])):
        text = stub((package / f"{name}.py").read_text(), tree, prefix, results)
        ast.parse(text)
        (folder / f"{name}.pyi").write_text(text)


if __name__ == "__main__":
    main()
