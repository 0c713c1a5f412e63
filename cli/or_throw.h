#pragma once

#include <CLI/Error.hpp>
#include <type_traits>
#include <utility>

#include "state/result.h"

namespace rexray {

// What an option or argument says; a mistake in it as CLI11 reports mistakes of usage.
template <class T>
T OrThrow(const char* option, Result<T> result) {
  if (!result) throw CLI::ValidationError(option, result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

}  // namespace rexray
