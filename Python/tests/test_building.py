"""What pip calls when it is given the folder Python of a clone."""

import importlib.util
import os
import pathlib
import sys
import unittest
import unittest.mock

from support import InFolder

BACKEND = pathlib.Path(__file__).parents[1] / "backend.py"


@unittest.skipIf(sys.version_info < (3, 11), "wheels are built with Python 3.11 or later")
class Building(InFolder):
    def setUp(self):
        super().setUp()
        description = importlib.util.spec_from_file_location("backend", BACKEND)
        self.backend = importlib.util.module_from_spec(description)
        description.loader.exec_module(self.backend)
        # A repository whose Scripts/wheel says what it was given, and a Swift that is never called.
        self.script = pathlib.Path("Scripts/wheel")
        for path, text in ((self.script, 'echo "$PYTHON" > "$1/replica_kit-1.whl"'), (pathlib.Path("bin/swift"), "exit 9"),
                           (pathlib.Path("bin/swiftc"), "exit 9")):
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"#!/bin/sh\n{text}\n")
            path.chmod(0o755)
        os.mkdir("made")
        self.backend.HERE = pathlib.Path(self.folder) / "Python"

    def build(self, folder="bin"):
        with unittest.mock.patch.dict(os.environ, {"PATH": f"{self.folder}/{folder}:/usr/bin:/bin"}):
            return self.backend.build_wheel("made")

    def test_the_script_of_the_repository_builds(self):
        self.assertEqual(self.build(), "replica_kit-1.whl")
        self.assertEqual(pathlib.Path("made/replica_kit-1.whl").read_text().strip(), sys.executable)

    def test_what_is_missing_is_said(self):
        with unittest.mock.patch("shutil.which", return_value=None), self.assertRaisesRegex(SystemExit, "needs Swift"):
            self.build("nothing")
        self.script.write_text("#!/bin/sh\nexit 69\n")
        with self.assertRaisesRegex(SystemExit, "exit code 69"):
            self.build()
        self.script.unlink()
        with self.assertRaisesRegex(SystemExit, "Scripts/wheel is missing"):
            self.build()


if __name__ == "__main__":
    unittest.main()
