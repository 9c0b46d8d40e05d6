"""The checks that may kill a mutant. Each is a program of the build; to add one, write a class here and name it in `CHECKS`."""

import dataclasses
import fnmatch
import json
import re
import resource
import signal

import children
from mutant import ModelMutant
from program import Program

SECONDS = 60
INTERNAL_ERROR = 70  # of finalack: the step at which an implementation is beyond anything that a claim could be asked of
CONNECTION = r"/impl/connection/[^/]*\.cpp$"  # where the core is compiled for real segments


@dataclasses.dataclass(frozen=True)
class Outcome:
    verdict: str  # "killed", "passes" or "undecided"
    seconds: float = 0
    words: str = ""  # who killed it, or why it lives

    @property
    def killed(self):
        return self.verdict == "killed"


def crash(ended):
    """By which signal it ended; a shell says so by 128 and more."""
    code = -ended.code if ended.code < 0 else ended.code - 128
    return f"crashes ({signal.Signals(code).name})" if code > 0 else ""


def limits(octets):
    def set_them():
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if octets:
            resource.setrlimit(resource.RLIMIT_AS, (octets, octets))
    return set_them


class Check:
    """Whatever ends with 0 leaves the mutant alive."""
    name = ""
    target = ""
    sources = ""      # of these, objects that a changed header reaches are compiled anew
    flags = ""
    sample = "impl/core/native.hpp"  # a file that most of those objects are made of
    environment = {}
    decides_all = True  # without a mistake; otherwise it kills by what it has seen
    octets = 0        # of memory that it may ask for, which a mutant may do without end; 0: no limit

    def __init__(self, build):
        self.program = Program(build, self.target, self.flags)

    def takes(self, mutant):
        """Whether the check has anything to say of it."""
        return mutant.file.startswith("impl/")

    def sources_of(self, mutant):
        """Those that matter to what is asked of a mutant."""
        del mutant
        return self.sources

    def arguments(self, mutant):
        raise NotImplementedError

    def killer(self, ended):
        """Who killed it, in words, of a program that didn't end with 0."""
        return crash(ended) or f"exit {ended.code}"

    def command(self, binary, mutant):
        return [str(binary), *self.arguments(mutant)]

    def run(self, binary, mutant, seconds=SECONDS):
        return self.outcome(children.run(self.command(binary, mutant), None, seconds, self.environment, limits(self.octets)), mutant)

    def outcome(self, ended, mutant):
        del mutant
        if ended.code is None:
            return Outcome("undecided", ended.seconds, f"not over in {ended.seconds:.0f} s")
        if ended.code == 0:
            return Outcome("passes", ended.seconds, "passes")
        return Outcome("killed", ended.seconds, self.killer(ended))


class GoogleTest(Check):
    """A program of tests, up to the first that fails."""
    octets = 4 << 30

    # The same cases each time, and no search for a smaller one, which may take longer than finding it did.
    environment = {"RC_PARAMS": "seed=1 noshrink=1"}

    def arguments(self, mutant):
        del mutant
        return ["--gtest_fail_fast", "--gtest_print_time=0"]

    def killer(self, ended):
        failed = re.search(r"^\[  FAILED  \] ([^\s,]+)", ended.out, re.MULTILINE)
        if failed:
            return failed[1]
        begun = re.findall(r"^\[ RUN      \] (\S+)", ended.out, re.MULTILINE)
        return f"{begun[-1]} {crash(ended)}" if begun else super().killer(ended)


class Units(GoogleTest):
    """The unit tests of the core, of connections and of pairs."""
    name = "units"
    target = "mutant_units"
    sources = r"/tests/mutants/units\.cpp$"  # which has them all: see there
    slow = "CoreLaws.*:Exchange.*"  # random ones: they come last

    def command(self, binary, mutant):
        both = f'"$@" "--gtest_filter=-{self.slow}" && exec "$@" "--gtest_filter={self.slow}"'
        return ["bash", "-c", both, "units", *super().command(binary, mutant)]


class Refine(Check):
    """`finalack refine`: an obligation is violated. All of them take minutes, so it asks those that the file is about."""
    name = "refine"
    target = "finalack"
    sources = r"/conform/refinement/"
    flags = "-O1"
    decides_all = False
    of_file = {"closed_and_listen.hpp": ["LISTEN*arrives", "CLOSED*arrives"], "syn_sent.hpp": ["SYN-SENT*arrives"],
               "text_in_order.hpp": ["*text in order"], "decide.hpp": ["*timeout", "*2 MSL*"],
               "user_calls.hpp": ["*CLOSE", "*ABORT", "*OPEN*", "*leaves"]}

    def takes(self, mutant):
        return mutant.file.startswith("impl/core/")

    def arguments(self, mutant):
        asked = [mutant.obligation] if mutant.obligation else self.of_file.get(mutant.file.split("/")[-1], ["ESTABLISHED*arrives"])
        return ["refine", *asked, "--timeout", f"{SECONDS - 5}s"]

    def command(self, binary, mutant):
        # It ends with the first; what is still being proved then is ended with it.
        first = 'exec grep --max-count 1 "VIOLATED\\|undecided;" < <("$@" 2>/dev/null)'
        return ["bash", "-c", first, "refine", *super().command(binary, mutant)]

    def outcome(self, ended, mutant):
        found = re.match(r"(.*\S) +\d+ clauses +VIOLATED", ended.out)
        if found:
            return Outcome("killed", ended.seconds, found[1])
        if ", 0 undecided" in ended.out:
            return Outcome("passes", ended.seconds, "passes")
        return Outcome("undecided", ended.seconds, "not all is decided in that time")


class CrossCheck(GoogleTest):
    """Random calls, segments, losses and timeouts, an oracle beside each connection."""
    name = "crosscheck"
    target = "finalack_conform_tests"
    sources = CONNECTION
    flags = "-O1"

    def arguments(self, mutant):
        return [*super().arguments(mutant), "--gtest_filter=CrossCheck*"]


class Verify(Check):
    """`finalack verify`: a case of the catalogue has another verdict."""
    target = "finalack"

    def which(self, mutant):
        """Arguments that choose what is verified."""
        raise NotImplementedError

    def arguments(self, mutant):
        return ["verify", *self.which(mutant), "--format", "json", "--timeout", f"{SECONDS - 5}s"]

    def outcome(self, ended, mutant):
        if ended.code is None or crash(ended):
            return super().outcome(ended, mutant)
        if ended.code == INTERNAL_ERROR:
            return Outcome("killed", ended.seconds, ended.out.strip().splitlines()[-1])
        if ended.code not in (0, 1, 2):
            return Outcome("undecided", ended.seconds, f"exit {ended.code}: {ended.out.strip()}")
        results = json.loads(ended.out)["results"]
        for result in results:
            if result["verdict"] not in (result["expected"], "unknown"):
                return Outcome("killed", ended.seconds, f"{result['claim']} ({result['variant']})")
        if any(result["verdict"] == "unknown" for result in results):
            return Outcome("undecided", ended.seconds, "not all is decided in that time")
        return Outcome("passes", ended.seconds, "passes")


class Claims(Verify):
    """The claim that a mutant of the model is meant for."""
    name = "claims"
    flags = "-O1"
    sample = "model/react/emit.hpp"

    # Where `react` is compiled for native integers, by what the cases of a claim run on; the first pattern counts. If a place
    # is missing here, the mutant lives, and that is noticed; that half a mutant contradicts itself is no kill.
    peers = r"/model/worlds/two_peers(?!.*symbolic)[^/]*\.cpp$"
    timed = r"/model/worlds/timed/(timed|reactions|old_segments)[^/]*\.cpp$"
    of_claim = {"handshake.lost-third-ack.data-completes": peers + r"|/model/worlds/timed/setup[^/]*\.cpp$",
                "time-wait.per-host-timestamps": r"/properties/time_wait/per_host[^/]*\.cpp$",
                "time-wait.*": peers + "|" + timed,
                "keepalive.none": peers,
                "keepalive.*": r"/model/worlds/timed/(reactions|keepalive)[^/]*\.cpp$",
                "*": peers}

    def sources_of(self, mutant):
        claim = getattr(mutant, "claim", None)
        if not claim:
            return "|".join(set(self.of_claim.values()))
        return next(sources for pattern, sources in self.of_claim.items() if fnmatch.fnmatch(claim, pattern))

    def takes(self, mutant):
        return mutant.file.startswith("model/")

    def outcome(self, ended, mutant):
        if ended.code == INTERNAL_ERROR:
            return Outcome("undecided", ended.seconds, ended.out.strip().splitlines()[-1])
        return super().outcome(ended, mutant)

    def which(self, mutant):
        case = [mutant.claim, "--variant", mutant.variant] if isinstance(mutant, ModelMutant) else []
        return [*case, "--engine", "explicit"]

    def ids(self):
        listed = children.run([str(self.program.binary), "list", "--format", "json"])
        return {claim["id"] for claim in json.loads(listed.out)["claims"]}


class Exhaustive(Verify):
    """Two real connections, every interleaving, the claims of the catalogue: one half, then the other."""
    name = "exhaustive"
    sources = CONNECTION
    flags = "-O1"
    decides_all = False  # where time is short: then it kills by what it has seen

    def run(self, binary, mutant, seconds=SECONDS):
        outcomes = []
        for half in ("handshake.*", "close.*"):
            command = [str(binary), "verify", half, "--subject", "impl", "--format", "json", "--timeout", f"{SECONDS // 2 - 2}s"]
            outcomes.append(self.outcome(children.run(command, None, seconds, prepare=limits(self.octets)), mutant))
            if outcomes[-1].killed:
                break
        worst = max(outcomes, key=lambda outcome: ["passes", "undecided", "killed"].index(outcome.verdict))
        return dataclasses.replace(worst, seconds=sum(outcome.seconds for outcome in outcomes))


# In the order in which they are asked.
CHECKS = {"impl": [Units, Refine, CrossCheck, Exhaustive], "model": [Claims]}
