"""Programs of the build, linked with a changed copy of one file.

Ninja knows how each object is compiled, of which files, and how a program is linked. A mutant is compiled by the same
commands, with the changed file in a folder that is searched first, and linked in front of everything else: what it defines
is not taken from a library any more. The source tree is never written to.
"""

import re
import shlex
import threading

import children


class BuildError(Exception):
    """A mutant that doesn't compile is no mutant: the list is wrong."""


def run(command, folder):
    done = children.run(command, folder)
    if done.code != 0:
        raise BuildError(f"{shlex.join(command)}\n{done.out}")
    return done.out


class Program:
    """`target` is CMake's name."""

    _ninja = threading.Lock()

    def __init__(self, build, target, flags=""):
        self._build = build
        self._flags = flags
        with Program._ninja:
            run(["cmake", "--build", str(build), "--target", target], build)
            commands = run(["ninja", "-t", "commands", target], build).splitlines()
            self._dependencies = dict(self._read_dependencies())
        self._compile = {}  # object -> (source, command)
        for command in commands:
            found = re.search(r" -o (\S+\.o) -c (\S+)$", command)
            if found:
                self._compile[found[1]] = (found[2], command)
        links = [part for part in commands[-1].split(" && ") if re.search(r" -o \S+", part)]
        self._link = links[0]
        self.binary = build / re.search(r" -o (\S+)", self._link)[1]

    def _read_dependencies(self):
        for block in run(["ninja", "-t", "deps"], self._build).split("\n\n"):
            name, _, files = block.partition(":")
            yield name, {line.strip() for line in files.splitlines()[1:]}

    def _depends(self, target, file):
        files = self._dependencies.get(target, set())
        return file in files or any(f.endswith(".gch") and self._depends(f, file) for f in files)

    def objects_of(self, mutant, source, sources=""):
        """The objects to compile anew. Of a header, those of `sources` (a regular expression) that it reaches: all of them,
        or those that the check looks at."""
        path = str(source / mutant.file)
        own = [o for o, (file, _) in self._compile.items() if file == path]
        if own:  # perhaps in a library, too, from which then nothing is taken
            return [o for o in own if f" {o} " in self._link] or own
        return [o for o, (file, _) in self._compile.items() if re.search(sources, file) and self._depends(o, path)]

    def with_mutant(self, mutant, source, folder, sources=""):
        """Links the mutant in `folder`; the path of the program, or None if nothing of it is in there."""
        objects = self.objects_of(mutant, source, sources)
        if not objects:
            return None
        changed = mutant.write(folder)
        compiled = []
        for number, name in enumerate(objects):
            file, command = self._compile[name]
            compiled.append(str(folder / f"{number}.o"))
            if file == str(source / mutant.file):
                file = str(changed)
            command = re.sub(r" -MD -MT \S+ -MF \S+", "", command)
            if any(f.endswith(".gch") and self._depends(f, str(source / mutant.file)) for f in self._dependencies.get(name, ())):
                command = re.sub(r" -include \S+cmake_pch\.hxx", "", command)
            command = command.replace(" -I", f" -I{folder} -I", 1)
            command = re.sub(r" -o \S+ -c \S+$", f" {self._flags} -w -o {compiled[-1]} -c {file}", command)
            run(["bash", "-c", command], self._build)
        program = folder / "program"
        replaced = set(objects)
        words = [word for word in self._link.split(" ") if word not in replaced]
        first = next(i for i, word in enumerate(words) if word.endswith((".o", ".a")))
        link = " ".join(words[:first] + compiled + words[first:])
        run(["bash", "-c", re.sub(r" -o \S+", f" -o {program}", link)], self._build)
        return program
