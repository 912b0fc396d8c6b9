"""The examples of the article for users of Python run as they stand and are right for a type checker."""

import importlib.util
import os
import pathlib
import re
import subprocess
import sys
import unittest

import numpy
import replica_kit as rk
from support import InFolder

ARTICLE = pathlib.Path(__file__).parents[2] / "Sources/ReplicaKit/ReplicaKit.docc/PythonUsers.md"
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", ARTICLE.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
#: What a checker must find: lines with the words that its message has.
MISTAKES = {
    'rk.classify(numpy.ones((4, 4)), temprature=1)': "temprature",
    'rk.classify(numpy.ones((4, 4))).verdict + 1': "operator",
    'rk.theory.sk(temperature=1).to_dict()["replicom"]': "replicom",
    'rk.sample("sk", spins=8).temperatures[0].energy_per_spin.eror': "eror",
}


class Examples(InFolder):
    def test_they_run(self):
        self.assertGreaterEqual(len(EXAMPLES), 4)
        numpy.save("configurations.npy", rk.synth("rs", spins=64, replicas=16, seed=1).configurations)
        for number, text in enumerate(EXAMPLES):
            with self.subTest(example=number):
                done = subprocess.run([sys.executable, "-W", "error", "-c", text], capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stderr), (0, ""), text)

    @unittest.skipIf(importlib.util.find_spec("mypy") is None, "mypy is not installed")
    def test_they_are_right_for_a_type_checker(self):
        for number, text in enumerate(EXAMPLES):
            pathlib.Path(f"example_{number}.py").write_text(text, encoding="utf-8")
        pathlib.Path("mistakes.py").write_text(
            "import numpy, replica_kit as rk\n" + "\n".join(MISTAKES) + "\n", encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--hide-error-context",
             *sorted(name for name in os.listdir() if name.endswith(".py"))], capture_output=True, text=True)
        found = [line for line in done.stdout.splitlines() if ": error:" in line]
        self.assertEqual([line for line in found if not line.startswith("mistakes.py")], [], done.stdout)
        for number, (line, word) in enumerate(MISTAKES.items(), start=2):
            self.assertTrue(
                any(text.startswith(f"mistakes.py:{number}:") and word in text for text in found), f"{line}: {done.stdout}")


if __name__ == "__main__":
    unittest.main()
