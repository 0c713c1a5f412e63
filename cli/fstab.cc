#include "cli/fstab.h"

#include <libmount/libmount.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>

namespace rexray {
namespace {

struct UnrefTable {
  void operator()(libmnt_table* table) const { mnt_unref_table(table); }
};
using FstabTable = std::unique_ptr<libmnt_table, UnrefTable>;

struct CloseStream {
  void operator()(std::FILE* stream) const { std::fclose(stream); }
};
using TextStream = std::unique_ptr<std::FILE, CloseStream>;

std::string OrEmpty(const char* text) { return text == nullptr ? "" : text; }

// 1: a line that cannot be parsed is left out, and the others are read.
int LeaveOut(libmnt_table*, const char*, int) { return 1; }

std::string SourceOf(libmnt_fs* entry) {
  const char* name = nullptr;
  const char* value = nullptr;
  if (mnt_fs_get_tag(entry, &name, &value) == 0) return OrEmpty(name) + "=" + OrEmpty(value);
  return OrEmpty(mnt_fs_get_source(entry));
}

FstabLine LineOf(libmnt_fs* entry) {
  FstabLine line;
  line.source = SourceOf(entry);
  line.target = OrEmpty(mnt_fs_get_target(entry));
  line.type = OrEmpty(mnt_fs_get_fstype(entry));
  line.options = SplitMountOptions(OrEmpty(mnt_fs_get_options(entry)));
  line.swap = mnt_fs_is_swaparea(entry) != 0;
  line.pseudo = mnt_fs_is_pseudofs(entry) != 0;
  line.network = mnt_fs_is_netfs(entry) != 0;
  line.broken = line.source.empty() || line.type.empty() || (line.target.empty() && !line.swap);
  return line;
}

// By itself, so that each keeps its number.
FstabLine ReadFstabLine(std::string text) {
  FstabLine broken;
  broken.broken = true;
  if (text.find('\0') != std::string::npos) return broken;
  text += '\n';
  const FstabTable table(mnt_new_table());
  const TextStream stream(::fmemopen(text.data(), text.size(), "r"));
  if (!table || !stream) return broken;
  mnt_table_set_parser_errcb(table.get(), LeaveOut);
  libmnt_fs* entry = nullptr;
  if (mnt_table_parse_stream(table.get(), stream.get(), "fstab") != 0 ||
      mnt_table_first_fs(table.get(), &entry) != 0) {
    return broken;
  }
  return LineOf(entry);
}

bool IsComment(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t\r");
  return first == line.npos || line[first] == '#';
}

}  // namespace

std::vector<FstabLine> ReadFstab(std::string_view text) {
  std::vector<FstabLine> lines;
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (IsComment(line)) continue;
    lines.push_back(ReadFstabLine(std::string(line)));
    lines.back().number = number;
  }
  return lines;
}

std::vector<std::string> SplitMountOptions(std::string_view text) {
  std::vector<std::string> options;
  std::string option;
  bool quoted = false;
  const auto end = [&] {
    if (!option.empty()) options.push_back(std::move(option));
    option.clear();
  };
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (c == ',' && !quoted) {
      end();
    } else {
      option += c;
    }
  }
  end();
  return options;
}

bool IsOfFstabOnly(std::string_view option) {
  constexpr std::array<std::string_view, 8> kWords = {"defaults", "auto", "nofail", "_netdev",
                                                      "nouser",   "rw",   "ro",     "silent"};
  const std::string_view name = option.substr(0, option.find('='));
  return name.starts_with("x-") || name.starts_with("X-") || name == "comment" ||
         std::ranges::find(kWords, name) != kWords.end();
}

}  // namespace rexray
