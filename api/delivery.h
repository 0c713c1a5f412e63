#pragma once

#include <functional>
#include <memory>

#include "api/http_server.h"

namespace rexray {

// The promise of HttpResponse::delivered: told once, at the latest when this goes, so that no way
// an answer can end loses it.
class Delivery {
 public:
  // nullptr if nobody wants to know.
  static std::shared_ptr<Delivery> Of(std::function<void(bool)> told, const HttpLog& log);
  ~Delivery() { Tell(); }
  Delivery(const Delivery&) = delete;
  Delivery& operator=(const Delivery&) = delete;

  void Settle(bool whole) { whole_ = whole; }  // until then: not delivered
  void Tell();                                 // the first time only; not from two threads at once

 private:
  Delivery(std::function<void(bool)> told, const HttpLog& log)
      : told_(std::move(told)), log_(log) {}

  std::function<void(bool)> told_;
  const HttpLog& log_;
  bool whole_ = false;
};

}  // namespace rexray
