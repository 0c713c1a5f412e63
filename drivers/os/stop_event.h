#pragma once

#include <sys/eventfd.h>

#include <stop_token>

#include "drivers/os/descriptor.h"

namespace rexray {

// A descriptor that becomes readable when stop is requested, so that poll() wakes for it.
class StopEvent {
 public:
  explicit StopEvent(const std::stop_token& stop)
      : event_(stop.stop_possible() ? ::eventfd(0, EFD_CLOEXEC) : -1),
        callback_(stop, Signal{event_.get()}) {}
  StopEvent(const StopEvent&) = delete;
  StopEvent& operator=(const StopEvent&) = delete;

  // -1, which poll() ignores, if nobody can ask to stop.
  int descriptor() const { return event_.get(); }

 private:
  struct Signal {
    int event;
    void operator()() const { ::eventfd_write(event, 1); }
  };
  Descriptor event_;
  std::stop_callback<Signal> callback_;
};

}  // namespace rexray
