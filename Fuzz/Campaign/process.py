"""Runs the tool under limits and judges how it ended."""
import collections
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import time

CODES = (0, 1, 64, 65, 66, 73, 75)


def processor_seconds(pid):
    """The processor time that a process and its threads have used."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (FileNotFoundError, ProcessLookupError):
        return 0


class Outcome:
    """How one process ended: its exit code or signal, what it printed, the most memory it had, whether it was stopped."""

    def __init__(self, code, output, errors, megabytes, late, stubborn):
        self.code, self.output, self.errors = code, output, errors
        self.megabytes, self.late, self.stubborn = megabytes, late, stubborn

    def document(self):
        """The JSON object that was printed, or None."""
        try:
            return json.loads(self.output)
        except ValueError:
            return None


class Runner:
    """Runs the tool, one process at a time, and keeps what was wrong."""

    def __init__(self, tool, folder, seconds=20, gigabytes=2, keep=None):
        self.tool, self.folder, self.seconds, self.gigabytes = tool, folder, seconds, gigabytes
        self.keep = keep
        self.outcomes = collections.Counter()
        self.findings = []
        self.long = []
        self.memory = 0
        self.count = 0
        # No crash report, which takes seconds; no address space for buffers of threads that are not used.
        self.environment = dict(os.environ, SWIFT_BACKTRACE="enable=no", OPENBLAS_NUM_THREADS="1")

    def finding(self, note, what, files=()):
        """Keeps a finding and its input."""
        self.findings.append((note, what))
        print(f"FINDING {note}: {what}", flush=True)
        if self.keep:
            place = pathlib.Path(self.keep) / f"{len(self.findings)}"
            place.mkdir(parents=True, exist_ok=True)
            (place / "note.txt").write_text(f"{note}\n{what}\n")
            for file in files:
                source = pathlib.Path(self.folder) / file
                if source.is_file():
                    (place / source.name).write_bytes(source.read_bytes())
                elif source.is_dir():
                    subprocess.run(["cp", "-r", str(source), str(place)])

    def start(self, arguments):
        """Runs one command to its end, or to the limit of time."""
        limit = int(self.gigabytes * 2**30)
        with open(os.path.join(self.folder, ".out"), "w+b") as out, open(os.path.join(self.folder, ".err"), "w+b") as err:
            process = subprocess.Popen(
                [self.tool, *arguments], stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=self.folder,
                env=self.environment,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
            signals = []
            started = time.monotonic()
            while True:
                pid, status, usage = os.wait4(process.pid, os.WNOHANG)
                if pid:
                    break
                # Processor time, because the machine may be busy; and a long time for one that waits for something.
                used = max(processor_seconds(process.pid), (time.monotonic() - started) / 15)
                if used > self.seconds and not signals:
                    # A process that computes for long ends when it is asked to.
                    signals.append(signal.SIGTERM)
                    process.send_signal(signal.SIGTERM)
                    asked = time.monotonic()
                elif signals and signal.SIGKILL not in signals and time.monotonic() - asked > 30:
                    signals.append(signal.SIGKILL)
                    process.send_signal(signal.SIGKILL)
                time.sleep(0.003)
            process.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            err.seek(0)
            return Outcome(process.returncode, out.read(1 << 24), err.read(1 << 20), usage.ru_maxrss / 1024,
                           signal.SIGTERM in signals, signal.SIGKILL in signals)

    def run(self, arguments, kind, note, files=(), wants_json=True):
        """Runs a command with --json and notes what is wrong with its end; returns the outcome."""
        outcome = self.start([*arguments, *(["--json"] if wants_json else []), "--threads", "1"])
        self.memory = max(self.memory, outcome.megabytes)
        code = outcome.code
        self.count += 1
        if self.count % 100 == 0:
            print(f"{self.count} runs", file=sys.stderr, flush=True)
        self.outcomes[kind, "stopped" if outcome.late else code] += 1
        note = f"{note}: replica {' '.join(map(repr, arguments))}"
        if outcome.stubborn:
            self.finding(note, f"not ended by SIGTERM after {self.seconds} s", files)
        elif outcome.late:
            self.long.append(note)
        elif code not in CODES:
            self.finding(note, f"exit {code}: {outcome.errors[-300:]!r}", files)
        elif code == 0 and wants_json:
            self.judge(outcome, note, files)
        elif code != 0:
            if not outcome.errors.strip():
                self.finding(note, f"exit {code} without a word", files)
            if len(outcome.errors) > 2000:
                self.finding(note, f"{len(outcome.errors)} bytes of error", files)
            # An answer may stand where the file that was asked for besides has nothing to hold.
            if outcome.output.strip() and b"is not written" not in outcome.errors:
                self.finding(note, f"exit {code} with output {outcome.output[:80]!r}", files)
        if outcome.megabytes > 1024 * self.gigabytes:
            self.finding(note, f"{outcome.megabytes:.0f} MB of memory", files)
        return outcome

    def judge(self, outcome, note, files):
        """JSON without NaN where there is a result."""
        bad = []
        try:
            json.loads(outcome.output, parse_constant=bad.append)
        except ValueError as error:
            self.finding(note, f"no JSON: {error}", files)
            return
        if bad:
            self.finding(note, f"{bad[0]} as a result", files)
        text = outcome.output.decode(errors="replace") + outcome.errors.decode(errors="replace")
        word = re.search(r"(?<![\w./-])-?(nan|inf|NaN|Infinity)(?![\w./-])", text)
        if word:
            self.finding(note, f"'{word[0]}' is said: …{text[max(0, word.start() - 60):word.end() + 20]!r}", files)
