package bench

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"os"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset"
	"github.com/emersion/go-smtp"
	"golang.org/x/sync/errgroup"
	_ "modernc.org/sqlite"
)

// errand is what the bare program does: it runs as a process of its own, so
// that its processor time and memory are its own too.
type errand struct {
	IMAP, User, Password string
	SMTP                 string // "": only fetch
	Database             string
}

// errandEnv holds an errand for this test binary to run.
const errandEnv = "INQUIRYD_BENCH_ERRAND"

func TestMain(m *testing.M) {
	if text := os.Getenv(errandEnv); text != "" {
		if err := runErrand(text); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func runErrand(text string) error {
	var e errand
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		return err
	}
	if e.SMTP == "" {
		return e.fetchOnly()
	}
	return e.pipeline(context.Background())
}

// one is a mail on its way through the bare pipeline.
type one struct {
	uid     imap.UID
	raw     []byte
	from    string
	id      string
	subject string
	hits    int
	answer  bool
}

// inFlight bounds the mails between two stages.
const inFlight = 64

// pipeline is the floor: every stage at once, joined by channels.
func (e errand) pipeline(ctx context.Context) error {
	read, keep, acknowledge, move := make(chan *one, inFlight), make(chan *one, inFlight), make(chan *one, 1024), make(chan imap.UID, 1<<20)
	g, _ := errgroup.WithContext(ctx)
	g.Go(func() error { defer close(read); return e.fetch(func(o *one) { read <- o }) })
	g.Go(func() error {
		defer close(keep)
		var readers errgroup.Group
		for range 2 {
			readers.Go(func() error {
				for o := range read {
					o.parse()
					keep <- o
				}
				return nil
			})
		}
		return readers.Wait()
	})
	g.Go(func() error { defer close(acknowledge); defer close(move); return e.keep(keep, acknowledge, move) })
	for range 4 {
		g.Go(func() error { return e.acknowledge(acknowledge) })
	}
	g.Go(func() error { return e.move(move) })
	return g.Wait()
}

func (e errand) dial() (*imapclient.Client, error) {
	c, err := imapclient.DialInsecure(e.IMAP, nil)
	if err != nil {
		return nil, err
	}
	if err := c.Login(e.User, e.Password).Wait(); err != nil {
		return nil, err
	}
	_, err = c.Select("INBOX", nil).Wait()
	return c, err
}

// fetch streams the whole mailbox by one command.
func (e errand) fetch(to func(*one)) error {
	c, err := e.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	var all imap.UIDSet
	all.AddRange(1, 0)
	cmd := c.Fetch(all, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{{Peek: true}}})
	for m := cmd.Next(); m != nil; m = cmd.Next() {
		o := &one{}
		for item := m.Next(); item != nil; item = m.Next() {
			switch item := item.(type) {
			case imapclient.FetchItemDataUID:
				o.uid = item.UID
			case imapclient.FetchItemDataBodySection:
				o.raw = make([]byte, item.Literal.Size())
				if _, err := io.ReadFull(item.Literal, o.raw); err != nil {
					return err
				}
			}
		}
		to(o)
	}
	return cmd.Close()
}

func (e errand) fetchOnly() error { return e.fetch(func(*one) {}) }

// words are looked for in every text.
var words = strings.Fields("cykelsti trafikulykke vejarbejde kryds skole elev lærer folkeskole kantine plejehjem hjemmepleje ældre hjælper bibliotek kulturhus idrætshal forening jobcenter ledig kontanthjælp virksomhedspraktik beskæftigelse byggetilladelse boliger lokalplan tagbolig")

func (o *one) parse() {
	m, err := message.Read(bytes.NewReader(o.raw))
	if err != nil && !message.IsUnknownCharset(err) {
		return
	}
	if from, err := mail.ParseAddress(m.Header.Get("From")); err == nil {
		o.from = from.Address
	}
	o.id, o.answer = m.Header.Get("Message-Id"), m.Header.Get("Auto-Submitted") == ""
	o.subject, _ = m.Header.Text("Subject")
	m.Walk(func(_ []int, part *message.Entity, err error) error {
		if t, _, _ := part.Header.ContentType(); err != nil || !strings.HasPrefix(t, "text/") {
			return nil
		}
		text, _ := io.ReadAll(part.Body)
		lower := strings.ToLower(string(text))
		for _, w := range words {
			o.hits += strings.Count(lower, w)
		}
		return nil
	})
}

// keep writes groups of mails, each group with one commit that is on the disk.
func (e errand) keep(in <-chan *one, acknowledge chan<- *one, move chan<- imap.UID) error {
	db, err := sql.Open("sqlite", e.Database+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`CREATE TABLE mails (uid INTEGER PRIMARY KEY, sender TEXT, subject TEXT, hits INTEGER, raw BLOB)`); err != nil {
		return err
	}
	insert, err := db.Prepare(`INSERT INTO mails VALUES ($1, $2, $3, $4, $5)`)
	if err != nil {
		return err
	}
	for first := range in {
		group := []*one{first}
		for more := true; more && len(group) < 64; {
			o, ok := <-in
			if more = ok; ok {
				group = append(group, o)
			}
		}
		tx, err := db.Begin()
		if err != nil {
			return err
		}
		for _, o := range group {
			if _, err := tx.Stmt(insert).Exec(int64(o.uid), o.from, o.subject, o.hits, o.raw); err != nil {
				return err
			}
		}
		if err := tx.Commit(); err != nil {
			return err
		}
		for _, o := range group {
			o.raw = nil
			if o.answer {
				acknowledge <- o
			}
			move <- o.uid
		}
	}
	return nil
}

// acknowledge sends over one connection that is kept.
func (e errand) acknowledge(in <-chan *one) error {
	c, err := smtp.Dial(e.SMTP)
	if err != nil {
		return err
	}
	defer c.Close()
	for o := range in {
		text := fmt.Sprintf("From: <spoergsmaal@by.example>\r\nTo: <%s>\r\nSubject: Kvittering\r\nIn-Reply-To: %s\r\nAuto-Submitted: auto-replied\r\n\r\nVi har modtaget din henvendelse.\r\n", o.from, o.id)
		if err := c.SendMail("spoergsmaal@by.example", []string{o.from}, strings.NewReader(text)); err != nil {
			return err
		}
	}
	return c.Quit()
}

// move moves what is kept, in batches, over a connection of its own.
func (e errand) move(in <-chan imap.UID) error {
	c, err := e.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.Create("Filed", nil).Wait(); err != nil {
		if _, refused := errors.AsType[*imap.Error](err); !refused {
			return err
		}
	}
	for first := range in {
		set := imap.UIDSetNum(first)
		for n, more := 1, true; more && n < 500; n++ {
			uid, ok := <-in
			if more = ok; ok {
				set.AddNum(uid)
			}
		}
		if _, err := c.Move(set, "Filed").Wait(); err != nil {
			return err
		}
	}
	return nil
}
