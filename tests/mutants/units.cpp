// Every inline function of impl/core/ and impl/connection/, in one object.
//
// Where nothing is inlined (-O0), each object has its own copy of the inline functions that it calls, and the linker
// takes the first. So a program whose first object is this one, compiled from a changed header, behaves as if all had
// been: a mutant of a header takes one compilation instead of thirty. -fkeep-inline-functions brings in what nobody
// calls here; templates are asked for.
#include "impl/connection/as_segment.hpp"
#include "impl/connection/connection.hpp"

namespace finalack::impl {

template Decision<Native> decide(const Policy&, const Tcb<Native>&, const Event<Native>&);
template CallError send_error(const Tcb<Native>&);
template bool may_transmit(const Tcb<Native>&);
template bool opens_anew(const Tcb<Native>&, const Segment<Native>&);

}  // namespace finalack::impl
