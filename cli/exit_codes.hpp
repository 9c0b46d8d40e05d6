// How the command ends: the numbers of sysexits.h where they fit. Help and documentation are printed from this table.
#pragma once

namespace finalack::cli {

enum ExitCode : int {
  kAsExpected = 0,
  kDiffers = 1,
  kUndecided = 2,
  kUsage = 64,
  kBadInput = 65,
  kUnavailable = 69,
  kInternalError = 70,
  kCannotWrite = 74,
  kInterrupted = 130,
};

struct ExitMeaning {
  ExitCode code;
  const char* meaning;
};

inline constexpr ExitMeaning kExitMeanings[] = {
    {kAsExpected,
     "every verdict is as the catalogue says; the verb did what was asked (trace: or said why there is no run)"},
    {kDiffers,
     "some verdict differs from the catalogue, or a counterexample was found where none may be; connect: the "
     "connection was refused or reset, or nobody answered; fuzz, replay of a case: a rule was broken; "
     "refine: an obligation does not hold; replay --on impl: real connections refuse a step"},
    {kUndecided,
     "none differs, but some is undecided: out of time or memory, or bounded by --depth; fuzz: not all runs were made; "
     "refine: not all was decided; synthesize: not proved outside of what was found"},
    {kUsage, "usage: unknown verb, option, claim, variant, engine or format"},
    {kBadInput, "a trace or case file that cannot be used; the message says where"},
    {kUnavailable, "serve, connect: the system gives no TUN device; the message says how to get one"},
    {kInternalError,
     "an error of finalack's own: engines disagree, or a trace does not replay; --subject impl: a connection breaks at "
     "a step, in a way that no claim speaks of"},
    {kCannotWrite, "the output cannot be written"},
    {kInterrupted, "interrupted (Ctrl-C); the results so far were printed"},
};

}  // namespace finalack::cli
