package clerk

import (
	"strings"
	"testing"
)

// An administration is not called as an order is.
func TestCheckIDs(t *testing.T) {
	for _, test := range []struct {
		code, id string
		ok       bool
	}{
		{"da", "TMF", true}, {"da", "Vej&Vand", true}, {"da", "Ældre-Liv", true}, {"en", "Housing", true}, {"sv", "BUN", true},
		{"da", "OK", false}, {"da", "Ja", false}, {"da", "status", false}, {"en", "Status", false}, {"en", "Yes", false}, {"sv", "Ja", false},
	} {
		err := CheckIDs(nil, builtIn(test.code), []Administration{{ID: "X1"}, {ID: test.id}})
		if (err == nil) != test.ok || err != nil && !strings.HasPrefix(err.Error(), "administration[1].id: ") {
			t.Errorf("%s: %s: %v", test.code, test.id, err)
		}
	}
}
