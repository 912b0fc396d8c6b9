"""What the tests share: the tool of the same installation, and a folder of its own for each test."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

PACKAGE = os.environ.get("REPLICA_KIT_TOOL")
TOOL = PACKAGE or str(pathlib.Path(sys.executable).parent / "replica")


def tool(*words, folder="."):
    """The document that the tool prints, as text."""
    done = subprocess.run([TOOL, *words, "--json", "--quiet"], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"{words}: {done.returncode} {done.stderr}")
    return done.stdout


class InFolder(unittest.TestCase):
    """A test in a folder that is gone afterwards."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = temporary.name
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.folder)


def without_times(document):
    """A document without what no two calls have in common."""
    document = json.loads(document)
    for key in ("wall_seconds", "nanoseconds_per_update"):
        document.pop(key, None)
    return document
