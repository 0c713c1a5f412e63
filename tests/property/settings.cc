#include <cstdlib>

namespace {

// Most generated worlds do not reach the step that a property is about, so each property is tried on many.
// RC_PARAMS from outside wins, to reproduce a failure.
const int kSettings = setenv("RC_PARAMS", "max_success=60000", 0);

}  // namespace
