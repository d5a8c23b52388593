package classify

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// reasons are sentences that stand around questions in letters of members.
var reasons = []string{
	"Jeg har fået mange henvendelser fra borgere, der ikke forstår, hvad der foregår.",
	"Det er nu et halvt år siden, at udvalget fik lovning på et svar, og der er intet sket.",
	"På mødet i november sagde direktøren, at tallene ville blive sendt rundt efter jul.",
	"Jeg ved godt, at der er travlt, men sagen haster for dem, den handler om.",
	"Jeg vil gerne kunne vise svaret til dem, der har spurgt, så skriv det venligst uden fagord.",
	"Hvis tallene kun findes for en del af kommunen, er det bedre end ingenting.",
	"Jeg vil især gerne vide, om der er forskel på by og land, og om det er blevet bedre.",
	"Ifølge lokalavisen kostede det 3,5 mio. kr. sidste år, men det kan vel ikke passe.",
	"Udgifterne er ikke det vigtigste for mig, men nævn dem gerne, hvis de er kendt.",
	"Andre kommuner har løst det på en anden måde, bl.a. ved at inddrage foreningerne.",
}

// memberMails are n letters of 1 to 6 KB: a greeting, reasons, one to three
// questions, more reasons and a closing.
func memberMails(tb testing.TB, n int) (mails []string) {
	questions := danishTexts(tb, 3*n, 60, 120)
	r := rand.New(rand.NewPCG(11, 12))
	for range n {
		var b strings.Builder
		paragraph := func() {
			for range 3 + r.IntN(3) {
				b.WriteString(reasons[r.IntN(len(reasons))] + " ")
			}
			b.WriteString("\n\n")
		}
		b.WriteString("Kære forvaltning\n\n")
		paragraph()
		asked := 1 + r.IntN(3)
		for i := range asked {
			if asked > 1 {
				fmt.Fprintf(&b, "%d. ", i+1)
			}
			b.WriteString(questions[r.IntN(len(questions))] + "\n\n")
		}
		for length := 800 + r.IntN(4200); b.Len() < length; {
			paragraph()
		}
		b.WriteString("Med venlig hilsen\nEt medlem af rådet\n")
		mails = append(mails, b.String())
	}
	return mails
}

func BenchmarkSplit(b *testing.B) {
	c, err := Compile(Config{})
	if err != nil {
		b.Fatal(err)
	}
	run := func(name string, texts []string) {
		b.Run(name, func(b *testing.B) {
			size := len(strings.Join(texts, ""))
			b.SetBytes(int64(size / len(texts)))
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				c.Split(texts[i%len(texts)])
			}
		})
	}
	run("mails", memberMails(b, 200))
	run("lists", []string{"Kære forvaltning\n\nJeg har spørgsmål om stien:\n\n" +
		strings.Repeat("1) Hvornår bliver den ryddet? Det haster. 2) Hvad koster det?\n\nHvem ejer broen? Og hvem vasker den?\n\n", 20)})
	run("prose", danishTexts(b, 200, 1000, 3000))
}
