package notify_test

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"

	"inquiryd/internal/mailtest"
	"inquiryd/notify"
)

// bareServer speaks SMTP with the extensions that it is given and no others,
// as an old relay does.
type bareServer struct {
	addr  string
	mutex sync.Mutex
	said  []string // MAIL and RCPT lines
	mails [][]byte
}

func startBareServer(t *testing.T, extensions ...string) *bareServer {
	t.Helper()
	s := &bareServer{}
	script, err := mailtest.StartScript(s.talk(extensions))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = script.Close() })
	s.addr = script.Addr()
	return s
}

func (s *bareServer) talk(extensions []string) func(*mailtest.Lines) {
	return func(l *mailtest.Lines) {
		l.Say("220 mx.kk.example")
		for {
			line, ok := l.Hear()
			switch verb := strings.ToUpper(line); {
			case !ok:
				return
			case strings.HasPrefix(verb, "EHLO"):
				reply := append([]string{"mx.kk.example"}, extensions...)
				for i := range reply {
					mark := "250-"
					if i == len(reply)-1 {
						mark = "250 "
					}
					reply[i] = mark + reply[i]
				}
				l.Say(reply...)
			case strings.HasPrefix(verb, "DATA"):
				l.Say("354 go on")
				s.keep(body(l))
				l.Say("250 kept")
			default:
				s.mutex.Lock()
				s.said = append(s.said, line)
				s.mutex.Unlock()
				l.Say("250 ok")
			}
		}
	}
}

// body reads a mail up to its dot, as RFC 5321 section 4.5.2 says.
func body(l *mailtest.Lines) []byte {
	var mail bytes.Buffer
	for {
		line, ok := l.Hear()
		if !ok || line == "." {
			return mail.Bytes()
		}
		mail.WriteString(strings.TrimPrefix(line, ".") + "\r\n")
	}
}

func (s *bareServer) keep(mail []byte) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.mails = append(s.mails, mail)
}

// F34: a relay without any extension gets every kind of letter whole: ours are
// seven bits wide, and their lines are short.
func TestARelayWithoutExtensionsTakesEveryLetter(t *testing.T) {
	server := startBareServer(t)
	w, poster := newWriter(t, config()), newPoster(t, plainConfig(server.addr))
	for i, kind := range notify.Kinds {
		l := sample(kind, "da")
		l.Model.Text = strings.Repeat("Blåbærgrød på øen ", 200) + "\n.\n..\n" + strings.Repeat("ø", 3000)
		c, err := w.Compose(l)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := poster.Post(t.Context(), "spoergsmaal@kk.example", "b@medlem.example", c.Raw); err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		if !bytes.Equal(server.mails[i], c.Raw) {
			t.Errorf("%s arrived changed", kind)
		}
		for line := range bytes.Lines(c.Raw) {
			if len(line) > 1000 || bytes.ContainsFunc(line, func(r rune) bool { return r > 0x7e }) {
				t.Errorf("%s has a line of %d bytes: %.80q", kind, len(line), line)
			}
		}
	}
	for _, line := range server.said {
		if strings.ContainsAny(line, "=") { // SIZE=, BODY=, SMTPUTF8 are not offered
			t.Errorf("the server heard %q", line)
		}
	}
}

// What an extension is needed for is refused for good and not sent maimed,
// where the server lacks it, and sent where it has it.
func TestExtensionsThatAMailNeeds(t *testing.T) {
	const plain = "From: a@kk.example\r\nSubject: x\r\n\r\nHej\r\n"
	eight := strings.Replace(plain, "Hej", "Blåbær", 1)
	for name, c := range map[string]struct {
		offers []string
		to     string
		raw    string
		want   error
		heard  string
	}{
		"eight bits, not offered":        {nil, "b@medlem.example", eight, notify.ErrBadMail, ""},
		"eight bits, offered":            {[]string{"8BITMIME"}, "b@medlem.example", eight, nil, "BODY=8BITMIME"},
		"an address in UTF-8":            {[]string{"8BITMIME"}, "åse@medlem.example", plain, notify.ErrBadMail, ""},
		"an address in UTF-8, offered":   {[]string{"8BITMIME", "SMTPUTF8"}, "åse@medlem.example", plain, nil, "SMTPUTF8"},
		"a domain in UTF-8":              {nil, "b@blåbær.example", plain, nil, "RCPT TO:<b@xn--blbr-roah.example>"},
		"a field in UTF-8":               {[]string{"8BITMIME"}, "b@medlem.example", strings.Replace(plain, "x", "å", 1), notify.ErrBadMail, ""},
		"too big by a byte":              {[]string{"SIZE 38"}, "b@medlem.example", plain, notify.ErrTooBig, ""},
		"just small enough":              {[]string{"SIZE 39"}, "b@medlem.example", plain, nil, "SIZE=39"},
		"no limit":                       {[]string{"SIZE 0"}, "b@medlem.example", plain, nil, "SIZE=39"},
		"size without a number":          {[]string{"SIZE"}, "b@medlem.example", plain, nil, "MAIL FROM:<a@kk.example>"},
		"a line of 998 bytes":            {nil, "b@medlem.example", plain + strings.Repeat("x", 998) + "\r\n", nil, ""},
		"a line of 999 bytes":            {[]string{"8BITMIME", "SMTPUTF8"}, "b@medlem.example", plain + strings.Repeat("x", 999) + "\r\n", notify.ErrBadMail, ""},
		"a field that is a long line":    {nil, "b@medlem.example", "X-Long: " + strings.Repeat("x", 999) + "\r\n" + plain, notify.ErrBadMail, ""},
		"a line that is a dot, and more": {nil, "b@medlem.example", plain + ".\r\nMAIL FROM:<x@angreb.example>\r\n..\r\n", nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			server := startBareServer(t, c.offers...)
			_, err := newPoster(t, plainConfig(server.addr)).Post(t.Context(), "a@kk.example", c.to, []byte(c.raw))
			if !errors.Is(err, c.want) || err != nil && notify.Temporary(err) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if c.want != nil && len(server.mails) > 0 {
				t.Error("it was sent all the same")
			}
			if c.want == nil && (len(server.mails) != 1 || string(server.mails[0]) != c.raw) {
				t.Errorf("arrived: %q", server.mails)
			}
			if !strings.Contains(strings.Join(server.said, "\n"), c.heard) {
				t.Errorf("the server heard %q, want %q", server.said, c.heard)
			}
		})
	}
}
