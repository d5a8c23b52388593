package reply

import (
	"slices"
	"testing"
)

// The patterns that are tried one after the other are all right, also those that
// no other test comes to: nothing compiles them when the program starts.
func TestPatternsAreRight(t *testing.T) {
	x := danish()
	all := slices.Clone(x.wishes)
	for _, forms := range [][]form{x.orders, x.approverOrders, x.memberOrders, x.registrarOrders} {
		for _, f := range forms {
			all = append(all, f.form)
		}
	}
	for _, c := range x.chats {
		all = append(all, c.reads)
	}
	for _, p := range all {
		p()
	}
	if len(all) < 40 {
		t.Errorf("only %d patterns", len(all))
	}
}
