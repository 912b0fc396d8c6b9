"""The types that checkers see are those of the results."""

import os
import re
import types
import typing
import unittest

import numpy
import replica_kit as rk
from support import InFolder


def documents():
    """The TypedDicts of the stubs, as checkers read them."""
    with open(os.path.join(os.path.dirname(rk.__file__), "answers.pyi"), encoding="utf-8") as file:
        lines = [line for line in file if re.match(r"\w+Document = TypedDict", line)]

    class NotRequired:
        def __class_getitem__(cls, kind):
            return types.SimpleNamespace(kind=kind)

    class Document(types.SimpleNamespace):
        """A TypedDict; where there may be a number instead, nothing is looked at."""

        def __or__(self, other):
            return typing.Any

        __ror__ = __or__

    found = {"NotRequired": NotRequired, "Any": typing.Any, "TypedDict": lambda name, fields: Document(fields=fields)}
    # A union of a document and None, and a list of documents, are read without their classes.
    for line in lines:
        line = re.sub(r"list\[([^\]\[]*Document)\]", r"(list, \1)", line)
        exec(re.sub(r"(\w+Document) \| None", r"(None, \1)", line), found)
    return found


def faults(value, kind, where):
    """Where a value is not of a type."""
    if isinstance(kind, types.SimpleNamespace) and hasattr(kind, "kind"):
        kind = kind.kind
    if isinstance(kind, tuple):
        if kind[0] is None:
            return [] if value is None else faults(value, kind[1], where)
        return [fault for item in value for fault in faults(item, kind[1], where)]
    if isinstance(kind, types.SimpleNamespace):
        if not isinstance(value, dict):
            return [f"{where} is {value!r}"]
        required = {key for key, inner in kind.fields.items() if not hasattr(inner, "kind")}
        found = [f"{where} has no {key}" for key in required - set(value)]
        found += [
            f"{where} has {key}, which its type lacks: an answer of Tests/ReferenceData/Golden is to be frozen anew"
            for key in set(value) - set(kind.fields)]
        for key in set(value) & set(kind.fields):
            found += faults(value[key], kind.fields[key], f"{where}.{key}")
        return found
    if kind is typing.Any or typing.Any in typing.get_args(kind):
        return []
    origin = typing.get_origin(kind)
    if origin is list:
        return [] if isinstance(value, list) else [f"{where} is no list"]
    allowed = typing.get_args(kind) or (kind,)
    if any(typing.get_origin(one) is list for one in allowed):
        return []
    allowed = tuple(type(None) if one is None else one for one in allowed)
    # A whole number is a float for checkers.
    return [] if isinstance(value, allowed + ((int,) if float in allowed else ())) else [f"{where} is {value!r}, not {kind}"]


class Types(InFolder):
    def test_documents_have_their_types(self):
        known = documents()
        spins = numpy.random.default_rng(1).choice([-1.0, 1.0], (32, 128))
        run = rk.sample("sk", spins=24, temperatures=[0.6, 1.3], instances=3, sweeps=256, draws=16, output="a.zarr")
        for name, result in (
            ("Sample", run), ("Classify", rk.classify(spins)), ("Classify", rk.classify("a.zarr", temperature=0.6)),
            ("Status", rk.status(run)), ("Doctor", rk.doctor()), ("Reproduce", rk.reproduce()),
            ("Overlaps", rk.overlaps(spins)), ("Overlaps", rk.overlaps("a.zarr")), ("Check", rk.check("a.zarr")),
            ("Exact", rk.exact("sk", spins=8, temperature=1)), ("Synth", rk.synth("full", spins=64, replicas=16)),
            ("Exact", rk.exact("edwards-anderson", dimension=2, length=3, temperature=1)),
            ("TheorySk", rk.theory.sk(temperature_range=(0.3, 0.9, 3), ansatz="rs")),
            ("TheoryPspin", rk.theory.pspin(p=3, temperature=0.8)),
            ("TheoryHopfield", rk.theory.hopfield(load=0.1, temperature_range=(0.1, 1, 3))),
            ("RecurrentSimulate", rk.recurrent.simulate(sigma_w=1.5, neurons=30, networks=1, time=2)),
            ("TheorySk", rk.theory.sk(temperature=0.8)), ("TheoryRem", rk.theory.rem(temperature=0.5)),
            ("TheoryHopfield", rk.theory.hopfield(load=0.03, temperature=0.3)),
            ("TheoryAtLine", rk.theory.at_line(field=0.3)),
            ("DeepnetTheory", rk.deepnet.theory(sigma_w=1.2, sigma_b=0.1)),
            ("DeepnetTrajectory", rk.deepnet.trajectory(sigma_w=1.2, sigma_b=0.1, q0=1, c0=0.5, depth=3)),
            ("RecurrentTheory", rk.recurrent.theory(sigma_w=0.7)), ("RecurrentTheory", rk.recurrent.theory(sigma_w=1.7)),
        ):
            with self.subTest(name=name):
                self.assertEqual(faults(result.to_dict(), known[name + "Document"], name), [])


if __name__ == "__main__":
    unittest.main()
