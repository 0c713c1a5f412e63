#include "cli/manifest_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>

#include "state/yaml_text.h"

namespace rexray {
namespace {

namespace fs = std::filesystem;

bool IsManifest(const fs::directory_entry& entry) {
  static const std::set<std::string> extensions{".yaml", ".yml", ".json"};
  const fs::path name = entry.path().filename();
  if (name.string().starts_with('.') || !extensions.contains(name.extension().string())) {
    return false;
  }
  std::error_code error;
  const fs::file_status status = entry.status(error);
  return fs::is_regular_file(status) || (!fs::exists(status) && entry.is_symlink(error));
}

std::unexpected<Problem> Unreadable(std::string file, std::string why, Mark mark = {}) {
  return std::unexpected(Problem{.file = std::move(file),
                                 .line = mark.line,
                                 .column = mark.column,
                                 .path = {},
                                 .message = std::move(why)});
}

// Reads little more than allowed, so that a huge or endless file costs no more than that.
std::expected<ManifestText, Problem> Read(const std::string& file, std::istream& in) {
  std::string text;
  std::array<char, 16 << 10> piece;
  while (text.size() <= kMaxManifestBytes && in.good()) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    text.append(piece.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) return Unreadable(file, "cannot be read");
  if (text.size() > kMaxManifestBytes) {
    return Unreadable(file, fmt::format("larger than {} MiB; split it", kMaxManifestBytes >> 20));
  }
  // The text travels as JSON, which cannot carry such bytes: they would arrive as something else.
  if (const auto bad = FindBadCharacter(text)) return Unreadable(file, bad->message, bad->mark);
  return ManifestText{file, std::move(text)};
}

// What one word after -f names.
void ReadNamed(const std::string& path, std::istream& standardInput,
               std::vector<ManifestText>& texts, std::vector<Problem>& problems) {
  const auto take = [&](std::expected<ManifestText, Problem> text) {
    if (text) {
      texts.push_back(std::move(*text));
    } else {
      problems.push_back(std::move(text).error());
    }
  };
  std::error_code error;
  if (path == "-") return take(Read(path, standardInput));
  if (!fs::is_directory(path, error)) return take(ReadManifestFile(path));
  const auto files = ManifestsIn(path);
  if (!files) return problems.push_back(files.error());
  if (files->empty()) {
    problems.push_back(
        {.file = path, .path = {}, .message = "no *.yaml, *.yml or *.json file in this folder"});
  }
  for (const fs::path& file : *files) take(ReadManifestFile(file));
}

}  // namespace

std::expected<std::vector<fs::path>, Problem> ManifestsIn(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    if (IsManifest(*entry)) files.push_back(entry->path());
  }
  if (error) return Unreadable(folder.string(), error.message());
  std::ranges::sort(files);
  return files;
}

std::expected<ManifestText, Problem> ReadManifestFile(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return Unreadable(file.string(), std::strerror(errno));
  return Read(file.string(), in);
}

Result<std::vector<ManifestText>> ReadManifests(const std::vector<std::string>& paths,
                                                std::istream& standardInput) {
  std::vector<ManifestText> texts;
  std::vector<Problem> problems;
  for (const std::string& path : paths) ReadNamed(path, standardInput, texts, problems);
  if (problems.empty()) return texts;
  std::string message;
  for (const Problem& problem : problems) {
    message += (message.empty() ? "" : "\n") + ToString(problem);
  }
  return Fail(Code::InvalidArgument, std::move(message));
}

}  // namespace rexray
