#include "cli/manifest_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "state/yaml_text.h"

namespace rexray {
namespace {

namespace fs = std::filesystem;

bool IsManifest(const fs::directory_entry& entry) {
  static const std::set<std::string> extensions{".yaml", ".yml", ".json"};
  return entry.is_regular_file() && extensions.contains(entry.path().extension().string());
}

// Reads little more than allowed, so that a huge or endless file costs no more than that.
Result<ManifestText> Read(const std::string& file, std::istream& in) {
  std::string text;
  std::array<char, 16 << 10> piece;
  while (text.size() <= kMaxManifestBytes && in.good()) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    text.append(piece.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) return Fail(Code::InvalidArgument, fmt::format("{}: cannot be read", file));
  if (text.size() > kMaxManifestBytes) {
    return Fail(Code::InvalidArgument,
                fmt::format("{}: larger than {} MiB; split it", file, kMaxManifestBytes >> 20));
  }
  // The text travels as JSON, which cannot carry such bytes: they would arrive as something else.
  if (const auto bad = FindBadCharacter(text)) {
    return Fail(Code::InvalidArgument,
                fmt::format("{}:{}:{}: {}", file, bad->mark.line, bad->mark.column, bad->message));
  }
  return ManifestText{file, std::move(text)};
}

Result<ManifestText> ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    return Fail(Code::InvalidArgument, fmt::format("{}: {}", path.string(), std::strerror(errno)));
  }
  return Read(path.string(), in);
}

Result<std::vector<fs::path>> ManifestsIn(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (IsManifest(entry)) files.push_back(entry.path());
  }
  if (error) {
    return Fail(Code::InvalidArgument, fmt::format("{}: {}", folder.string(), error.message()));
  }
  if (files.empty()) {
    return Fail(Code::InvalidArgument,
                fmt::format("{}: no *.yaml, *.yml or *.json file in this folder", folder.string()));
  }
  std::ranges::sort(files);
  return files;
}

Result<std::vector<fs::path>> FilesOf(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return ManifestsIn(path);
  return std::vector<fs::path>{path};
}

}  // namespace

Result<std::vector<ManifestText>> ReadManifests(const std::vector<std::string>& paths,
                                                std::istream& standardInput) {
  std::vector<ManifestText> texts;
  for (const std::string& path : paths) {
    if (path == "-") {
      REXRAY_ASSIGN(ManifestText text, Read(path, standardInput));
      texts.push_back(std::move(text));
      continue;
    }
    REXRAY_ASSIGN(const std::vector<fs::path> files, FilesOf(path));
    for (const fs::path& file : files) {
      REXRAY_ASSIGN(ManifestText text, ReadFile(file));
      texts.push_back(std::move(text));
    }
  }
  return texts;
}

}  // namespace rexray
