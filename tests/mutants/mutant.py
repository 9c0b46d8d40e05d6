"""A mutant: a copy of one source file with one deliberate mistake in it."""

import dataclasses
import pathlib

SOURCE = pathlib.Path(__file__).resolve().parents[2]


@dataclasses.dataclass(frozen=True)
class Mutant:
    name: str      # what it does wrong
    file: str      # from the root of the repository
    original: str  # occurs exactly once in it
    changed: str
    why: str       # what goes wrong with it in a network
    obligation: str = ""  # of `finalack refine`, that it breaks: a name, or a pattern; otherwise the file says which may
    equivalent: str = ""  # why nothing can go wrong with it: then no check may kill it

    def text(self):
        """The changed file."""
        path = SOURCE / self.file
        if not path.is_file():
            raise ValueError(f"{self.name}: there is no {self.file}")
        text = path.read_text()
        count = text.count(self.original)
        if count != 1:
            raise ValueError(f"{self.name}: '{self.original}' occurs {count} times in {self.file}; it has to occur once")
        return text.replace(self.original, self.changed)

    def write(self, folder):
        """Puts the changed file where it is found before the original, if `folder` is searched first."""
        path = folder / self.file
        path.parent.mkdir(parents=True)
        path.write_text(self.text())
        return path


def no_mutant(file):
    """A copy without a mistake: what kills it is a mistake of ours."""
    begin = (SOURCE / file).read_text()[:200]
    return Mutant("no-mistake", file, begin, begin, "")


@dataclasses.dataclass(frozen=True)
class ModelMutant(Mutant):
    claim: str = ""    # of whose cases one has another verdict then
    variant: str = ""


def what_is_wrong(mutants):
    """What makes a list useless: a name twice, an original that is not there, nothing changed."""
    wrong = []
    names = [m.name for m in mutants]
    wrong += [f"{name}: there are two of that name" for name in sorted({n for n in names if names.count(n) > 1})]
    for mutant in mutants:
        try:
            if mutant.text() == (SOURCE / mutant.file).read_text():
                wrong.append(f"{mutant.name}: changes nothing")
        except ValueError as error:
            wrong.append(str(error))
        if not mutant.why:
            wrong.append(f"{mutant.name}: doesn't say why it matters")
    return wrong
