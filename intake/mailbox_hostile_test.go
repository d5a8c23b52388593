package intake_test

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"inquiryd/intake"
	"inquiryd/internal/mailtest"
)

// badServer is a server that behaves until a UID FETCH of a body and then says
// what the test wants. answers are tried in turn, the last one for ever.
type badServer struct {
	caps    string
	list    string // of message 1, without "* "
	body    []func(l *mailtest.Lines, tag string)
	lists   func(l *mailtest.Lines, tag, set string) // instead of list
	undated func(l *mailtest.Lines, tag string)      // of a listing without INTERNALDATE
	selects func(l *mailtest.Lines, tag string)
	status  func(l *mailtest.Lines, tag string)
	folders func(l *mailtest.Lines, tag string)
	idle    func(l *mailtest.Lines, tag string)
	appends func(l *mailtest.Lines, tag string)
}

const quiet = "1 FETCH (UID 1 RFC822.SIZE 20 INTERNALDATE \" 9-Mar-2026 14:02:00 +0000\")"

func (h badServer) start(t *testing.T) *mailtest.Script {
	t.Helper()
	script, err := mailtest.StartScript(h.handle)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { script.Close() })
	return script
}

func (h badServer) handle(l *mailtest.Lines) {
	caps := h.caps
	if caps == "" {
		caps = "IMAP4rev1 UIDPLUS MOVE IDLE"
	}
	l.Say("* OK ready")
	body := 0
	for {
		tag, name, rest, ok := l.Command()
		if !ok {
			return
		}
		switch {
		case name == "CAPABILITY":
			l.Say("* CAPABILITY "+caps, tag+" OK done")
		case name == "SELECT" && h.selects != nil:
			h.selects(l, tag)
		case name == "LIST" && h.folders != nil:
			h.folders(l, tag)
		case name == "STATUS" && h.status != nil:
			h.status(l, tag)
		case name == "SELECT":
			l.Say("* 1 EXISTS", "* OK [UIDVALIDITY 7] ok", "* OK [UIDNEXT 2] ok", tag+" OK [READ-WRITE] selected")
		case name == "UID FETCH" && strings.Contains(rest, "BODY"):
			h.body[min(body, len(h.body)-1)](l, tag)
			body++
		case name == "UID FETCH" && h.undated != nil && !strings.Contains(rest, "INTERNALDATE"):
			h.undated(l, tag)
		case name == "UID FETCH" && h.lists != nil:
			set, _, _ := strings.Cut(rest, " ")
			h.lists(l, tag, set)
		case name == "UID FETCH":
			l.Say("* "+h.list, tag+" OK done")
		case name == "UID SEARCH":
			l.Say("* SEARCH 1", tag+" OK done")
		case name == "IDLE" && h.idle != nil:
			h.idle(l, tag)
		case name == "APPEND" && h.appends != nil:
			h.appends(l, tag)
		case name == "LOGOUT":
			l.Say("* BYE", tag+" OK bye")
			return
		default:
			l.Say(tag + " OK done")
		}
	}
}

const small = "Subject: x\r\n\r\nHej.\r\n"

// fetched answers with a body.
func fetched(l *mailtest.Lines, tag string) {
	l.Say(fmt.Sprintf("* 1 FETCH (UID 1 BODY[] {%d}\r\n%s)", len(small), small), tag+" OK done")
}

func saying(lines ...string) func(*mailtest.Lines, string) {
	return func(l *mailtest.Lines, tag string) {
		for _, line := range lines {
			l.Say(strings.ReplaceAll(line, "TAG", tag))
		}
	}
}

func breakOff(l *mailtest.Lines, _ string) { l.Conn.Close() }

func impatient(t *testing.T, addr string) intake.IMAPConfig {
	cfg := configFor(t, addr)
	cfg.Timeout.Duration = 500 * time.Millisecond
	cfg.Operation.Duration = 20 * time.Second
	return cfg
}

func TestFetchFromHostileServers(t *testing.T) {
	type answers = []func(*mailtest.Lines, string)
	whole := func(l *mailtest.Lines, tag string) { fetched(l, tag) }
	for name, c := range map[string]struct {
		body answers
		want string // the body
		err  error  // ErrConnection, or nil for one that leaves the connection
		says string
	}{
		"behaves":                      {answers{whole}, small, nil, ""},
		"flags before the answer":      {answers{saying("* 1 FETCH (UID 1 FLAGS (\\Seen))", "TAG OK done"), whole}, small, nil, ""},
		"unasked flags, then the mail": {answers{func(l *mailtest.Lines, tag string) { l.Say("* 1 FETCH (UID 1 FLAGS ())"); fetched(l, tag) }, whole}, small, nil, ""},
		"other people's news": {answers{func(l *mailtest.Lines, tag string) {
			l.Say("* 9 EXISTS", "* 1 RECENT", "* 9 EXPUNGE", "* OK [ALERT] tea")
			fetched(l, tag)
		}}, small, nil, ""},
		"never a body":               {answers{saying("TAG OK done")}, "", nil, "does not send the message"},
		"NIL":                        {answers{saying("* 1 FETCH (UID 1 BODY[] NIL)", "TAG OK done")}, "", nil, "does not send the message"},
		"body before UID":            {answers{saying("* 1 FETCH (BODY[] {3}\r\nabc UID 1)", "TAG OK done")}, "", nil, "does not send the message"},
		"another message":            {answers{saying("* 2 FETCH (UID 2 BODY[] {3}\r\nabc)", "TAG OK done")}, "", nil, "does not send the message"},
		"short, then shorter":        {answers{saying("* 1 FETCH (UID 1 BODY[] {3}\r\nabc)", "TAG OK done"), saying("* 1 FETCH (UID 1 BODY[] {2}\r\nab)", "TAG OK done")}, "", nil, "sends 3 bytes, then 2"},
		"twice the same, other size": {answers{saying("* 1 FETCH (UID 1 BODY[] {3}\r\nabc)", "TAG OK done")}, "abc", nil, ""},
		"twice empty":                {answers{saying("* 1 FETCH (UID 1 BODY[] {0}\r\n)", "TAG OK done")}, "", nil, "does not send the message"},
		"empty, then whole":          {answers{saying("* 1 FETCH (UID 1 BODY[] \"\")", "TAG OK done"), whole}, small, nil, ""},
		"a mail, and NO":             {answers{saying("* 1 FETCH (UID 1 BODY[] {3}\r\nabc)", "TAG NO [SERVERBUG] oops")}, "", nil, "NO [SERVERBUG] oops"},
		"BAD":                        {answers{saying("TAG BAD what?")}, "", nil, "BAD what?"},
		"a literal that is cut": {answers{func(l *mailtest.Lines, tag string) {
			l.Say("* 1 FETCH (UID 1 BODY[] {1000}", "Subject: x")
			breakOff(l, tag)
		}}, "", intake.ErrConnection, ""},
		"a literal that stalls":       {answers{saying("* 1 FETCH (UID 1 BODY[] {1000}", "Subject: x")}, "", intake.ErrConnection, "no sign of life of the server for 500ms"},
		"a literal that lies":         {answers{saying("* 1 FETCH (UID 1 BODY[] {1000}", "Subject: x", ")", "TAG OK done")}, "", intake.ErrConnection, ""},
		"a giant literal":             {answers{saying("* 1 FETCH (UID 1 BODY[] {1000000000000}", "Subject: x")}, "", intake.ErrConnection, "more bytes than were asked for"},
		"a literal beyond numbers":    {answers{saying("* 1 FETCH (UID 1 BODY[] {99999999999999999999999}", "x")}, "", intake.ErrConnection, ""},
		"a quoted string without end": {answers{func(l *mailtest.Lines, _ string) { l.Say(`* 1 FETCH (UID 1 BODY[] "` + strings.Repeat("x", 8<<20)) }}, "", intake.ErrConnection, "more than it was asked for"},
		"nested parentheses": {answers{func(l *mailtest.Lines, _ string) {
			l.Say("* 1 FETCH (UID 1 BODYSTRUCTURE " + strings.Repeat("(", 1<<20))
		}}, "", intake.ErrConnection, ""},
		"silence":              {answers{saying()}, "", intake.ErrConnection, "no sign of life"},
		"BYE":                  {answers{func(l *mailtest.Lines, tag string) { l.Say("* BYE down for repair"); breakOff(l, tag) }}, "", intake.ErrConnection, "BYE down for repair"},
		"garbage":              {answers{saying("\x00\x01%$ what", "TAG OK done")}, "", intake.ErrConnection, ""},
		"only what is unknown": {answers{saying("* VANISHED 1:9", "TAG OK done")}, "", nil, "does not send"},
		"unknown untagged": {answers{func(l *mailtest.Lines, tag string) {
			l.Say("* VANISHED (EARLIER) 1:9", "* X-QUEUE", "* 7 X-SCORE (\"a\" 1)")
			fetched(l, tag)
		}}, small, nil, ""},
		"an unknown tag":              {answers{saying("XX OK done")}, "", intake.ErrConnection, ""},
		"an empty line":               {answers{saying("", "TAG OK done")}, "", intake.ErrConnection, ""},
		"a continuation nobody asked": {answers{saying("+ go on")}, "", intake.ErrConnection, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := badServer{list: quiet, body: c.body}.start(t)
			box := dial(t, impatient(t, server.Addr()))
			entries, err := box.List(t.Context(), 0)
			if err != nil || len(entries) != 1 {
				t.Fatalf("List = %v, %v", entries, err)
			}
			raw, truncated, err := box.Fetch(t.Context(), entries[0], 1<<20)
			if truncated != (len(raw) > 0 && len(raw) < len(small)) {
				t.Errorf("Fetch says truncated: %t", truncated)
			}
			if string(raw) != c.want || (err == nil) != (c.want != "") {
				t.Fatalf("Fetch = %q, %v; want %q", raw, err, c.want)
			}
			if errors.Is(err, intake.ErrConnection) != (c.err != nil) || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("Fetch = %v; want %q, connection lost: %t", err, c.says, c.err != nil)
			}
			if err == nil || c.err != nil {
				return
			}
			if _, err := box.List(t.Context(), 0); err != nil {
				t.Errorf("List afterwards: %v; want a connection that is good", err)
			}
		})
	}
}

// Several mails by one command are held to the same: each comes whole and under
// its own UID, or is asked for again by itself.
func TestFetchManyFromHostileServers(t *testing.T) {
	const list = quiet + "\r\n* 2 FETCH (UID 2 RFC822.SIZE 20 INTERNALDATE \" 9-Mar-2026 14:02:00 +0000\")"
	mail := func(uid int, body string) string {
		return fmt.Sprintf("* %d FETCH (UID %d BODY[] {%d}\r\n%s)", uid, uid, len(body), body)
	}
	other := strings.Replace(small, "Hej", "Nej", 1)
	first, second := mail(1, small), mail(2, other)
	for name, c := range map[string]struct {
		many  []string
		again []string // what it says to each single command after that
		err   error
	}{
		"behaves":                   {[]string{first, second, "TAG OK done"}, nil, nil},
		"the other way round":       {[]string{second, first, "TAG OK done"}, nil, nil},
		"one is short":              {[]string{mail(1, "abc"), second, "TAG OK done"}, []string{first}, nil},
		"one is long":               {[]string{mail(1, small+small), second, "TAG OK done"}, []string{first}, nil},
		"one comes twice":           {[]string{first, mail(1, other), second, "TAG OK done"}, nil, nil},
		"one that nobody asked for": {[]string{mail(9, small), first, second, "TAG OK done"}, nil, nil},
		"only one":                  {[]string{first, "TAG OK done"}, []string{second}, nil},
		"none":                      {[]string{"TAG OK done"}, []string{first, second}, nil},
		"NIL":                       {[]string{"* 1 FETCH (UID 1 BODY[] NIL)", second, "TAG OK done"}, []string{first}, nil},
		"flags instead":             {[]string{"* 1 FETCH (UID 1 FLAGS ())", second, "TAG OK done"}, []string{first}, nil},
		"NO":                        {[]string{"TAG NO [SERVERBUG] oops"}, []string{first, second}, nil},
		"a literal that is cut":     {[]string{first, "* 2 FETCH (UID 2 BODY[] {1000}", "Subject: x"}, nil, intake.ErrConnection},
		"a giant literal":           {[]string{first, "* 2 FETCH (UID 2 BODY[] {1000000000000}", "Subject: x"}, nil, intake.ErrConnection},
		"silence":                   {nil, nil, intake.ErrConnection},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := []func(*mailtest.Lines, string){saying(c.many...)}
			for _, one := range c.again {
				body = append(body, saying(one, "TAG OK done"))
			}
			box := dial(t, impatient(t, badServer{list: list, body: body}.start(t).Addr()))
			entries, err := box.List(t.Context(), 0)
			if err != nil || len(entries) != 2 {
				t.Fatalf("List = %v, %v", entries, err)
			}
			all, err := box.FetchMany(t.Context(), entries, 1<<20)
			if !errors.Is(err, c.err) {
				t.Fatalf("FetchMany: %v; want %v", err, c.err)
			}
			if err != nil {
				for _, f := range all {
					t.Errorf("UID %d = %q before the connection was lost in the middle", f.UID, f.Raw)
				}
				return
			}
			if len(all) != 2 || string(all[0].Raw) != small || string(all[1].Raw) != other || all[0].Err != nil || all[1].Err != nil {
				t.Errorf("FetchMany = %+v", all)
			}
		})
	}
}

func TestListFromHostileServers(t *testing.T) {
	for name, c := range map[string]struct {
		list string
		want []intake.Entry
	}{
		"out of order": {"3 FETCH (UID 9 RFC822.SIZE 3)\r\n* 1 FETCH (UID 5 RFC822.SIZE 1)\r\n* 2 FETCH (UID 7 RFC822.SIZE 2)",
			[]intake.Entry{{UID: 5, Size: 1}, {UID: 7, Size: 2}, {UID: 9, Size: 3}}},
		"the last UID there is":           {"1 FETCH (UID 4294967295 RFC822.SIZE 3)", []intake.Entry{{UID: 4294967295, Size: 3}}},
		"below what was asked":            {"1 FETCH (UID 4 RFC822.SIZE 3)", nil},
		"flags without UID":               {"1 FETCH (FLAGS (\\Seen))\r\n* 1 FETCH (UID 6 RFC822.SIZE 3)", []intake.Entry{{UID: 6, Size: 3}}},
		"flags taken for the answer":      {"1 FETCH (UID 6 FLAGS (\\Seen))\r\n* 1 FETCH (UID 6 RFC822.SIZE 3)", []intake.Entry{{UID: 6, Size: -1}}},
		"one UID twice":                   {"1 FETCH (UID 6 RFC822.SIZE 3)\r\n* 2 FETCH (UID 6 RFC822.SIZE 4)", []intake.Entry{{UID: 6, Size: 3}}},
		"a size that does not fit 64 bit": {"1 FETCH (UID 6 RFC822.SIZE 99999999999999999999)", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			box := dial(t, impatient(t, badServer{list: c.list}.start(t).Addr()))
			entries, err := box.List(t.Context(), 4)
			if fmt.Sprint(entries) != fmt.Sprint(c.want) {
				t.Errorf("List = %v, %v; want %v", entries, err, c.want)
			}
		})
	}
}

// A server may tell its capabilities only when asked, and others than before
// the login.
func TestCapabilitiesAreThoseAfterTheLogin(t *testing.T) {
	for range 20 { // go-imap's own memory of them is old for a moment
		script, err := mailtest.StartScript(func(l *mailtest.Lines) {
			caps := "IMAP4rev1"
			l.Say("* OK ready")
			for {
				tag, name, _, ok := l.Command()
				switch {
				case !ok:
					return
				case name == "CAPABILITY":
					l.Say("* CAPABILITY "+caps, tag+" OK done")
				case name == "LOGIN":
					caps = "IMAP4rev1 MOVE"
					l.Say(tag + " OK in")
				case name == "SELECT":
					l.Say("* 0 EXISTS", "* OK [UIDVALIDITY 7] ok", "* OK [UIDNEXT 1] ok", tag+" OK done")
				default:
					l.Say(tag + " OK done")
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		box, err := intake.Dial(t.Context(), configFor(t, script.Addr()), nil)
		if err != nil {
			t.Fatal(err)
		}
		box.Close()
		script.Close()
	}
}

// Courier tells the next UID by STATUS alone. Where nobody tells it, mail that lies
// in the mailbox could not be told from what arrives.
func TestUIDNextIsAskedFor(t *testing.T) {
	for name, c := range map[string]struct {
		status []string
		next   uint32
		err    string
	}{
		"by STATUS":  {[]string{`* STATUS "INBOX" (UIDNEXT 12)`, "TAG OK done"}, 12, ""},
		"not at all": {[]string{"TAG OK done"}, 0, "gives no UIDNEXT: the mail"},
		"refused":    {[]string{"TAG BAD not on the selected one"}, 0, "gives no UIDNEXT, and to STATUS it says"},
	} {
		t.Run(name, func(t *testing.T) {
			script := badServer{selects: saying("* 1 EXISTS", "* OK [UIDVALIDITY 7] ok", "TAG OK [READ-WRITE] selected"), status: saying(c.status...)}.start(t)
			box, err := intake.Dial(t.Context(), configFor(t, script.Addr()), nil)
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) || errors.Is(err, intake.ErrConnection) {
					t.Errorf("Dial says %v; want %q", err, c.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer box.Close()
			if _, next, _ := box.State(); next != c.next {
				t.Errorf("the next UID is %d; want %d", next, c.next)
			}
		})
	}
}

// One INTERNALDATE that cannot be read, of the year 0 or without a zone, must not
// keep all mail away: the listing fails once and goes on without dates.
func TestADateThatIsNone(t *testing.T) {
	for _, date := range []string{"01-Jan-0001 00:00:00 +0000", "9-Mar-2026 14:02:00 GMT", " 9-Mrz-2026 14:02:00 +0000", ""} {
		t.Run(date, func(t *testing.T) {
			script := badServer{lists: func(l *mailtest.Lines, tag, _ string) {
				l.Say(`* 1 FETCH (UID 1 RFC822.SIZE 20 INTERNALDATE "`+date+`")`, tag+" OK done")
			}, undated: saying("* 1 FETCH (UID 1 RFC822.SIZE 20)", "TAG OK done")}.start(t)
			dialer := intake.NewDialer(slog.New(slog.DiscardHandler))
			for try := range 2 {
				box, err := dialer.Dial(t.Context(), configFor(t, script.Addr()))
				if err != nil {
					t.Fatal(err)
				}
				defer box.Close()
				switch all, err := box.List(t.Context(), 0); {
				case try == 0 && !errors.Is(err, intake.ErrConnection):
					t.Errorf("the first listing: %+v, %v", all, err)
				case try == 1 && (err != nil || !slices.Equal(all, []intake.Entry{{UID: 1, Size: 20}})):
					t.Errorf("the second listing: %+v, %v", all, err)
				}
			}
		})
	}
}

// A folder of any name must not keep mail from being read.
func TestSentWhereSomeNameCannotBeRead(t *testing.T) {
	for _, some := range []string{`* LIST () "." "INBOX.R&D"`, `* LIST ( \Marked ) "." "INBOX.RD"`} {
		script := badServer{folders: saying(some, `* LIST (\Sent) "." "INBOX.Sent"`, "TAG OK done")}.start(t)
		box, err := intake.Dial(t.Context(), configFor(t, script.Addr()), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer box.Close()
		if folder, err := box.Sent(t.Context(), ""); folder != "" || err != nil {
			t.Errorf("%s: Sent says %q, %v", some, folder, err)
		}
	}
}

// go-imap reads such a line for ever, and no context ends it.
func TestAListAmongCapabilities(t *testing.T) {
	script := badServer{caps: "IMAP4rev1 MOVE X-FOO=(a)"}.start(t)
	if _, err := intake.Dial(t.Context(), configFor(t, script.Addr()), nil); !errors.Is(err, intake.ErrConnection) || !strings.Contains(err.Error(), "names a list") {
		t.Errorf("Dial says %v", err)
	}
}

func TestListAsksAgainForSizes(t *testing.T) {
	asked := 0
	script, err := mailtest.StartScript(func(l *mailtest.Lines) {
		badServer{lists: func(l *mailtest.Lines, tag, set string) {
			if asked++; asked == 1 {
				l.Say("* 1 FETCH (UID 1 FLAGS (\\Seen))", "* 2 FETCH (UID 2 RFC822.SIZE 20)", tag+" OK done")
				return
			}
			l.Say("* 1 FETCH (UID 1 RFC822.SIZE 10)", tag+" OK done")
			if set != "1" {
				t.Errorf("asked again for %q; want 1", set)
			}
		}}.handle(l)
	})
	if err != nil {
		t.Fatal(err)
	}
	defer script.Close()
	entries, err := dial(t, impatient(t, script.Addr())).List(t.Context(), 0)
	if err != nil || len(entries) != 2 || entries[0].Size != 10 || entries[1].Size != 20 {
		t.Errorf("List = %+v, %v", entries, err)
	}
}

func TestCutAtEveryByte(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{WithoutMove: true})
	deliver(t, server, 1)
	proxy, err := mailtest.StartProxy(server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { proxy.Close() })
	cfg := impatient(t, proxy.Addr())
	session := func() (string, error) {
		box, err := intake.Dial(t.Context(), cfg, nil)
		if err != nil {
			return "", err
		}
		defer box.Close()
		entries, err := box.List(t.Context(), 0)
		if err != nil {
			return "", err
		}
		raw, _, err := box.Fetch(t.Context(), entries[0], 1<<20)
		return string(raw), err
	}
	if got, err := session(); err != nil || got != string(letter(1)) {
		t.Fatalf("without damage: %q, %v", got, err)
	}
	total := proxy.Passed()
	for _, how := range []mailtest.Break{mailtest.Cut, mailtest.Reset} {
		for n := range total {
			proxy.Down(mailtest.Damage{After: n, Then: how})
			got, err := session()
			if err == nil && got != string(letter(1)) {
				t.Fatalf("cut after %d of %d bytes: a mail of %d bytes is taken for whole", n, total, len(got))
			}
			if err != nil && !errors.Is(err, intake.ErrConnection) {
				t.Fatalf("cut after %d of %d bytes: %v; want ErrConnection", n, total, err)
			}
		}
	}
	proxy.Heal()
	if got, err := session(); err != nil || got != string(letter(1)) {
		t.Errorf("healed: %q, %v", got, err)
	}
}

func TestMoveCutAtEveryByteLosesNothing(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{WithoutMove: true})
	proxy, err := mailtest.StartProxy(server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { proxy.Close() })
	cfg := impatient(t, proxy.Addr())
	for n := int64(0); ; n += 3 {
		deliver(t, server, int(n))
		inbox := stored(t, server, "INBOX")
		uid := inbox[len(inbox)-1].UID
		proxy.Up(mailtest.Damage{After: n, Then: mailtest.Cut})
		box, err := intake.Dial(t.Context(), cfg, nil)
		if err == nil {
			err = box.Move(t.Context(), []uint32{uid}, "Filed")
			box.Close()
		}
		copies := 0
		for _, mailbox := range server.Mailboxes() {
			for _, m := range stored(t, server, mailbox) {
				if string(m.Raw) == string(letter(int(n))) {
					copies++
				}
			}
		}
		if copies == 0 {
			t.Fatalf("cut after %d bytes: the mail is lost (%v)", n, err)
		}
		if err == nil {
			return
		}
	}
}

func TestSlowServersMeetTheOperationsEnd(t *testing.T) {
	server := startIMAP(t, mailtest.IMAPOptions{})
	proxy, err := mailtest.StartProxy(server.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { proxy.Close() })
	proxy.Down(mailtest.Damage{After: -1, Slow: 50 * time.Millisecond})
	cfg := configFor(t, proxy.Addr())
	cfg.Operation.Duration = 300 * time.Millisecond
	start := time.Now()
	_, err = intake.Dial(t.Context(), cfg, nil)
	if !errors.Is(err, intake.ErrConnection) || !strings.Contains(err.Error(), "takes too long") {
		t.Errorf("Dial = %v; want ErrConnection", err)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("Dial took %s", took)
	}
}
