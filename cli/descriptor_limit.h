#pragma once

namespace rexray {

// Lets this process open as many files as it may at most: each client takes one.
void RaiseDescriptorLimit();

}  // namespace rexray
