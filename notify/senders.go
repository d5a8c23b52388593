package notify

import (
	"cmp"
	"slices"
)

// Signature is who stands under a letter.
type Signature struct{ Name, Title, Administration string }

// signatures are those of the cases that a letter answers, each once. The
// administration is named where several sign. Without a signatory the
// administration signs, or the office.
func signatures(cases []CaseView, office Office) (list []Signature) {
	for _, c := range cases {
		s := Signature{Name: c.Signatory.Name, Title: c.Signatory.Title, Administration: c.Administration.Name}
		if s.Name == "" {
			s.Name, s.Administration = cmp.Or(c.Administration.Name, office.Name), ""
		}
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	if len(list) == 1 {
		list[0].Administration = ""
	}
	return list
}

// Sender is an administration that answers, with its cases.
type Sender struct {
	Unit           string
	Administration AdministrationView
	Cases          []CaseView
}

// senders are the administrations that answer some cases, each once. A
// telephone number and an address on the web that several share is left to the
// last of them.
func senders(cases []CaseView, office Office) (list []Sender) {
	for _, c := range cases {
		i := slices.IndexFunc(list, func(s Sender) bool { return s.Administration.ID == c.Administration.ID && s.Unit == c.Unit })
		if i < 0 {
			c.Administration.Telephone = cmp.Or(c.Administration.Telephone, office.Telephone)
			c.Administration.Web = cmp.Or(c.Administration.Web, office.Web)
			i, list = len(list), append(list, Sender{Unit: c.Unit, Administration: c.Administration})
		}
		list[i].Cases = append(list[i].Cases, c)
	}
	for i := range list {
		for _, later := range list[i+1:] {
			if a := &list[i].Administration; a.Telephone == later.Administration.Telephone {
				a.Telephone = ""
			}
			if a := &list[i].Administration; a.Web == later.Administration.Web {
				a.Web = ""
			}
		}
	}
	return list
}

// administrationNames are the names of those who answer some cases, each once.
func administrationNames(cases []CaseView) (names []string) {
	for _, c := range cases {
		if name := c.Administration.Name; name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
