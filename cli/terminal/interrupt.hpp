// Ctrl-C: the first asks the engines to stop, so that the results so far can be printed; the second ends the process.
#pragma once

namespace finalack::cli {

/// Takes over SIGINT for the process. Called by the verbs that ask `is_interrupted`; the others end as any program
/// does.
void listen_for_interrupts();

bool is_interrupted();

}  // namespace finalack::cli
