"""What goes wrong: one exception for each exit code of the tool."""

from __future__ import annotations


class ReplicaError(Exception):
    """A command that did not come to its end.

    ``code`` is the exit code of the tool; ``result`` is what was found all the same, such as by a run that is not
    equilibrated within its budget, None where nothing was.
    """

    code = 1
    result = None


class Refused(ReplicaError, RuntimeError):
    """The computation failed or was refused; the message says why and what to change."""

    code = 1


class Usage(ReplicaError, TypeError, ValueError):
    """An option that does not exist, or a value that it cannot have."""

    code = 64


class BadData(ReplicaError, ValueError):
    """An array or a file holds what cannot be used; the message says where and what was expected."""

    code = 65


class Missing(ReplicaError, FileNotFoundError):
    """A file or a run is missing or unreadable."""

    code = 66


class CannotCreate(ReplicaError, FileExistsError):
    """A file or a run cannot be made, or is there already (``force=True`` replaces it, ``resume=True`` goes on)."""

    code = 73


class Unfinished(ReplicaError, TimeoutError):
    """The time limit is over; the same call with ``resume=True`` goes on."""

    code = 75


class Interrupted(ReplicaError, KeyboardInterrupt):
    """Ctrl-C; a run on disk kept a checkpoint, and the same call with ``resume=True`` goes on to the same bits."""

    code = 130


KINDS = {kind.code: kind for kind in (Refused, Usage, BadData, Missing, CannotCreate, Unfinished, Interrupted)}
