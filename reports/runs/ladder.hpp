// The ladder diagram: two lines, time going down, one arrow for each message, as in RFC 9293's figures.
//
// A row is one step where that can be: a message that its receiver takes in the very next step is one straight arrow,
// in the row of that step. One that is delayed leaves in its own row and arrives in another, each saying the other's
// number; one that the network keeps a copy of forks. A party's state stands outside its line whenever it has changed.
#pragma once

#include <string>

#include "reports/canvas.hpp"
#include "reports/runs/narrative.hpp"

namespace finalack::reports {

/// At most `style.columns` wide (60 at least). A narrative that isn't told between two parties comes out as a text
/// trace.
std::string ladder(const Narrative& narrative, const TextStyle& style);

}  // namespace finalack::reports
