package register

import (
	"database/sql/driver"
	"sync"

	"modernc.org/sqlite"

	"inquiryd/internal/cpr"
)

// withoutCPR gives SQLite the function without_cpr(text), which the search
// index is filled through; PostgreSQL has it from a migration. The driver's
// functions are those of the process.
var withoutCPR = sync.OnceValue(func() error {
	return sqlite.RegisterDeterministicScalarFunction("without_cpr", 1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		text, ok := args[0].(string)
		if !ok {
			return args[0], nil
		}
		return cpr.Mask(text), nil
	})
})
