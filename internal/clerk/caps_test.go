package clerk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/clerk"
	"inquiryd/internal/mailtest"
	"inquiryd/internal/register"
	"inquiryd/notify"
)

// capNotices are the letters that told the registrar of a cap, by its sentence.
func (o *office) capNotices(sentence string) (n int) {
	for _, l := range o.letters() {
		if l.Kind == string(notify.Notice) && strings.Contains(l.Text, sentence) {
			n++
		}
	}
	return n
}

// writing is a member's mail with a subject of its own.
func writing(n int, from, subject string) []byte {
	return []byte(fmt.Sprintf("From: %s\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <w%d@post.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHvornår bliver cykelsti nummer %d færdig?\r\n",
		from, mailbox, subject, n, n))
}

// Past each cap the questions are filed all the same, nobody but the registrar
// gets a letter, and that one once.
func TestCapsTellTheRegistrarOnce(t *testing.T) {
	for name, c := range map[string]struct {
		config  clerk.Config
		subject func(n int) string
		most    int
		says    string
	}{
		"per sender":  {clerk.Config{MaxAcknowledgements: 4}, func(n int) string { return "Emne " + strings.Repeat("x", n+1) }, 4, "så mange kvitteringer til samme medlem"},
		"per subject": {clerk.Config{MaxSameSubject: 3}, func(n int) string { return strings.Repeat("SV: ", n%3) + fmt.Sprintf("Cykelstien (%d)", n) }, 3, "så mange mails med samme emne"},
		"no cap":      {clerk.Config{}, func(n int) string { return "Emne " + strings.Repeat("x", n+1) }, 12, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, func(options *clerk.Options) {
				c.config.Registrar = options.Config.Registrar
				options.Config = c.config
			})
			for n := range 12 {
				o.deliver(writing(n, "anna.holm@medlem.example", c.subject(n)))
				o.round()
			}
			o.deliver(writing(99, "bo.krogh@medlem.example", c.subject(1)))
			o.round()
			kinds := o.kinds()
			if kinds["acknowledgement"] != c.most+1 || kinds["forwarding"] != 13 || o.outcomes()[register.Filed] != 13 {
				t.Errorf("letters %v, outcomes %v; want %d acknowledgements, and one for the other member", kinds, o.outcomes(), c.most)
			}
			told := 0
			if c.says != "" {
				told = 1
				if o.capNotices(c.says) != 1 {
					t.Errorf("%d notices say %q", o.capNotices(c.says), c.says)
				}
			}
			if kinds["notice"] != told {
				t.Errorf("%d notices, want %d", kinds["notice"], told)
			}
			if tasks := o.tasks("not acknowledged"); len(tasks) != told || told > 0 && !strings.HasPrefix(tasks[0], fmt.Sprintf("%d mails", 12-c.most)) {
				t.Errorf("%d mails have no acknowledgement, the tasks say %q", 12-c.most, tasks)
			}
			o.clock.Add(25 * time.Hour)
			o.deliver(writing(100, "anna.holm@medlem.example", c.subject(0)))
			o.round()
			if n := o.kinds()["acknowledgement"]; n != c.most+2 {
				t.Errorf("the next day there are %d acknowledgements, want %d", n, c.most+2)
			}
			o.verify()
		})
	}
}

// A member's program that replies to each letter about one case is stopped by
// the cap of the case, and so is an official's.
func TestTheCapOfACase(t *testing.T) {
	const most = 3
	for name, c := range map[string]struct{ from, to, text string }{
		"member":   {"anna.holm@medlem.example", `{{reply "acknowledgement"}}`, "Tak for din mail."},
		"official": {"ole@tmf.kk.example", `{{reply "forwarding"}}`, ""}, // no answer in it: it is returned
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, func(options *clerk.Options) { options.Config.MaxPerCase = most })
			o.deliver(ask(1))
			o.round()
			for n := range 12 {
				o.deliver(o.fill(fmt.Sprintf("From: %s\r\nTo: %s\r\nSubject: Tak\r\nMessage-ID: <r%d@post.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n", c.from, c.to, n, c.text)))
				o.round()
			}
			replies := 0
			for _, m := range o.smtp.Messages()[2:] {
				if m.To == c.from {
					replies++
				}
			}
			if replies > most {
				t.Errorf("%d letters in reply, want at most %d: %v", replies, most, o.kinds())
			}
			if n := o.capNotices("om samme sag til samme part"); n != 1 {
				t.Errorf("the registrar was told %d times", n)
			}
			o.verify()
		})
	}
}

// Too many letters for all together wait an hour; the registrar hears of it at
// once, and once.
func TestTheCapOfAllLetters(t *testing.T) {
	o := newOffice(t, func(c *clerk.Options) { c.Config.MaxLetters, c.Config.MaxSameSubject = 10, 100 })
	for n := range 12 {
		o.deliver(ask(n))
	}
	o.round()
	if got := len(o.smtp.Messages()); got != 11 || o.capNotices("venter en time") != 1 || len(o.tasks("new ones wait")) != 1 {
		t.Errorf("%d letters went out (%v), %d tasks; want 10 and one notice", got, o.kinds(), len(o.tasks("new ones wait")))
	}
	for range 4 {
		o.clock.Add(time.Hour)
		o.round()
	}
	if kinds := o.kinds(); kinds["acknowledgement"] != 12 || kinds["forwarding"] != 12 || kinds["notice"] != 1 {
		t.Errorf("in the end %v went out", kinds)
	}
	o.verify()
}

// Two desks that lose the automatic fields and the thread on the way are stopped
// by the cap of the case, and by the subject alone where the numbers are lost
// too, though each puts words of its own before the other's.
func TestEachCapStopsTwoDesks(t *testing.T) {
	const limit = 3
	bare := regexp.MustCompile(`(?im)^(in-reply-to|references|reply-to):.*\r\n([ \t].*\r\n)*`)
	for name, c := range map[string]struct {
		config func(*clerk.Options)
		strip  *regexp.Regexp
	}{
		"of a case":    {func(c *clerk.Options) { c.Config.MaxPerCase = limit }, regexp.MustCompile("never there")},
		"of a subject": {func(c *clerk.Options) { c.Config.MaxSameSubject = limit }, regexp.MustCompile(`Sag[ _]\d{4}-\d{4}:[ _]`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, b := facing(t, 1000, c.config)
			change := func(m mailtest.Message) []byte {
				return c.strip.ReplaceAll(bare.ReplaceAll(automatic.ReplaceAll(m.Raw, nil), nil), nil)
			}
			a.deliver(bytes.Replace(ask(1), []byte("anna.holm@medlem.example"), []byte(otherMailbox), 1))
			seenA, seenB, total, quiet := 0, 0, 0, 0
			for range 25 {
				var n, m int
				a.round()
				seenA, n = a.carry(seenA, b, otherMailbox, change)
				b.round()
				seenB, m = b.carry(seenB, a, mailbox, change)
				total += n + m
				if quiet++; n+m > 0 {
					quiet = 0
				}
			}
			t.Logf("%d letters went to and fro", total)
			if total < limit || total > 4*limit || quiet < 5 {
				t.Errorf("%d letters went to and fro, quiet for %d rounds", total, quiet)
			}
		})
	}
}

// A mailing list that somebody put on the roster: while it says that it is
// one, nothing goes to it; when it does not, and its readers' programs answer
// to the list, the caps stop it.
func TestAMailingListOnTheRosterStartsNoStorm(t *testing.T) {
	const list, readers, limit = "alle@lister.example", 5, 4
	for name, c := range map[string]struct {
		marks string
		most  int
	}{
		"that says so":       {"List-Id: <alle.lister.example>\r\nPrecedence: list\r\n", 0},
		"that does not":      {"", limit},
		"that hides it well": {"X-Mailer: Outlook\r\n", limit},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t, func(options *clerk.Options) {
				roster, err := intake.NewRoster([]intake.Member{{Name: "Alle medlemmer", Address: list}})
				if err != nil {
					t.Fatal(err)
				}
				options.Roster, options.Config.MaxAcknowledgements, options.Config.MaxNotices = roster, limit, 6
			})
			send := func(n int, subject string) {
				raw := writing(n, list, subject)
				o.deliver(append([]byte(c.marks), raw...))
			}
			send(0, "Cykelstien")
			sent := 0
			for range 15 {
				o.round()
				messages := o.smtp.Messages()
				for i, m := range messages[sent:] {
					if m.To != list {
						continue
					}
					for r := range readers { // each reader's program answers to the list, which comes back to us
						send(1000*(sent+i+1)+r, fmt.Sprintf("Ikke på kontoret %c", 'a'+r))
					}
				}
				sent = len(messages)
			}
			to := map[string]int{}
			for _, m := range o.smtp.Messages() {
				to[m.To]++
			}
			if to[list] > c.most || to["fordeler@kk.example"] > 8 {
				t.Errorf("letters: %v; want at most %d to the list", to, c.most)
			}
			o.verify()
		})
	}
}

// tasks are the open ones that say something.
func (o *office) tasks(says string) (all []string) {
	o.view(func(ctx context.Context, tx *register.Tx) error {
		tasks, err := tx.Tasks(ctx, true)
		for _, task := range tasks {
			if strings.Contains(task.What, says) {
				all = append(all, task.What)
			}
		}
		return err
	})
	return all
}

// When the registrar has done the task of a flood, what comes after is a new one,
// and the cases say for themselves that nobody was told.
func TestAFloodAfterItsTaskWasDone(t *testing.T) {
	o := newOffice(t, func(c *clerk.Options) { c.Config.MaxAcknowledgements = 1 })
	flood := func(from, to int) {
		for n := from; n < to; n++ {
			o.deliver(writing(n, "anna.holm@medlem.example", "Emne "+strings.Repeat("x", n+1)))
		}
		o.round()
	}
	flood(0, 4)
	o.must(o.reg.Update(t.Context(), func(tx *register.Tx) error {
		tasks, err := tx.Tasks(t.Context(), true)
		for _, task := range tasks {
			err = errors.Join(err, tx.FinishTask(t.Context(), task.ID, o.clock.Now()))
		}
		return err
	}))
	flood(4, 7)
	if tasks := o.tasks(""); len(tasks) != 1 || !strings.Contains(tasks[0], "3 mails of one member are not acknowledged, in cases from 2026-0005 to 2026-0007") {
		t.Errorf("the open tasks say %q", tasks)
	}
	o.view(func(ctx context.Context, tx *register.Tx) error {
		for n := 1; n <= 7; n++ {
			events, err := tx.Events(ctx, fmt.Sprintf("2026-%04d", n))
			if told := slices.ContainsFunc(events, func(e register.Event) bool { return e.What == "not acknowledged" }); err != nil || told != (n > 1) {
				t.Errorf("%v: case %d says that it was not acknowledged: %v", err, n, told)
			}
		}
		return nil
	})
	o.verify()
}
