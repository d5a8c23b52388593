package intake

// Update is the -update flag for the external tests.
var Update = update
