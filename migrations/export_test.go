package migrations

// RunThese is run, for tests: they stand outside, since testenv imports the package.
var RunThese = run
