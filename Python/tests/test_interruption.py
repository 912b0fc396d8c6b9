"""Ctrl-C during a call: it ends soon, and a run goes on to the same bits."""

import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

from support import InFolder

OPTIONS = 'spins=256, temperatures=[0.5, 0.8, 1.2], instances=2, sweeps=16384, seed=3, output="{}.zarr"'


class Interruption(InFolder):
    def start(self, text):
        process = subprocess.Popen(
            # A shell that runs the tests in the background has Ctrl-C ignored.
            [sys.executable, "-c", "import signal, time, replica_kit as rk\n"
             "signal.signal(signal.SIGINT, signal.default_int_handler)\n" + text], stdout=subprocess.PIPE, text=True)
        self.assertEqual(process.stdout.readline(), "ready\n")
        return process

    def interrupted(self, text, seconds):
        process = self.start(
            f"print('ready', flush=True)\ntry:\n    {text}\n    print('done')\n"
            "except rk.Interrupted as error:\n    print('interrupted', time.time(), flush=True)\n    print(error)\n")
        time.sleep(seconds)
        moment = time.time()
        process.send_signal(signal.SIGINT)
        output = process.communicate()[0]
        self.assertEqual(process.returncode, 0, output)
        self.assertTrue(output.startswith("interrupted"), output)
        return float(output.split()[1]) - moment, output

    def test_a_run_goes_on_to_the_same_bits(self):
        # Fewer sweeps would be over before the signal on a fast machine; the whole run may take a while on a slow one.
        took, output = self.interrupted(f"rk.sample('sk', {OPTIONS.format('a').replace('16384', '4000000')})", 1.5)
        self.assertLess(took, 5, output)
        self.assertIn("resume=True", output)
        self.assertTrue(os.path.isdir("a.zarr/.checkpoint"))
        import replica_kit as rk
        # About four seconds, twice.
        options = dict(spins=64, temperatures=[0.5, 0.8, 1.2], instances=1, sweeps=200_000, seed=3, threads=1)
        code = ", ".join(f"{key}={value!r}" for key, value in options.items())
        self.interrupted(f"rk.sample('sk', {code}, output='b.zarr')", 0.7)
        rk.sample("sk", output="b.zarr", resume=True, **options)
        rk.sample("sk", output="c.zarr", **options)
        self.assertEqual(contents("b.zarr"), contents("c.zarr"))

    def test_other_work(self):
        took, _ = self.interrupted("rk.compare(sigma_w=2, neurons=2000, networks=200)", 1.5)
        self.assertLess(took, 5)


def contents(run):
    """All chunks of a run but those of the times it took, and of the sums over them."""
    return {
        str(path.relative_to(run)): path.read_bytes() for path in pathlib.Path(run).rglob("c.*")
        if not {"wall_seconds", "chunk_checksum", ".checkpoint"} & set(path.parts)}


if __name__ == "__main__":
    unittest.main()
