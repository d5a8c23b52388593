package classify

import (
	"fmt"
	"testing"
)

func TestTry(t *testing.T) {
	c, err := Compile(loadExample(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{
		"Kære forvaltning\n\nJeg har nogle spørgsmål om cykelstien på Nørrebrogade:\n\n1) Hvornår bliver den lavet?\n2) Hvad koster det? Og hvem betaler?\n3. maj blev der lovet svar.\n\nMed venlig hilsen\nPia Holm",
		"Kære alle\n\nEnheden VINK er blevet lukket. Kan forvaltningen oplyse, om dette betyder, at der ikke er en indsats?\n\nMvh Pia",
		"Hej\nHvorfor er der mørkt på stien? Og hvad koster det?\n\nBiblioteket på Nørrebro lukker d. 1. maj. Hvor skal de låne bøger? Kan I hjælpe?\n\nHilsen\nBo",
		"Kære X\nSpørgsmål 1: Hvor mange?\nSpørgsmål 2\nHvor meget? a) i kr.? b) i timer?\n\nTak på forhånd",
		"Kan I ikke nok svare på dette? 1) Hvorfor er skolen lukket? 2) Hvornår åbner den igen? 3) Hvem har bestemt det?",
		"- Hvorfor?\n- Hvor mange elever er der?\n- Hvad gør I?",
		"Jeg synes det er dårligt.",
		"",
		"I 2023 gav vi 3.000.000 kr. efter § 9, stk. 2. Hvad er det brugt til? Jeg bor på Nørregade 12, 3. tv. Det er vigtigt. Hvornår sker der noget?",
	} {
		q := c.Split(s)
		fmt.Printf("INTRO %q many=%v\n", q.Introduction, q.TooMany)
		for _, x := range q.Questions {
			fmt.Printf("   %d %q %q\n", x.Number, x.Label, x.Text)
		}
	}
}
