package intake

import "flag"

// update makes the tests with golden files write them.
var update = flag.Bool("update", false, "write what was read into the golden files")
