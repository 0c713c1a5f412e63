#include "state/yaml_source.h"

#include <fmt/format.h>

#include "state/yaml_text.h"

namespace rexray {
namespace {

constexpr std::size_t kChunk = 2048;
constexpr std::size_t kMaxAhead = 256 * 1024;

}  // namespace

YamlSource::int_type YamlSource::underflow() {
  if (next_ == text_.size()) return traits_type::eof();
  if (next_ - progress_ > kMaxAhead) {
    throw YamlStop{{MarkAt(text_, progress_),
                    fmt::format("no value ends within {} bytes from here; shorten it, or write a "
                                "long [list] or {{mapping}} as indented lines",
                                kMaxAhead)}};
  }
  const std::string_view chunk = text_.substr(next_, kChunk);
  next_ += chunk.size();
  char* begin = const_cast<char*>(chunk.data());  // a get area is only read
  setg(begin, begin, begin + chunk.size());
  return traits_type::to_int_type(*begin);
}

}  // namespace rexray
