"""The mutants of impl/, by topic. Each is a deliberate mistake in a decision of the executable TCP."""

from . import (acknowledgments, closing, loss_recovery, opening, options, receiving, resets, sending, time_wait, timers,
               windows)

MUTANTS = [mutant for topic in (windows, opening, resets, acknowledgments, receiving, closing, time_wait, options, sending, timers,
                                loss_recovery)
           for mutant in topic.MUTANTS]
