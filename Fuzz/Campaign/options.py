"""Options of every verb, from its own help, with ordinary, extreme and useless values."""
import re
import subprocess

# What makes a verb quick, or possible: words that stand first, and options that are drawn over.
BASES = {
    "sample": ["sk", "--spins", "8", "--temperature", "1", "--sweeps", "16", "--draws", "2", "--output", "@new.zarr"],
    "overlaps": ["@array"], "classify": ["@array", "--no-power"], "check": ["sk.zarr"], "status": ["sk.zarr"],
    "report": ["sk.zarr", "--output", "@new.html"], "exact": ["sk", "--spins", "8", "--temperature", "1"],
    "synth": ["@class", "--spins", "32", "--replicas", "8", "--output", "@new.npy"],
    "compare": ["--sigma-w", "2", "--neurons", "20", "--networks", "2", "--replicas", "8", "--steps", "2", "--time", "2",
                "--spins", "16", "--instances", "2", "--sweeps", "32"],
    "theory sk": ["--ansatz", "rs", "--temperature", "0.5"], "theory pspin": ["--ansatz", "rs", "--temperature", "0.6"],
    "theory hopfield": ["--load", "0.05", "--temperature", "0.2"], "theory rem": ["--temperature", "0.4"],
    "theory at-line": ["--field", "0.5"],
    "theory tap": ["sk", "--spins", "16", "--temperature", "0.8", "--field", "0.3", "--starts", "2"],
    "deepnet theory": ["--sigma-w", "2", "--sigma-b", "0.3"],
    "deepnet trajectory": ["--sigma-w", "2", "--sigma-b", "0.3", "--depth", "3"],
    "deepnet critical-line": ["--sigma-b-range", "0.1:0.3:2"],
    "deepnet phase-diagram": ["--sigma-w-range", "1:2:2", "--sigma-b-range", "0.1:0.3:2"],
    "deepnet overview": ["lengths", "--networks", "1", "--width", "16", "--depth", "2", "--sigma-w-range", "1:2:2",
                         "--sigma-b-range", "0:1:2"],
    "deepnet simulate": ["--sigma-w", "2", "--sigma-b", "0.3", "--width", "16", "--depth", "2", "--networks", "1", "--inputs",
                         "4"],
    "deepnet kernel": ["--sigma-w", "1.5", "--sigma-b", "0.2", "--inputs", "x.npy", "--depth", "2"],
    "deepnet jacobian": ["--sigma-w", "1.2", "--sigma-b", "0.3", "--depth", "3"],
    "recurrent theory": ["--sigma-w", "1.5"], "recurrent autocovariance": ["--sigma-w", "1.5"],
    "recurrent phase-diagram": ["--sigma-w-range", "0.5:2:2", "--sigma-b-range", "0:0.4:2"],
    "recurrent transient": ["--sigma-w", "1.5", "--time", "1"],
    "recurrent simulate": ["--sigma-w", "1.5", "--neurons", "12", "--networks", "1", "--time", "1", "--output", "@new.zarr"],
    "recurrent lyapunov": ["--sigma-w", "2", "--neurons", "12", "--networks", "1", "--exponents", "2", "--time", "16",
                           "--warm-up", "1", "--frame-warm-up", "1"],
    "plan": ["sk", "--spins", "16", "--temperature", "1", "--error", "0.1", "--pilot-sweeps", "256"], "manual": ["@new"],
    "scan": ["sk", "--spins", "8,12,16", "--temperature", "1", "--instances", "2", "--sweeps", "16", "--output", "@new"],
}
ARCHITECTURE = ["--sigma-w", "1.2", "--sigma-b", "0.3", "--depth", "2", "--width", "12", "--networks", "1"]
ORDINARY = {"integer": ["1", "2", "3", "4", "6", "8", "12", "16"],
            "number": ["0", "0.05", "0.1", "0.3", "0.5", "0.8", "1", "1.2", "1.5", "2", "3"],
            "range": ["0.5:1:3", "0.8:1.6:2", "1:2:4"], "list": ["0.5,1", "0.3,0.7", "2,3", "0.5,1,2", "1", "0.4"],
            "output": ["@new.npy", "@new.svg", "@new.zarr", "@new.csv"],
            "file": ["s.npy", "x.npy", "q.npy", "J.txt", "sk.zarr", "p.npy"]}
INTEGERS = ["0", "1", "-1", "2", "3", "7", "16", "100", "100000", "4611686018427387904", "9223372036854775807",
            "-9223372036854775808", "18446744073709551616", "1.5", "1e3", "x", "", "\u0661", "0x10", " 3", "+2"]
NUMBERS = ["0", "1", "-1", "0.5", "1.5", "-0.3", "0.05", "2", "-0.0", "nan", "inf", "-inf", "1e-300", "1e300", "-1e300",
           "5e-324", "1e9", "1e-9", "1e15", "0.9999999999999999", "x", "", "0,5", "1e400", "--"]
RANGES = ["0.5:1:3", "1:0.5:3", "1:1:1", "1:1:3", "0:1:2", "0:0:0", "-1:1:3", "a:b:c", "0.5:1", "0.5:1:-1", "nan:1:3",
          "0.5:inf:3", "1e300:1e308:3", "0.1:1:4611686018427387904", "0.5:1:1000000", ":::", "0.5:1:2.5", "1e-300:1:4"]
LISTS = ["0.5,1", "1,0.5", "1,1", "1,x", ",", "1,,2", "nan,1", "1e300,1e-300", "0,1", "-1,1", "2,3,4", "8,16", "", "1e9,2",
         "0.3,0.7", "99999999999999999999,1"]
FILES = ["s.npy", "x.npy", "q.npy", "J.txt", "sk.zarr", "recurrent.zarr", "lyapunov.zarr", "missing.npy", "/", "", ".",
         "p.npy", "bad.json", "/dev/null", "a/b/c.npy", "s.npy,x.npy", "-", "J.npy"]
OUTPUTS = ["@new.npy", "@new.svg", "@new.zarr", "@new.csv", "@new.json", "@new", "s.npy", "/", "", "missing/x.npy", ".",
           "@new'\"\".svg", "@new.pdf", "/proc/x.npy", "@new.npz"]
TEXTS = ["a", "", "x=1", "0=1", "0=99999999999999999999", "0..0", "1..0", "0..4611686018427387904", "site=nan", "ab'\"\n",
         "é", "10", "0:0:1", "1:00:00", "99999999999:0:0", "-5", "temperature=1"]


def tree(tool, words=()):
    """Every verb below a command: (words, text of its help)."""
    text = subprocess.run([tool, *words, "--help"], capture_output=True, text=True).stdout
    place = re.search(r"\n(?:[A-Z]+ )*SUBCOMMANDS:\n", text)
    if not place:
        return [(words, text)]
    names = re.findall(r"^  ([a-z][a-z-]*)(?: |$)", text[place.start():], re.M)
    return [found for name in names for found in tree(tool, (*words, name))]


def options(text):
    """(name, kind of its value or None, values that are listed) of every option in a help text."""
    text = text[text.find("\nOPTIONS:\n"):]
    found = []
    for block in re.split(r"\n(?=  -)", text)[1:]:
        head = re.match(r"  (?:-\w, )?(--[\w-]+)(?:, --[\w-]+)?(?:/--[\w-]+)?(?: <([^>]*)>)?", block)
        if not head or head[1] in ("--help", "--version"):
            continue
        flat = re.sub(r"\s+", " ", block)
        listed = re.search(r"\(values: ([^;)]*)", flat)
        found.append((head[1], head[2], listed[1].split(", ") if listed else [], flat))
    return found


def kind_of(name, kind, flat):
    """What the value of an option is."""
    lower = f"{name} {kind}".lower()
    if "file" in lower or name == "--output":
        writes = name in ("--output", "--figure", "--matrix", "--truth", "--prediction", "--save-layer") or "Write" in flat
        return "output" if writes else "file"
    if "range" in name and name != "--instance-range":
        return "range"
    if "," in lower or name in ("--temperatures", "--sizes", "--widths", "--overlaps"):
        return "list"
    if any(word in flat for word in ("The number", "How many", "The most", "The instance", "seed", "The configurations",
                                     "The measured sweeps", "The sweeps", "The dimension", "The length L", "threads")):
        return "integer"
    if any(word in lower for word in ("name", "dimension=", "a..b", "random|", "seconds")):
        return "text"
    return "number"


def value(name, kind, listed, flat, rng):
    """A value for an option: more often an ordinary one than not, so that verbs are reached behind their checks."""
    if listed and rng.random() < 0.9:
        return rng.choice(listed)
    what = kind_of(name, kind, flat)
    if name == "--figure" and rng.random() < 0.8:
        return rng.choice(["@new.svg", "@new.svg", "@new.pdf", "@new.png", "@new"])
    if rng.random() < 0.7:
        return rng.choice(ORDINARY.get(what, TEXTS + listed))
    if rng.random() < 0.1:
        return rng.choice(TEXTS)
    return rng.choice({"output": OUTPUTS, "file": FILES, "range": RANGES, "list": LISTS, "integer": INTEGERS,
                       "number": NUMBERS, "text": TEXTS + listed}[what])


def command(words, text, rng, count):
    """The words of a verb with random options, and whether it prints JSON."""
    verb = " ".join(words)
    base = list(BASES.get(verb, ARCHITECTURE if "architecture" in verb else []))
    drawn = []
    known = options(text)
    names = [name for name, *_ in known]
    # Architectures share their options, but not all of them.
    base = [word for k, word in enumerate(base) if (word if word[:2] == "--" else base[k - 1]) in names
            or word[:2] != "--" and (k == 0 or base[k - 1][:2] != "--")]
    for name, kind, listed, flat in rng.sample(known, min(len(known), rng.choice([1, 1, 1, 2, 2, 3, 4, 6]))):
        if name in ("--json", "--threads", "--quiet") and rng.random() < 0.9:
            continue
        if name in base and kind is not None:
            place = base.index(name)
            del base[place:place + 2]
        elif name in base:
            base.remove(name)
        drawn.append(name)
        if kind is not None:
            drawn.append(value(name, kind, listed, flat, rng))
    result = []
    for word in [*words, *base, *drawn]:
        if word == "@array":
            word = rng.choice(["s.npy", "s.npy", "x.npy", "q.npy", "sk.zarr", "recurrent.zarr", "cube.npy"])
        if word == "@class":
            word = rng.choice(re.search(r"class>.*?\(values: ([^)]*)\)", re.sub(r"\s+", " ", text))[1].split(", "))
        result.append(word.replace("@new", f"new{count}"))
    return result
