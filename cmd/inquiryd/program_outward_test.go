package main

import (
	"database/sql"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

const webhookSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

// hook is a request that a receiver got.
type hook struct {
	id, body string
	verified error
}

// receiver is another system on this machine that is told of cases by webhook.
type receiver struct {
	t     *testing.T
	url   string
	mutex sync.Mutex
	all   []hook
	// then is done with each request before it is answered.
	then atomic.Pointer[func()]
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	verifier, err := standardwebhooks.NewWebhook(webhookSecret)
	if err != nil {
		t.Fatal(err)
	}
	r := &receiver{t: t}
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		if err == nil {
			err = verifier.Verify(body, q.Header)
		}
		r.mutex.Lock()
		r.all = append(r.all, hook{q.Header.Get(standardwebhooks.HeaderWebhookID), string(body), err})
		r.mutex.Unlock()
		if then := r.then.Load(); then != nil {
			(*then)()
		}
	}))
	t.Cleanup(server.Close)
	r.url = server.URL
	return r
}

// told are the requests so far.
func (r *receiver) told() []hook {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return append([]hook(nil), r.all...)
}

// connect lets the program tell the receiver of what is filed.
func (c *crash) connect(r *receiver) {
	c.t.Helper()
	c.write("hook-secret", webhookSecret)
	c.reconfigure("\n[clerk]\n", "\n[[webhook]]\nname = \"arkiv\"\nurl = \""+r.url+"/sager\"\nsecret_file = \"hook-secret\"\nevents = [\"filed\"]\nallow_private = true\n\n[clerk]\n")
}

// The program is killed while a receiver has a request and has not answered, so
// that nothing is noted. The next run says the same again, by the same id, so
// that the receiver can see that it knows it; and no more after that.
func TestProgramKilledBetweenAWebhookAndItsNote(t *testing.T) {
	c, r := newCrash(t, 0, 0), newReceiver(t)
	c.connect(r)
	c.deliver(2)
	var process atomic.Pointer[os.Process]
	strike := func() {
		r.then.Store(nil)
		if err := process.Load().Kill(); err != nil {
			t.Error(err)
		}
		time.Sleep(100 * time.Millisecond) // the answer comes too late
	}
	r.then.Store(&strike)
	if log, status := c.attempt(nil, process.Store); status == statusDone {
		t.Fatalf("it was not killed:\n%s", log)
	}
	first := r.told()
	if len(first) == 0 {
		t.Fatal("nothing was told before the kill")
	}
	c.at["random"]++ // the judge allows letters again for this
	c.run(nil)
	c.run(nil)
	times, bodies := map[string]int{}, map[string]string{}
	for _, h := range r.told() {
		if h.verified != nil || bodies[h.id] != "" && bodies[h.id] != h.body {
			t.Errorf("%s: %v; the second time it says\n%s\nafter\n%s", h.id, h.verified, h.body, bodies[h.id])
		}
		times[h.id]++
		bodies[h.id] = h.body
		var envelope struct{ ID, Type, Subject string }
		if err := json.Unmarshal([]byte(h.body), &envelope); err != nil || envelope.ID != h.id || !strings.HasSuffix(envelope.Type, "filed") {
			t.Errorf("%v: %s", err, h.body)
		}
	}
	if len(times) != 3 || times[first[0].id] != 2 {
		t.Errorf("told of %d events, of that of the kill %d times: %v", len(times), times[first[0].id], times)
	}
	c.check()
}

// A case that is filed becomes a folder of the drop; a file in the inbox puts the
// other system's number on it, and one that nobody can use is put aside.
func TestProgramFileDrop(t *testing.T) {
	c := newCrash(t, 0, 0)
	c.reconfigure("\n[clerk]\n", "\n[drop]\nfolder = \"out\"\ninbox = \"in\"\nevents = [\"filed\"]\n\n[clerk]\n")
	c.deliver(2)
	c.run(nil)
	number := time.Now().Format("2006") + "-0002"
	for _, name := range []string{"case.json", "*.xml"} {
		if found, err := filepath.Glob(filepath.Join(c.dir, "out", number+"-filed-*", name)); err != nil || len(found) == 0 {
			t.Errorf("%v: the drop has no %s", err, name)
		}
	}
	if all, err := os.ReadDir(filepath.Join(c.dir, "out")); err != nil || len(all) != 3 {
		t.Errorf("%v: %d folders for three cases", err, len(all))
	}
	c.write("in/numbers.json", `{"case": "`+number+`", "f2_case": "2026-11873"}`)
	c.write("in/wrong.csv", "case;f2_case\n1999-0001;7\n")
	for _, name := range []string{"numbers.json", "wrong.csv"} { // as if it had lain there
		if err := os.Chtimes(filepath.Join(c.dir, "in", name), time.Time{}, time.Now().Add(-time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	c.run(nil)
	c.run(nil)
	for pattern, want := range map[string]int{"in/*.*": 0, "in/taken/*-numbers.json": 1, "in/refused/*-wrong.csv": 1, "in/refused/*-wrong.csv.txt": 1} {
		if found, _ := filepath.Glob(filepath.Join(c.dir, pattern)); len(found) != want {
			t.Errorf("%s: %v", pattern, found)
		}
	}
	if out, status := c.verb("case", "show", number, "--json"); status != statusDone || !strings.Contains(out, "2026-11873") {
		t.Errorf("status %d:\n%s", status, out)
	}
	c.check()
}

// The daemon erases by its schedule what was kept long enough, and nothing else.
func TestProgramErasesBySchedule(t *testing.T) {
	r := startDaemon(t, func(text string) string { // no_similar: else the younger case's letter quotes the older question
		return strings.Replace(text, "[clerk]", "[clerk]\nno_similar = true\nkeep = \"90 days\"\nerase = \"@every 1s\"", 1)
	})
	c := &crash{t: t, dir: r.dir}
	c.keepIn(filepath.Join(r.dir, "inquiryd.db"))
	r.asks("Hvornår bliver cykelstien ved Havnegade færdig?", "svar@tmf.example")
	r.asks("Hvornår bliver cykelstien ved Torvegade færdig?", "svar@tmf.example")
	year := time.Now().Format("2006")
	old, young := year+"-0001", year+"-0002"
	c.mustVerb("case", "close", old, "--reason", "prøve")
	c.mustVerb("case", "close", young, "--reason", "prøve")
	db, err := sql.Open("sqlite", c.database+"?_pragma=busy_timeout(30000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), "UPDATE cases SET closed_at = $1 WHERE number = $2", time.Now().AddDate(0, 0, -91).UnixMilli(), old); err != nil {
		t.Fatal(err)
	}
	r.until("it is erased", func() bool {
		out, status := c.verb("case", "show", old)
		return status == statusDone && !strings.Contains(out, "Havnegade")
	})
	if out, _ := c.verb("case", "show", young); !strings.Contains(out, "Torvegade") {
		t.Errorf("a case within its time is gone:\n%s", out)
	}
	r.until("no byte of it is left", func() bool { // after the commit
		for _, file := range []string{c.database, c.database + "-wal"} {
			raw, err := os.ReadFile(file)
			if err != nil && !os.IsNotExist(err) || strings.Contains(string(raw), "Havnegade") {
				return false
			}
		}
		return true
	})
	c.mustVerb("case", "verify", "--all")
}
