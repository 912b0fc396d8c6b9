"""The command ``replica``: the tool that lies in this package takes the place of this process."""

import os
import sys


def main() -> None:
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "replica")
    os.execv(program, ["replica", *sys.argv[1:]])
