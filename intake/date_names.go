package intake

import "strings"

// monthOf is the number of the month whose name begins with w, in English,
// Danish, Norwegian, Swedish, German, French, Dutch, Spanish or Italian; or 0.
func monthOf(w string) int {
	const months = " jan ene gen=1 feb fév fev feb=2 mar mär maa mrt=3 apr avr abr=4 maj mai may mei mag=5 jun giu juin=6" +
		" jul lug juil=7 aug aoû aou ago=8 sep set=9 oct okt ott=10 nov=11 dec dez dic déc=12 "
	if len(w) < 3 {
		return 0
	}
	for _, n := range []int{4, 3} { // juin and juil differ in the fourth letter
		r := []rune(w)
		if len(r) < n {
			continue
		}
		if m := lookupMonth(months, string(r[:n])); m > 0 {
			return m
		}
	}
	return 0
}

func lookupMonth(months, w string) int {
	m := 1
	for group := range strings.SplitSeq(months, "=") {
		for f := range strings.FieldsSeq(strings.TrimLeft(group, "0123456789")) {
			if f == w {
				return m
			}
		}
		m++
	}
	return 0
}

// zones are the names of time zones that mails carry (RFC 5322, section 4.3,
// and European ones), in minutes east of UTC.
var zones = map[string]int{
	"ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "met": 60, "mez": 60,
	"cest": 120, "mest": 120, "mesz": 120, "eet": 120, "eest": 180, "msk": 180,
	"est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
	"jst": 540,
}

// zoneWord reads a zone's name, or one with an offset behind it: GMT+1.
func (d *dateParts) zoneWord(w string) bool {
	if i := strings.IndexAny(w, "+-"); i > 0 {
		if _, ok := zones[w[:i]]; ok {
			return d.offset(w[i:])
		}
	}
	minutes, ok := zones[w]
	if ok && !d.hasZone {
		d.zone, d.hasZone = minutes*60, true
	}
	return ok
}
