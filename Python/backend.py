"""Builds the wheel of a library that was linked already; `Scripts/wheel` calls it, and `pip install ./Python` calls that.

A wheel is a zip archive with three files of its own. The metadata come from pyproject.toml, the version from the library.
"""

from __future__ import annotations

import base64
import ctypes
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
#: No clock is read, so that the same sources make the same wheel.
MOMENT = (2020, 1, 1, 0, 0, 0)


def version_of(library: pathlib.Path) -> str:
    loaded = ctypes.CDLL(str(library))
    loaded.replica_version.restype = ctypes.c_char_p
    return json.loads(loaded.replica_version())["version"]


def make_wheel(
    folder: pathlib.Path, library: pathlib.Path, program: pathlib.Path, stubs: pathlib.Path,
) -> pathlib.Path:
    """Writes the wheel of this machine; auditwheel adds the libraries that it needs and says where it runs."""
    import tomllib

    project = tomllib.loads((HERE / "pyproject.toml").read_text())["project"]
    version, tag = version_of(library), f"py3-none-linux_{os.uname().machine}"
    name = project["name"].replace("-", "_")
    info = f"{name}-{version}.dist-info"
    metadata = [
        "Metadata-Version: 2.1", f"Name: {project['name']}", f"Version: {version}", f"Summary: {project['description']}",
        f"Requires-Python: {project['requires-python']}", *(f"Requires-Dist: {need}" for need in project["dependencies"])]
    for extra, needs in project["optional-dependencies"].items():
        metadata.append(f"Provides-Extra: {extra}")
        for need in needs:
            requirement, _, condition = need.partition(";")
            also = f" and {condition.strip()}" if condition else ""
            metadata.append(f"Requires-Dist: {requirement}; extra == '{extra}'{also}")
    metadata += ["Description-Content-Type: text/markdown", "", (HERE / project["readme"]).read_text()]
    scripts = "".join(f"{key} = {value}\n" for key, value in project["scripts"].items())
    files: list[tuple[str, bytes, int]] = [
        (f"{name}/{path.name}", path.read_bytes(), 0o644)
        for path in sorted([*(HERE / name).iterdir(), *stubs.iterdir()]) if path.suffix in (".py", ".pyi", ".typed")]
    files += [
        (f"{name}/{library.name}", library.read_bytes(), 0o755), (f"{name}/{program.name}", program.read_bytes(), 0o755),
        (f"{info}/METADATA", "\n".join(metadata).encode(), 0o644),
        (f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: replica-kit\nRoot-Is-Purelib: false\nTag: {tag}\n".encode(), 0o644),
        (f"{info}/entry_points.txt", f"[console_scripts]\n{scripts}".encode(), 0o644)]
    record = "".join(
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b'=').decode()},{len(content)}\n"
        for path, content, _ in files)
    files.append((f"{info}/RECORD", (record + f"{info}/RECORD,,\n").encode(), 0o644))
    wheel = folder / f"{name}-{version}-{tag}.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, content, mode in files:
            entry = zipfile.ZipInfo(path, MOMENT)
            entry.external_attr = (0o100000 | mode) << 16
            # auditwheel packs it again.
            entry.compress_type = zipfile.ZIP_STORED
            archive.writestr(entry, content)
    return wheel


def build_wheel(wheel_directory: str, config_settings=None, metadata_directory=None) -> str:
    """PEP 517: what `pip install ./Python` calls."""
    script = HERE.parent / "Scripts" / "wheel"
    if not script.exists():
        sys.exit(f"replica-kit is built in its repository, whose {script} is missing; give pip the folder Python of a clone.")
    if sys.version_info < (3, 11):
        sys.exit(f"Building replica-kit needs Python 3.11 or later, and this is {sys.version.split()[0]}; its wheel runs on 3.10.")
    missing = [name for name in ("swift", "swiftc") if shutil.which(name) is None]
    if missing:
        sys.exit(
            f"Building replica-kit needs Swift, and {' and '.join(missing)} cannot be found on the PATH. Install a wheel that "
            "was built elsewhere, pip install replica_kit-*.whl, which needs no Swift; README.md says how to install Swift.")
    done = subprocess.run([str(script), wheel_directory], env={**os.environ, "PYTHON": sys.executable})
    if done.returncode != 0:
        sys.exit(f"Scripts/wheel ended with exit code {done.returncode}; its messages are above.")
    return next(pathlib.Path(wheel_directory).glob("replica_kit-*.whl")).name


if __name__ == "__main__":
    print(make_wheel(*map(pathlib.Path, sys.argv[1:5])))
