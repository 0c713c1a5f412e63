#include "state/yaml_source.h"

#include <fmt/format.h>

#include <algorithm>

#include "state/yaml_text.h"

namespace rexray {
namespace {

constexpr std::size_t kChunk = 2048;
constexpr std::size_t kMaxAhead = 256 * 1024;

}  // namespace

// The comment: yaml-cpp 0.7 takes a quote that is never closed for complete where the text ends
// with a line break.
YamlSource::YamlSource(std::string_view text) : text_(text) {
  text_ += text.ends_with('\n') ? "#" : "\n#";
}

// The get area always starts at the text's start: yaml-cpp puts back what it reads to guess the
// encoding.
YamlSource::int_type YamlSource::underflow() {
  if (given_ == text_.size()) return traits_type::eof();
  if (given_ - progress_ > kMaxAhead) {
    throw YamlStop{{MarkAt(text_, progress_),
                    fmt::format("no value ends within {} bytes from here; shorten it, or write a "
                                "long [list] or {{mapping}} as indented lines",
                                kMaxAhead)}};
  }
  const std::size_t from = given_;
  given_ = std::min(given_ + kChunk, text_.size());
  setg(text_.data(), text_.data() + from, text_.data() + given_);
  return traits_type::to_int_type(text_[from]);
}

}  // namespace rexray
