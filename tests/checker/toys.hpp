// Toy worlds with known answers, on which every engine is tested: small enough to check by hand, and together they use
// everything that a world may declare (choices, arguments, bounds, fairness, a symmetry).
//
// Each is written once over the value domain D, as TCP is. Predicates are static members, so that the tests of engines
// over different domains ask the same question.
#pragma once

#include "tests/checker/toys/bounded_queue.hpp"
#include "tests/checker/toys/cells.hpp"
#include "tests/checker/toys/counter.hpp"
#include "tests/checker/toys/dice.hpp"
#include "tests/checker/toys/locks.hpp"
#include "tests/checker/toys/lossy_channel.hpp"
#include "tests/checker/toys/peterson.hpp"
#include "tests/checker/toys/tickets.hpp"
