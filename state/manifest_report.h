#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "state/problem.h"
#include "state/yaml.h"

namespace rexray {

// Collects the problems of one file.
class ManifestReport {
 public:
  explicit ManifestReport(std::string file) : file_(std::move(file)) {}

  void Add(Mark mark, std::string_view path, std::string_view message) {
    problems_.push_back({file_, mark.line, mark.column, OneLine(path), OneLine(message)});
  }
  const std::string& file() const { return file_; }
  std::span<const Problem> problems() const { return problems_; }
  std::size_t count() const { return problems_.size(); }
  std::vector<Problem> Take() { return std::move(problems_); }

 private:
  std::string file_;
  std::vector<Problem> problems_;
};

}  // namespace rexray
