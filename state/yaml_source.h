#pragma once

#include <streambuf>
#include <string>
#include <string_view>

#include "state/yaml.h"

namespace rexray {

// Ends reading: yaml-cpp offers its event handler no other way out.
struct YamlStop {
  YamlError error;
};

// The text as yaml-cpp reads it. yaml-cpp holds back all that follows a "[", "{" or quote until it
// knows whether that is a key, at 240 bytes of memory for one of text: so reading far ahead of the
// last value is stopped.
class YamlSource : public std::streambuf {
 public:
  explicit YamlSource(std::string_view text);

  std::string_view text() const { return text_; }
  void Progress() { progress_ = given_; }  // a value was read

 protected:
  int_type underflow() override;

 private:
  std::string text_;  // with a comment behind it
  std::size_t given_ = 0;
  std::size_t progress_ = 0;
};

}  // namespace rexray
