#pragma once

#include <span>
#include <string>
#include <string_view>

namespace rexray {

// ASCII only, whatever the locale says.
bool IsAlphanumeric(char c);

// " (did you mean "size"?)" for a word that somebody may have misspelt, else empty: ready to be put
// behind a message.
std::string DidYouMean(std::string_view word, std::span<const std::string_view> known);

}  // namespace rexray
