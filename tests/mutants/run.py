#!/usr/bin/env python3
"""Mutation test of the model: every claim has a mutant that flips one of its verdicts.

For each entry of MUTANTS (mutants.py) a copy of model/ is changed in one place, the world is compiled from the copy and
linked with the rest of the build, and `finalack verify` is asked for one case. The mutant is killed when the verdict is no
longer the catalogue's. Nothing is left behind in the source tree. Every claim of the catalogue must have a mutant.

    tests/mutants/run.py --build build/release [--jobs 2] [--link LIBRARY ...] [NAME ...]

The build says what is linked besides its own libraries; `ctest -R mutants -V` shows the whole line.
"""

import argparse
import concurrent.futures
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from mutants import MUTANTS

SOURCE = pathlib.Path(__file__).resolve().parents[2]


def world_sources():
    """The files in which `react` is compiled for native integers."""
    worlds = SOURCE / "model" / "worlds"
    return sorted(f for f in worlds.glob("two_peers*.cpp") if "symbolic" not in f.name)


def build(mutant, folder, libraries, others, compiler):
    """Compiles the world from a changed copy of model/ and links the command; returns its path."""
    shutil.copytree(SOURCE / "model", folder / "model")
    target = folder / "model" / mutant.file
    text = target.read_text()
    if text.count(mutant.original) != 1:
        raise SystemExit(f"{mutant.name}: '{mutant.original}' occurs {text.count(mutant.original)} times in model/{mutant.file}")
    target.write_text(text.replace(mutant.original, mutant.changed))
    objects = []
    for source in world_sources():
        objects.append(str(folder / (source.stem + ".o")))
        compile_one = [compiler, "-std=c++20", "-O1", "-w", f"-I{folder}", f"-I{SOURCE}", "-c",
                       str(folder / "model" / "worlds" / source.name), "-o", objects[-1]]
        subprocess.run(compile_one, check=True)
    binary = folder / "finalack"
    main = str(SOURCE / "cli" / "main.cpp")
    link = [compiler, "-std=c++20", "-O0", "-w", f"-I{SOURCE}", main, *objects, "-Wl,--start-group", *libraries,
            "-Wl,--end-group", *others, "-lpthread", "-o", str(binary)]
    subprocess.run(link, check=True)
    return binary


def survives(mutant, libraries, others, compiler):
    """None if the mutant is killed, else why it was not."""
    with tempfile.TemporaryDirectory() as name:
        binary = build(mutant, pathlib.Path(name), libraries, others, compiler)
        command = [str(binary), "verify", mutant.claim, "--variant", mutant.variant, "--engine", "explicit",
                   "--format", "json", "--timeout", "60s"]
        run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        if run.returncode not in (0, 1, 2):
            return f"exit {run.returncode}: {run.stderr.strip()}"
        result = json.loads(run.stdout)["results"][0]
        if result["verdict"] == "unknown":
            return "undecided in 60 s"
        return f"still {result['verdict']}" if result["verdict"] == result["expected"] else None


def claims_of(binary):
    run = subprocess.run([str(binary), "list", "--format", "json"], capture_output=True, text=True, check=True)
    return {claim["id"] for claim in json.loads(run.stdout)["claims"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True, type=pathlib.Path, help="a build folder with libraries and the command")
    parser.add_argument("--compiler", default="c++")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--link", action="append", default=[], help="a library of the system that the command needs")
    parser.add_argument("names", nargs="*", help="run these mutants only")
    options = parser.parse_args()
    chosen = [m for m in MUTANTS if not options.names or m.name in options.names]
    libraries = [str(path) for path in options.build.glob("*/libfinalack_*.a")]
    failures = 0
    if not options.names:
        for claim in sorted(claims_of(options.build / "finalack") - {m.claim for m in MUTANTS}):
            print(f"FAILED  {claim} has no mutant")
            failures += 1
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for mutant, why in zip(chosen, pool.map(lambda m: survives(m, libraries, options.link, options.compiler), chosen)):
            print(f"{'killed ' if why is None else 'FAILED '} {mutant.name} by {mutant.claim} ({mutant.variant})"
                  + (f": {why}" if why else ""), flush=True)
            failures += why is not None
    print(f"{len(chosen)} mutants, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
