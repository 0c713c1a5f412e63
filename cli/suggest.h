#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rexray {

// The candidate that a typing mistake most likely meant; empty if none is near.
std::string Nearest(std::string_view given, std::span<const std::string> candidates);

// "; did you mean \"volumes\"?", or nothing: to be appended to a message.
std::string DidYouMean(std::string_view given, std::span<const std::string> candidates);

}  // namespace rexray
