#pragma once

#include <cstddef>
#include <functional>

namespace rexray {

// Runs `work` in a child process that is killed with SIGKILL at its `stop`-th stop, counted from 1;
// there is one stop before and one after each system call. True: it was killed; false: it came to
// its end. Trying 1, 2, 3, … until false is a crash at every instruction that can have an effect.
// The caller must have no other threads.
bool KilledAtStop(std::size_t stop, const std::function<void()>& work);

}  // namespace rexray
