package intake

import (
	"cmp"
	"slices"
	"strings"
)

// fate is what a report says of one recipient (RFC 3464, section 2.3).
type fate struct {
	final, original    string
	action, status, by string // by is the Diagnostic-Code
	named              bool   // it says whom it is about, be it a file or a pipe
}

// readFates reads the fields of delivery reports: groups of lines, one a
// recipient, between empty lines. Servers forget those, or put too many: a
// second Final-Recipient begins a group of its own, and a group without a
// recipient belongs to the one before it.
func readFates(text string) (fates []fate, ids []string) {
	const most = 1000
	var cur fate
	flush := func() {
		if n := len(fates); cur.named && n < most {
			fates = append(fates, cur)
		} else if n > 0 {
			fates[n-1].fill(cur)
		}
		cur = fate{}
	}
	for name, value := range statusLines(text) {
		if name == "" || name == "final-recipient" && cur.final != "" {
			flush()
		}
		switch name {
		case "final-recipient":
			cur.final, cur.named = recipientField(value), true
		case "original-recipient":
			cur.original, cur.named = recipientField(value), true
		case "action":
			cur.action = token(value)
		case "status":
			cur.status = statusCode(value)
		case "diagnostic-code":
			cur.by = value
		case "original-message-id", "x-original-message-id":
			ids = append(ids, messageIDs(value)...)
		}
	}
	flush()
	return fates, ids
}

// statusLines gives the name, in lower case, and the unfolded value of each
// field in text, and an empty name for each empty line.
func statusLines(text string) func(yield func(name, value string) bool) {
	const longest = 4 << 10
	return func(yield func(name, value string) bool) {
		name, value := "", ""
		for line := range strings.Lines(text) {
			line = strings.TrimRight(line, "\r\n")
			if line != "" && (line[0] == ' ' || line[0] == '\t') && name != "" {
				if len(value) < longest {
					value += " " + strings.TrimSpace(line)
				}
				continue
			}
			if name != "" && !yield(name, value) {
				return
			}
			name, value = "", ""
			if isBlank(line) {
				if !yield("", "") {
					return
				}
				continue
			}
			if k, v, ok := strings.Cut(line, ":"); ok && len(k) < 40 {
				name, value = lower(strings.TrimSpace(k)), strings.TrimSpace(v)
			}
		}
		if name != "" {
			yield(name, value)
		}
	}
}

// recipient is the address as the last server knew it, else as it was given.
func (f fate) recipient() string {
	if f.final != "" {
		return f.final
	}
	return f.original
}

// fill takes from g what f lacks.
func (f *fate) fill(g fate) {
	if f.action == "" {
		f.action = g.action
	}
	if f.status == "" {
		f.status = g.status
	}
	if f.by == "" {
		f.by = g.by
	}
}

// actions in the order in which they matter to the sender.
var actions = []string{"failed", "delayed", "relayed", "expanded", "delivered"}

// outcome is the action of a recipient; where the report gives none, its
// status tells.
func (f fate) outcome() string {
	switch {
	case slices.Contains(actions, f.action):
		return f.action
	case strings.HasPrefix(f.status, "2"):
		return "delivered"
	case strings.HasPrefix(f.status, "4"):
		return "delayed"
	}
	return "failed"
}

// summary is the worst that happened, and to whom. Who still waits for the
// mail is named together with those who will not get it.
func summary(fates []fate) *DeliveryStatus {
	worst := len(actions) - 1
	for _, f := range fates {
		worst = min(worst, slices.Index(actions, f.outcome()))
	}
	d := &DeliveryStatus{Action: actions[worst]}
	for _, f := range fates {
		o := f.outcome()
		if o != d.Action && o != "delayed" {
			continue
		}
		d.Recipients = appendAddress(d.Recipients, f.recipient())
		if f.final != "" && !sameAddress(f.final, f.original) {
			d.Originals = appendAddress(d.Originals, f.original)
		}
		if o == d.Action && (d.Status == "" || isGeneral(d.Status)) {
			d.Status = moreExact(d.Status, f)
		}
	}
	return d
}

// isGeneral reports whether a status code says no more than its class does.
func isGeneral(code string) bool { return strings.HasSuffix(code, ".0.0") }

// moreExact prefers the code that the other server gave to a general one.
func moreExact(status string, f fate) string {
	said := cmp.Or(statusIn(f.by), guessedStatus(fold(f.by)))
	switch {
	case f.status == "" || isGeneral(f.status) && said != "" && said[0] == f.status[0]:
		if said != "" {
			return said
		}
	case f.status != "":
		return f.status
	}
	if status == "" {
		return f.status
	}
	return status
}
