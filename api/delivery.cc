#include "api/delivery.h"

#include <fmt/format.h>

#include <exception>
#include <utility>

namespace rexray {

std::shared_ptr<Delivery> Delivery::Of(std::function<void(bool)> told, const HttpLog& log) {
  if (!told) return nullptr;
  return std::shared_ptr<Delivery>(new Delivery(std::move(told), log));
}

void Delivery::Tell() {
  const auto told = std::exchange(told_, nullptr);
  if (!told) return;
  std::string what = "an unknown exception";
  try {
    return told(whole_);
  } catch (const std::exception& exception) {
    what = exception.what();
  } catch (...) {
  }
  log_(fmt::format("what was to follow an answer failed: {}", what));
}

}  // namespace rexray
