package clerk

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"inquiryd/classify"
	"inquiryd/intake"
	"inquiryd/internal/belt"
	"inquiryd/internal/poll"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// BenchmarkFile reads and files mails of members, 64 in a commit, each with an
// acknowledgement and mostly a forwarding, into a register on the disk: all of a
// backlog but what the servers have a part in.
func BenchmarkFile(b *testing.B) {
	b.StopTimer()
	d := benchDesk(b)
	k := &taker{Desk: d, round: &poll.Round{Poller: d.poller, Mailbox: d.mailboxes[0], Polled: &poll.Polled{By: map[register.Outcome]int{}}}}
	random := rand.New(rand.NewPCG(7, 1))
	b.ReportAllocs()
	var cpu time.Duration
	for filed := 0; filed < b.N; filed += belt.Group {
		var group []*taken
		for i := range min(belt.Group, b.N-filed) {
			n := filed + i + 1
			group = append(group, &taken{Entry: intake.Entry{UID: uint32(n), ArrivedAt: time.Now()}, Raw: benchMail(random, n)})
		}
		before := cpuTime(b)
		b.StartTimer()
		for _, t := range group {
			t.Err = k.readOne(b.Context(), t)
		}
		if err := k.fileGroup(b.Context(), group); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		cpu += cpuTime(b) - before
	}
	b.ReportMetric(float64(cpu.Microseconds())/1000/float64(b.N), "cpu-ms/mail")
	if got := k.round.Polled.By[register.Filed] + k.round.Polled.By[register.Held]; got != b.N {
		b.Fatalf("%d of %d mails were filed: %v", got, b.N, k.round.Polled.By)
	}
}

// cpuTime is what this process has used so far: unlike the time that passes it
// says something on a machine that others use too.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var used unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func benchDesk(b *testing.B) *Desk {
	b.Helper()
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	place, err := time.LoadLocation("Europe/Copenhagen")
	must(err)
	var members []intake.Member
	for i := range 200 {
		members = append(members, intake.Member{Name: fmt.Sprintf("Medlem %03d", i), Address: fmt.Sprintf("medlem%03d@raad.example", i)})
	}
	roster, err := intake.NewRoster(members)
	must(err)
	reg, err := register.Open(context.Background(), register.Config{Path: filepath.Join(b.TempDir(), "inquiryd.db")})
	must(err)
	b.Cleanup(func() { reg.Close() })
	classifier, err := classify.Compile(classify.Config{Language: "da", Administrations: []classify.Administration{
		{ID: "TMF", Name: "Teknik- og Miljøforvaltningen", Keywords: []string{"cykelsti*^3", "fortov*^3", "parkering*^3", "træ^2"}},
		{ID: "BUF", Name: "Børne- og Ungdomsforvaltningen", Keywords: []string{"skole*^3", "daginstitution*^3", "børnehave*^3"}},
	}})
	must(err)
	mailbox := "spoergsmaal@by.example"
	writer, err := notify.NewWriter(notify.Config{Language: "da", From: notify.Address{Name: "By Kommune", Address: mailbox}, Zone: place})
	must(err)
	signer, err := notify.NewSigner(bytes.Repeat([]byte("k"), 32), mailbox)
	must(err)
	d, err := New(Options{
		Config: Config{Registrar: "fordeler@by.example", MaxAcknowledgements: 1 << 30, MaxSameSubject: 1 << 30, MaxLetters: 1 << 30},
		Office: notify.Office{Name: "By Kommune", Mailbox: mailbox, Registrar: "fordeler@by.example", Web: "www.by.example"}, Language: "da", Place: place,
		Administrations: []Administration{
			{ID: "TMF", Name: "Teknik- og Miljøforvaltningen", Address: "svar@tmf.by.example"},
			{ID: "BUF", Name: "Børne- og Ungdomsforvaltningen", Address: "svar@buf.by.example"},
		},
		Roster: roster, Classifier: classifier, Register: reg, Writer: writer, Signer: signer, Log: slog.New(slog.DiscardHandler), Now: time.Now,
		Intake: intake.Config{Auth: intake.AuthConfig{AuthservID: "mail.by.example"}, IMAP: intake.IMAPConfig{Address: "127.0.0.1:1", TLS: "none", Username: "x"}},
	})
	must(err)
	return d
}

// benchMail is the nth mail: one to six kilobytes with one to three questions,
// and a file with each twentieth.
func benchMail(random *rand.Rand, n int) []byte {
	asks := []string{"Hvornår bliver den nye cykelsti langs Nordre Vej færdig, og hvad har den kostet indtil nu?",
		"Hvor mange elever går der i gennemsnit i hver klasse på skolerne i den østlige bydel?",
		"Hvem kan svare på, hvad der blev aftalt ved mødet i foråret?"}
	more := []string{"Jeg har talt med flere borgere, som undrer sig over, hvordan det hænger sammen i praksis.",
		"Det er efterhånden længe siden, at vi sidst fik en samlet status, og derfor spørger jeg nu.",
		"Svaret må gerne være kort, så længe det er til at forstå for almindelige mennesker."}
	var text strings.Builder
	text.WriteString("Kære forvaltning\r\n\r\n" + more[n%3] + "\r\n\r\n")
	ask, questions := random.IntN(len(asks)), 1+random.IntN(3)
	for i := range questions {
		fmt.Fprintf(&text, "%d. %s\r\n\r\n", i+1, asks[ask])
	}
	for length := 800 + random.IntN(4200); text.Len() < length; {
		text.WriteString(more[random.IntN(3)] + " " + more[random.IntN(3)] + "\r\n\r\n")
	}
	text.WriteString("Med venlig hilsen\r\nEt medlem af rådet\r\n")
	member := fmt.Sprintf("medlem%03d@raad.example", random.IntN(200))
	var raw bytes.Buffer
	fmt.Fprintf(&raw, "Return-Path: <%s>\r\nAuthentication-Results: mail.by.example; dkim=pass header.d=raad.example;\r\n\tspf=pass smtp.mailfrom=raad.example; dmarc=pass header.from=raad.example\r\n", member)
	fmt.Fprintf(&raw, "From: Et medlem <%s>\r\nTo: By Kommune <spoergsmaal@by.example>\r\nSubject: Om noget %d\r\nMessage-ID: <%d@raad.example>\r\nDate: %s\r\nMIME-Version: 1.0\r\n",
		member, n, n, time.Now().Format(time.RFC1123Z))
	plain := "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + text.String()
	if n%20 != 3 {
		raw.WriteString(plain)
		return raw.Bytes()
	}
	file := make([]byte, 150_000)
	for i := range file {
		file[i] = byte(random.Uint32())
	}
	fmt.Fprintf(&raw, "Content-Type: multipart/mixed; boundary=skel\r\n\r\n--skel\r\n%s\r\n--skel\r\nContent-Type: application/pdf; name=bilag.pdf\r\nContent-Disposition: attachment; filename=bilag.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n", plain)
	for coded := base64.StdEncoding.EncodeToString(file); coded != ""; {
		n := min(76, len(coded))
		raw.WriteString(coded[:n] + "\r\n")
		coded = coded[n:]
	}
	raw.WriteString("--skel--\r\n")
	return raw.Bytes()
}
