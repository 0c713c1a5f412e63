#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rexray {

// One line of an fstab that is no comment, as libmount reads it: escapes and quotes are undone.
struct FstabLine {
  int number = 0;
  std::string source;  // "UUID=…", "/dev/sdb1", "server:/export"
  std::string target;
  std::string type;
  std::vector<std::string> options;
  bool swap = false;
  bool pseudo = false;   // proc, tmpfs: nothing keeps its data
  bool network = false;  // nfs, cifs
  bool broken = false;   // no line of an fstab: nothing else is told of it
};

// All lines; never fails. Reads no file but the text.
std::vector<FstabLine> ReadFstab(std::string_view text);

// Options that mean something to fstab and its tools, and nothing to a mount: they fall away. "ro"
// and "rw" too, which are said otherwise.
bool IsOfFstabOnly(std::string_view option);

// "rw,noatime" word by word; what stands in quotes may hold commas.
std::vector<std::string> SplitMountOptions(std::string_view text);

}  // namespace rexray
