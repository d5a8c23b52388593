package register

import (
	"database/sql/driver"
	"errors"
	"strings"
	"sync"

	"modernc.org/sqlite"

	"inquiryd/internal/cpr"
)

// functions gives SQLite the functions through which the search index is filled;
// PostgreSQL has without_cpr from a migration. The driver's functions are those
// of the process.
var functions = sync.OnceValue(func() error {
	return errors.Join(function("without_cpr", cpr.Mask), function("in_one_piece", inOnePiece))
})

// function gives SQLite a function of one text.
func function(name string, of func(string) string) error {
	return sqlite.RegisterDeterministicScalarFunction(name, 1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		text, ok := args[0].(string)
		if !ok {
			return args[0], nil
		}
		return of(text), nil
	})
}

// inOnePiece adds to text each word of several parts in one piece: the index
// does not know which words stand side by side.
func inOnePiece(text string) string {
	var pieces []string
	for word := range strings.FieldsFuncSeq(text, parts) {
		if whole := onePiece(word); whole != "" && len(whole) < len(strings.Trim(word, "-")) {
			pieces = append(pieces, whole)
		}
	}
	if len(pieces) == 0 {
		return text
	}
	return text + " " + strings.Join(pieces, " ")
}

func onePiece(word string) string { return strings.ReplaceAll(word, "-", "") }
