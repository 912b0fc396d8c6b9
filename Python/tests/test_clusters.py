"""The recipe for Dask in the article on clusters, as it stands: its run has the bytes of one process."""

import importlib.util
import pathlib
import re
import subprocess
import sys
import unittest

import replica_kit as rk
from support import InFolder

ARTICLE = pathlib.Path(__file__).parents[2] / "Sources/ReplicaKit/ReplicaKit.docc/Clusters.md"


def lasting(store: pathlib.Path) -> dict[str, bytes]:
    """What must not depend on how a run was computed."""
    return {str(path.relative_to(store)): path.read_bytes() for path in sorted(store.rglob("*"))
            if path.is_file() and "wall_seconds/c" not in str(path)}


class Clusters(InFolder):
    @unittest.skipIf(importlib.util.find_spec("distributed") is None, "Dask is not installed")
    def test_dask(self):
        text, = re.findall(r"^```python\n(.*?)^```$", ARTICLE.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        pathlib.Path("recipe.py").write_text(text, encoding="utf-8")
        done = subprocess.run([sys.executable, "recipe.py"], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        rk.sample("sk", spins=32, temperatures=[0.8], instances=12, output="one.zarr")
        one, many = lasting(pathlib.Path("one.zarr")), lasting(pathlib.Path("many.zarr"))
        self.assertEqual(sorted(one), sorted(many))
        self.assertEqual([name for name in one if one[name] != many[name]], [])


if __name__ == "__main__":
    unittest.main()
