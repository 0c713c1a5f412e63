#pragma once

#include <string>

namespace rexray {

// For SetUp() of a fixture: what is missing is a failure in CI (CI=true) and elsewhere skips the
// test with the reason. (In a test's body the skip does not end the test: return it.)
void Missing(const std::string& what);         // "needs …"
void RequireRoot();                            // with loop devices
void RequireFuse();                            // /dev/fuse
void RequireProgram(const std::string& name);  // in PATH

}  // namespace rexray
