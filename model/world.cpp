#include "model/world.hpp"

namespace finalack::model {

std::string Scope::text() const {
  std::string out;
  for (const Bound& bound : bounds) {
    if (!out.empty()) out += ", ";
    out += bound.name + " " + bound.value;
  }
  return out;
}

}  // namespace finalack::model
