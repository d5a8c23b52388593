package intake

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"
)

// hard are texts made to be slow to read, by the unit that they repeat.
var hard = map[string]string{
	"marks":              ">\n",
	"deep marks":         ">>>>>>>>>>>>>>>> a\n",
	"marks on one line":  ">",
	"spaced marks":       "> ",
	"english heads":      "On Mon, wrote\n",
	"english half heads": "On Mon, 9 Mar 2023 at 14:02, somebody wrote\n",
	"danish heads":       "Den 9. marts 2023 kl. 14.02 skrev\n",
	"danish self":        "Den 9. marts 2023 kl. 14.02 skrev jeg:\n",
	"colons":             "a:\n",
	"colons on one line": "Fra: ",
	"labels":             "Fra: a\n",
	"labels in turn":     "Fra: a\nTil: b\n",
	"wrapped labels":     "Fra:\na\na\na\n",
	"telephones":         "Sendt fra min iPhone\n\nHvad?\n",
	"dashes":             "-- \n",
	"dashes on one line": "-",
	"rules":              "__\nmailing list\n",
	"banners":            "-----Original\n",
	"closings":           "Med venlig hilsen\nIda\n",
	"footers":            "Denne e-mail\n",
	"blank lines":        "\n",
	"text and blanks":    "a:\n\n\n\n\n\n\n\n\n\n\n\n\n",
	"spaces":             " ",
	"letters":            "a",
	"words":              "skrev ",
	"quoted and not":     "> a\nb\n",
	"long and wrapped":   "> " + strings.Repeat("ord ", 20) + "\nog mere\n",
}

const hardSize = 767_000

func hardText(unit string, size int) string { return strings.Repeat(unit, size/len(unit)+1)[:size] }

// cpuTime is the processor time that the test took so far: other programs on
// the machine do not count.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestNewTextIsFast reads texts made to be slow. The limit is far above what
// they take and far below what a quadratic reading would.
func TestNewTextIsFast(t *testing.T) {
	const limit = 2 * time.Second
	for name, unit := range hard {
		for _, subject := range []string{"", "VS: a"} {
			m := &Mail{Text: hardText(unit, hardSize/8), Subject: subject}
			start := cpuTime()
			newText(m)
			Interleaved(m)
			if took := cpuTime() - start; took > limit {
				t.Errorf("%s took %v, want below %v", name, took, limit)
			}
		}
	}
}

func BenchmarkNewTextHard(b *testing.B) {
	for name, unit := range hard {
		for _, size := range []int{hardSize / 4, hardSize} {
			m := &Mail{Text: hardText(unit, size)}
			b.Run(fmt.Sprintf("%s/%d", strings.ReplaceAll(name, " ", "-"), size), func(b *testing.B) {
				b.SetBytes(int64(size))
				for b.Loop() {
					newText(m)
				}
			})
		}
	}
}

func BenchmarkNewText(b *testing.B) {
	m := &Mail{Text: strings.Repeat("Hvor mange børn i Valby har over to kilometer til skole, og hvor mange får buskort?\n\n", 10) +
		"Med venlig hilsen\nIda Holm\n\nFra: Lise Toft <lise@kk.example>\nSendt: 9. marts 2023 14:02\nTil: Ida Holm\nEmne: Skole\n\n" +
		strings.Repeat("Forvaltningen har modtaget din henvendelse og svarer inden for fristen.\n", 30)}
	b.SetBytes(int64(len(m.Text)))
	b.ReportAllocs()
	for b.Loop() {
		newText(m)
	}
}

// hardPages are pages made to be slow to read, by the unit that they repeat.
var hardPages = map[string]string{
	"open quotes":       "<blockquote>",
	"open quoted words": "<blockquote>a ",
	"closed quotes":     "</blockquote>",
	"quotes in turn":    "<blockquote>a</blockquote>b<br>",
	"open divs":         "<div>",
	"marked divs":       "<div class=yahoo_quoted>a",
	"signatures":        "<div class=gmail_signature>a",
	"borders":           "<div style='border-top:solid red'>a:</div>",
	"open borders":      "<div style='border-top:solid red'>a:<br>",
	"cuts":              "<hr id=stopSpelling>a",
	"heads":             "<div class=gmail_attr>a",
	"crossed":           "<div><blockquote></div>",
	"attributes":        "<div class='a b c d e f g h i j k l m n o p'>",
	"marks themselves":  "\uE1A1",
	"bad marks":         "\uE1FF",
	"less than":         "<",
}

func TestNewTextOfPagesIsFast(t *testing.T) {
	const limit = 3 * time.Second
	for name, unit := range hardPages {
		page := hardText(unit, hardSize/8)
		m := &Mail{Text: htmlTextUpTo(page, defaultText), HTML: page}
		start := cpuTime()
		newText(m)
		Interleaved(m)
		if took := cpuTime() - start; took > limit {
			t.Errorf("%s took %v, want below %v", name, took, limit)
		}
	}
}
