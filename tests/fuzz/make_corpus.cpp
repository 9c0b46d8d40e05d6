// Writes the seeds of a target to files: make_corpus <target> <directory>. They are made of our own emitting functions,
// so that they never differ from what these emit, and git holds no binary files.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/fuzz/targets.hpp"

int main(int argc, char** argv) {
  using namespace finalack::fuzz;
  const Target* const target = argc == 3 ? find_target(argv[1]) : nullptr;
  if (!target) {
    std::fprintf(stderr, "usage: make_corpus <target> <directory>, where <target> is one of:");
    for (const Target& each : targets()) std::fprintf(stderr, " %s", std::string(each.name).c_str());
    std::fprintf(stderr, "\n");
    return 64;
  }
  const std::filesystem::path directory = argv[2];
  std::filesystem::create_directories(directory);
  for (const Seed& seed : target->seeds()) {
    std::ofstream file(directory / seed.name, std::ios::binary);
    file.write(reinterpret_cast<const char*>(seed.octets.data()), static_cast<std::streamsize>(seed.octets.size()));
    if (!file.flush()) {
      std::fprintf(stderr, "make_corpus: can't write %s\n", (directory / seed.name).c_str());
      return 1;
    }
  }
}
