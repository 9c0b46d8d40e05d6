#!/usr/bin/env python3
"""Mutation score: which check kills which deliberate mistake.

A mutant is a copy of one source file with one change in it (impl_mutants/, model_mutants.py). It is compiled and linked in a
folder of the build, never in the source tree, and the checks (checks.py) are asked, each for at most 60 s, until one of
them fails: that kills it. A mutant that lives is a test that is missing, unless its entry says why it can't matter; one that
is killed all the same makes that wrong.

    ./dev mutants                             # all of impl/, by the unit tests, then by what else there is
    ./dev mutants --only 'fin-*' --all        # some, and what each check says of them
    ./dev mutants --subject model             # of react: each has to flip a verdict of the catalogue
    ./dev mutants --list

Exit codes: 0 all are killed, 1 one lives (or a list is wrong), 64 unknown option or name, 70 a build fails, 130 interrupted.
"""

import argparse
import concurrent.futures
import dataclasses
import fnmatch
import json
import os
import pathlib
import signal
import sys
import tempfile
import time

import checks
import children
from impl_mutants import MUTANTS as IMPL
from model_mutants import MUTANTS as MODEL
from mutant import SOURCE, no_mutant, what_is_wrong
from program import BuildError

SUBJECTS = {"impl": IMPL, "model": MODEL}
PATIENCE = 1800  # seconds for a check without any mutant, which may have to do all that it can
EXIT_LIVES, EXIT_USAGE, EXIT_BROKEN_BUILD, EXIT_INTERRUPTED = 1, 64, 70, 130


@dataclasses.dataclass
class Report:
    mutant: object
    built: float = 0  # seconds
    outcomes: dict = dataclasses.field(default_factory=dict)  # of a check's name

    def killers(self):
        return [name for name, outcome in self.outcomes.items() if outcome.killed]

    def is_right(self):
        return bool(self.killers()) != bool(self.mutant.equivalent)


def say(words):
    print(f"mutants: {words}", file=sys.stderr, flush=True)


def ask(check, mutant, build, seconds=checks.SECONDS):
    """Of one check: how long the mutant took to build, and the outcome; None if nothing of it is in the check's program."""
    with tempfile.TemporaryDirectory(prefix=f"{mutant.name}.", dir=build / "mutants") as name:
        begin = time.monotonic()
        program = check.program.with_mutant(mutant, SOURCE, pathlib.Path(name), check.sources_of(mutant))
        built = time.monotonic() - begin
        return built, check.run(program, mutant, seconds) if program else None


def examine(mutant, asked, build, every):
    """Asks the checks of one mutant, in order, until one kills it (`every`: all of them)."""
    report = Report(mutant)
    for check in asked:
        if not check.takes(mutant):
            continue
        built, outcome = ask(check, mutant, build)
        report.built += built
        if outcome:
            report.outcomes[check.name] = outcome
        if report.killers() and not every:
            break
    return report


def lines_of(report):
    """The rows of the table that a mutant has."""
    verdict = "killed" if report.killers() else "LIVES"
    if report.mutant.equivalent:
        verdict = "KILLED" if report.killers() else "equal"
    shown = [(name, outcome) for name, outcome in report.outcomes.items()] or [("-", checks.Outcome("undecided", words="no check takes it"))]
    for name, outcome in shown:
        yield f"{verdict:7} {name:10} {outcome.seconds:6.1f} {report.built:6.1f}  {report.mutant.name:48} {outcome.words}"


def summary(reports, asked):
    yield ""
    for check in asked:
        kills = [r.outcomes[check.name].seconds for r in reports if check.name in r.killers()]
        had = sum(check.name in r.outcomes for r in reports)
        if had:
            longest = f", in {max(kills):.1f} s at most, {sum(kills) / len(kills):.1f} s on average" if kills else ""
            yield f"{check.name}: kills {len(kills)} of {had}{longest}"
    killed = sum(bool(r.killers()) for r in reports)
    equivalent = sum(bool(r.mutant.equivalent) for r in reports)
    wrong = sum(not r.is_right() for r in reports)
    yield f"{len(reports)} mutants: {killed} killed, {equivalent} said to be equivalent, {wrong} not as they should be"


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.exit(EXIT_USAGE, f"mutants: {message}; see --help\n")


def parse():
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=SOURCE / "build" / "release", help="a build folder of CMake and Ninja")
    parser.add_argument("--subject", choices=SUBJECTS, default="impl")
    parser.add_argument("--check", metavar="NAME[,NAME]", help="only these, in this order: "
                        + "; ".join(f"of {subject}: {', '.join(c.name for c in known)}" for subject, known in checks.CHECKS.items()))
    parser.add_argument("--only", metavar="GLOB", action="append", help="the mutants of such names; may be repeated")
    parser.add_argument("--all", action="store_true", help="ask every check, also after one has killed the mutant")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="mutants at a time (default: %(default)s)")
    parser.add_argument("--list", action="store_true", help="say what there is, and do nothing")
    parser.add_argument("--apply", action="store_true", help="only see whether each can still be made")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="write the table there, too")
    options = parser.parse_args()
    known = {c.name: c for c in checks.CHECKS[options.subject]}
    names = options.check.split(",") if options.check else list(known)
    if unknown := [name for name in names if name not in known]:
        parser.exit(EXIT_USAGE, f"mutants: --check: unknown: {', '.join(unknown)}; accepted for {options.subject}: {', '.join(known)}\n")
    options.checks = [known[name] for name in names]
    options.build = options.build.resolve()
    if not (options.list or options.apply or (options.build / "build.ninja").is_file()):
        parser.exit(EXIT_BROKEN_BUILD, f"mutants: {options.build} is no build of CMake and Ninja; ./dev mutants makes one\n")
    every = SUBJECTS[options.subject]
    options.mutants = [m for m in every if not options.only or any(fnmatch.fnmatch(m.name, glob) for glob in options.only)]
    if not options.mutants:
        parser.exit(EXIT_USAGE, f"mutants: --only: no mutant of {options.subject} is called {' or '.join(options.only)}; --list names them\n")
    return options


def started(options):
    """The checks, built, and seen to pass a copy without a mistake."""
    (options.build / "mutants").mkdir(exist_ok=True)
    asked = []
    for make in options.checks:
        say(f"building what {make.name} needs ({make.target})")
        check = make(options.build)
        _, outcome = ask(check, no_mutant(check.sample), options.build, PATIENCE)
        if outcome.killed or check.decides_all and outcome.verdict != "passes":
            raise BuildError(f"without a mistake, {check.name} does not pass: {outcome.words}")
        say(f"{check.name}: without a mistake it takes {outcome.seconds:.1f} s")
        asked.append(check)
    return asked


def examine_all(options, asked):
    reports = []
    print(f"{'':7} {'check':10} {'check s':>7} {'build s':>6}  mutant", flush=True)
    pool = concurrent.futures.ThreadPoolExecutor(options.jobs)
    try:
        waiting = [pool.submit(examine, mutant, asked, options.build, options.all) for mutant in options.mutants]
        for future in waiting:
            reports.append(future.result())
            for line in lines_of(reports[-1]):
                print(line, flush=True)
            if sys.stderr.isatty():
                print(f"\r{len(reports)} of {len(waiting)}\r", end="", file=sys.stderr, flush=True)
    except BaseException:
        children.stop()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
    return reports


def claims_without_a_mutant(options, asked):
    if options.subject != "model" or options.only:
        return []
    return sorted(asked[0].ids() - {m.claim for m in options.mutants})


def main():
    options = parse()
    if options.list:
        for mutant in options.mutants:
            print(f"{mutant.name:48} {mutant.why}" + (f"\n{'':48} equivalent: {mutant.equivalent}" if mutant.equivalent else ""))
        return 0
    if wrong := what_is_wrong(SUBJECTS[options.subject]):
        print("\n".join(wrong))
        return EXIT_LIVES
    if options.apply:
        print(f"{len(options.mutants)} mutants of {options.subject} can be made")
        return 0
    asked = started(options)
    without = claims_without_a_mutant(options, asked)
    reports = examine_all(options, asked)
    for line in summary(reports, asked):
        print(line)
    for claim in without:
        print(f"{claim} has no mutant")
    wrong = [r.mutant.name for r in reports if not r.is_right()]
    for name in wrong:
        print(f"again: tests/mutants/run.py --build {options.build} --subject {options.subject} --all --only {name}")
    if options.json:
        rows = [{"mutant": r.mutant.name, "file": r.mutant.file, "why": r.mutant.why, "build_seconds": r.built, "checks":
                 {name: dataclasses.asdict(outcome) for name, outcome in r.outcomes.items()}} for r in reports]
        options.json.write_text(json.dumps(rows, indent=1) + "\n")
    return EXIT_LIVES if wrong or without else 0


def interrupted(*_):
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, interrupted)
    signal.signal(signal.SIGINT, interrupted)  # also where it was started in the background
    try:
        sys.exit(main())
    except BuildError as error:
        say(str(error))
        sys.exit(EXIT_BROKEN_BUILD)
    except KeyboardInterrupt:
        say("interrupted")
        sys.exit(EXIT_INTERRUPTED)
