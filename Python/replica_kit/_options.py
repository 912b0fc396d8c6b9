"""The options of the tool, and what it says in the words of keywords."""

from __future__ import annotations

import functools
import json
import re
from typing import Any

from ._job import Job
from ._library import MARK
from .errors import Usage


@functools.lru_cache(maxsize=None)
def _tree() -> dict[str, Any]:
    """All verbs with their arguments, as the tool describes them."""
    job = Job(["--experimental-dump-help"], [])
    job.wait(None)
    return json.loads(job.text("message") or "{}")["command"]


@functools.lru_cache(maxsize=None)
def arguments_of(*verb: str) -> tuple[dict[str, Any], ...]:
    """The arguments of a verb, as the tool describes them; an error for what is no verb."""
    tree = _tree()
    for word in verb:
        found = [command for command in tree.get("subcommands", []) if command["commandName"] == word]
        if not found:
            raise Usage(f"there is no verb {' '.join(verb)}")
        tree = found[0]
    return tuple(tree.get("arguments", []))


def long_name(argument: dict[str, Any]) -> str:
    """The name of an option that is a word."""
    return max((name["name"] for name in argument["names"]), key=len)


def takes_no_value(verb: tuple[str, ...], option: str) -> bool:
    """Whether an option is a flag; what is no option is left to the tool, which knows what was meant."""
    kinds = [
        argument["kind"] for argument in arguments_of(*verb)
        if argument["kind"] != "positional" and option[2:] in (name["name"] for name in argument["names"])]
    return not kinds or kinds[0] == "flag"


def names_a_file(verb: tuple[str, ...], option: str) -> bool:
    """Whether the value of an option is a file; what is no option is left to the tool."""
    names = [
        argument.get("valueName", "") for argument in arguments_of(*verb)
        if argument["kind"] != "positional" and option[2:] in (name["name"] for name in argument["names"])]
    return not names or "file" in names[0]


@functools.lru_cache(maxsize=None)
def _kinds() -> dict[str, str]:
    """The kinds of all options of all verbs, "flag" or "option"."""
    found: dict[str, str] = {}
    trees = [_tree()]
    for tree in trees:
        trees += tree.get("subcommands", [])
        for argument in tree.get("arguments", []):
            for name in argument["names"] if argument["kind"] != "positional" else []:
                found[name["name"]] = argument["kind"] if found.get(name["name"]) != "option" else "option"
    return found


#: Whole commands, which stay as they are typed.
_COMMAND = re.compile(r"(\breplica [a-z][^\n'`;]*)")
#: An option with what may stand behind it: a placeholder, a number, or a word such as site-mean.
_OPTION = re.compile(
    r"(?<![^\s('\"“,;:=])--([a-z][a-z0-9-]*[a-z0-9])(?![\w/-]|\.\w)"
    r"(?:([ =])([A-Z][A-Z_]*(?![\w./])|[-+]?\d(?:[\w.]*\w)?(?![\w/])|[a-z]+(?:-[a-z]+)+(?![\w./])))?")


def words_of_python(message: str, own: tuple[str, ...] = ()) -> str:
    """A message of the tool in the words of keywords: ``--sigma-w 2`` is ``sigma_w=2``, ``--resume`` is ``resume=True``.

    Names of files and whole commands stay as they are; ``own`` has the options of the call, which may be none of the tool.
    """
    message = message.replace(MARK, "")
    if "--" not in message:
        return message
    kinds = {**dict.fromkeys(own, "unknown"), **_kinds()}

    def keyword(found: re.Match[str]) -> str:
        name, space, value = found.groups()
        if name not in kinds:
            return found[0]
        is_off = name.startswith("no-") and kinds[name] == "flag" and name[3:] in kinds
        word = (name[3:] if is_off else name).replace("-", "_")
        if kinds[name] == "flag":
            return f"{word}={not is_off}" + (space + value if value else "")
        if value:
            return f'{word}="{value}"' if value[0].islower() else f"{word}={value}"
        return word

    parts = _COMMAND.split(message)
    return "".join(part if k % 2 else _OPTION.sub(keyword, part) for k, part in enumerate(parts))


def failure(message: str, own: tuple[str, ...] = ()) -> str:
    """What went wrong, without the lines that explain a command line."""
    message = re.split(r"\n(?:Usage:|Help:|  See )", message)[0]
    return words_of_python(re.sub(r"^(?:error|Error): ", "", message), own)
