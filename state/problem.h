#pragma once

#include <string>
#include <string_view>

namespace rexray {

// One mistake in what a user gave, with its place. line and column start at 1; 0: of the whole file
// or not from a file.
struct Problem {
  std::string file;
  int line = 0;
  int column = 0;
  std::string path;     // "spec.filesystem.type"; empty: of the document
  std::string message;  // what is wrong, the value, and the remedy
};

// "volumes.yaml:7:9: spec.size: …"
std::string ToString(const Problem& problem);

// A message that quotes what a user gave, made fit for terminals and logs: one line of printable
// text, cut after 1000 bytes.
std::string OneLine(std::string_view text);

}  // namespace rexray
