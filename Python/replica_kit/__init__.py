"""Overlaps, spectra and replica-symmetry breaking of sampled networks.

    import numpy, replica_kit
    replica_kit.classify(configurations)                  # R × N: the verdict
    replica_kit.theory.sk(temperature=0.5)                # Parisi's solution
    replica_kit.sample("sk", spins=256, temperature_range=(0.4, 1.5, 18), output="sk.zarr")

Everything is computed by the library of the tool ``replica``, whose options the keywords are.
"""

from . import deepnet, recurrent, theory
from .errors import BadData, CannotCreate, Interrupted, Missing, Refused, ReplicaError, Unfinished, Usage
from .results import Estimate, Page, Record, Result
from .verbs import (
    Run, Sample, check, classify, compare, doctor, exact, open_run, options, overlaps, plan, report, reproduce, run, sample,
    scan, status, synth, versions)

__all__ = [
    "BadData", "CannotCreate", "Estimate", "Interrupted", "Missing", "Page", "Record", "Refused", "ReplicaError", "Result",
    "Run", "Sample", "Unfinished", "Usage", "check", "classify", "compare", "deepnet", "doctor", "exact", "open_run",
    "options", "overlaps", "plan", "recurrent", "report", "reproduce", "run", "sample", "scan", "status", "synth", "theory",
    "versions"]


def __getattr__(name: str):
    if name == "__version__":
        return versions()["version"]
    raise AttributeError(name)
