package reply

import (
	"errors"
	"fmt"

	"inquiryd/internal/language"
)

// Check says whether the words by mail of a language hold together: all
// that letters suggest, when something was nearly an order, is one. Its faults
// begin with a key of the language's file.
func Check(set *language.Set, l *language.Language) error {
	x := newReader(set, l)
	var faults []error
	for _, of := range []struct {
		key   string
		leads [][]string
		forms []form
	}{
		{"officials", l.Mail.Leads.Officials, x.orders}, {"members", l.Mail.Leads.Members, x.memberOrders},
		{"approvers", l.Mail.Leads.Approvers, x.approverOrders}, {"registrar", l.Mail.Leads.Registrar, x.registrarOrders},
	} {
		for i, pair := range of.leads {
			if x.readOrder(of.forms, pair[1]).Word == None {
				faults = append(faults, fmt.Errorf("mail.leads.%s[%d]: %q is no order: correct it, or the words of that order", of.key, i, pair[1]))
			}
		}
	}
	for key, forms := range map[string][]form{"not_ours": x.orders, "duplicate": x.orders, "ask": x.orders, "comment": x.orders, "more_time": x.orders,
		"status": x.orders, "access": x.orders, "refuse": x.orders, "withdraw": x.memberOrders, "return": x.approverOrders} {
		if example := l.Mail.Examples[key]; x.readOrder(forms, example).Word == None {
			faults = append(faults, fmt.Errorf("mail.examples.%s: %q is no order: correct it, or the words of that order", key, example))
		}
	}
	for key, word := range map[string]Word{"redirect": Redirect, "kind": Kind} {
		if example := l.Mail.Examples[key] + "TMF"; x.readOrder(append(formsOf(x.orders, word), formsOf(x.registrarOrders, word)...), example).Word != word {
			faults = append(faults, fmt.Errorf("mail.examples.%s: %q is no order: correct it, or the words of that order", key, example))
		}
	}
	return errors.Join(faults...)
}
