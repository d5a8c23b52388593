package notify_test

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset"
	"pgregory.net/rapid"

	"inquiryd/notify"
)

// headerOf is every field name that a mail of ours has, in order.
var headerOf = []string{"From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References",
	"Auto-Submitted", "X-Auto-Response-Suppress", "Content-Language", "MIME-Version", "Content-Type"}

// fieldNames reads the header with go-message, which keeps its order.
func fieldNames(t interface{ Fatal(...any) }, raw []byte) (names []string) {
	entity, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	for f := entity.Header.Fields(); f.Next(); {
		names = append(names, f.Key())
	}
	return names
}

// canonical is a field name as go-message writes it.
func canonical(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		h := message.Header{}
		h.Set(n, "x")
		f := h.Fields()
		f.Next()
		out[i] = f.Key()
	}
	return out
}

func TestEveryLetterIsAProperMail(t *testing.T) {
	w := newWriter(t, config())
	for _, kind := range notify.Kinds {
		t.Run(string(kind), func(t *testing.T) {
			l := sample(kind, "da")
			c, err := w.Compose(l)
			if err != nil {
				t.Fatal(err)
			}
			want := slices.DeleteFunc(slices.Clone(headerOf), func(n string) bool { return n == "Auto-Submitted" && l.Automatic == "" })
			if got := fieldNames(t, c.Raw); !slices.Equal(got, canonical(want)) {
				t.Errorf("header %q, want %q", got, want)
			}
			m, err := mail.ReadMessage(bytes.NewReader(c.Raw))
			if err != nil {
				t.Fatal(err)
			}
			if len(m.Header) != len(want) {
				t.Errorf("net/mail finds %d fields, want %d", len(m.Header), len(want))
			}
			for field, value := range map[string]string{
				"Message-Id": "<" + l.MessageID + ">", "In-Reply-To": "<" + l.InReplyTo + ">",
				"References": "<start@medlem.example> <" + l.InReplyTo + ">", "Auto-Submitted": l.Automatic,
				"X-Auto-Response-Suppress": "All", "Content-Language": "da", "Date": "Thu, 12 Mar 2026 14:02:00 +0100",
			} {
				if got := m.Header.Get(field); got != value {
					t.Errorf("%s is %q, want %q", field, got, value)
				}
			}
			to, err := m.Header.AddressList("To")
			if err != nil || len(to) != 1 || to[0].Address != l.To.Address || to[0].Name != l.To.Name {
				t.Errorf("To is %v %v", to, err)
			}
			checkShape(t, c.Raw)
		})
	}
}

// checkShape holds the bytes to RFC 5322: CRLF only, at most 998 bytes a
// line, 7 bits, no Bcc.
func checkShape(t interface{ Errorf(string, ...any) }, raw []byte) {
	for i, line := range bytes.Split(bytes.TrimSuffix(raw, []byte("\r\n")), []byte("\r\n")) {
		if len(line) > 998 || bytes.ContainsAny(line, "\r\n\x00") || bytes.IndexFunc(line, func(r rune) bool { return r > 126 }) >= 0 {
			t.Errorf("line %d: %q", i+1, line)
		}
	}
	head, _, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	if bytes.Contains(bytes.ToLower(head), []byte("\r\nbcc:")) {
		t.Errorf("a Bcc line")
	}
}

func TestSameLetterSameBytes(t *testing.T) {
	for _, kind := range []notify.Kind{notify.Notice, notify.Forwarding, notify.Answer} {
		first, err := newWriter(t, config()).Compose(sample(kind, "da"))
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			again, err := newWriter(t, config()).Compose(sample(kind, "da"))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(first.Raw, again.Raw) || !bytes.Equal(first.PDF, again.PDF) {
				t.Fatalf("%s: the same letter gives other bytes", kind)
			}
		}
	}
}

// TestLettersAtTheSameTime: what letters share while they are written does not
// mix them up.
func TestLettersAtTheSameTime(t *testing.T) {
	w, alone := newWriter(t, config()), map[notify.Kind][]byte{}
	kinds := []notify.Kind{notify.Acknowledgement, notify.Forwarding, notify.HeldNotice, notify.Received}
	for _, kind := range kinds {
		c, err := newWriter(t, config()).Compose(sample(kind, "da"))
		if err != nil {
			t.Fatal(err)
		}
		alone[kind] = c.Raw
	}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for n := range 20 {
				kind := kinds[(i+n)%len(kinds)]
				if c, err := w.Compose(sample(kind, "da")); err != nil || !bytes.Equal(c.Raw, alone[kind]) {
					t.Errorf("%s: %v, other bytes", kind, err)
				}
			}
		})
	}
	all.Wait()
}

// part is a leaf of a mail.
type part struct {
	mediaType, disposition, name string
	content                      []byte
}

func parts(t *testing.T, raw []byte) (list []part) {
	t.Helper()
	entity, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	err = entity.Walk(func(_ []int, e *message.Entity, err error) error {
		if err != nil {
			return err
		}
		mediaType, _, err := e.Header.ContentType()
		if err != nil || strings.HasPrefix(mediaType, "multipart/") {
			list = append(list, part{mediaType: mediaType})
			return err
		}
		content, err := io.ReadAll(e.Body)
		disposition, parameters, _ := e.Header.ContentDisposition()
		list = append(list, part{mediaType, disposition, parameters["filename"], content})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestAnswerHasTextHTMLAndPDF(t *testing.T) {
	l := sample(notify.Answer, "da")
	l.Attach = []notify.Attachment{{Name: "Trafiktælling ækvator.xlsx", MediaType: "application/vnd.ms-excel", Content: []byte{0, 1, 2}}}
	c, err := newWriter(t, config()).Compose(l)
	if err != nil {
		t.Fatal(err)
	}
	var types []string
	list := parts(t, c.Raw)
	for _, p := range list {
		types = append(types, p.mediaType)
	}
	if want := []string{"multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf", "application/vnd.ms-excel"}; !slices.Equal(types, want) {
		t.Fatalf("parts %q, want %q", types, want)
	}
	if text := strings.ReplaceAll(string(list[2].content), "\r\n", "\n"); text != c.Text {
		t.Errorf("the text part differs from the text")
	}
	if html := strings.ReplaceAll(string(list[3].content), "\r\n", "\n"); html != c.HTML {
		t.Errorf("the HTML part differs from the HTML")
	}
	if p := list[4]; p.name != "Svar 2026-0041.pdf" || p.disposition != "attachment" || !bytes.Equal(p.content, c.PDF) {
		t.Errorf("the PDF is %q %q, %d bytes", p.disposition, p.name, len(p.content))
	}
	if p := list[5]; p.name != "Trafiktælling ækvator.xlsx" || !bytes.Equal(p.content, []byte{0, 1, 2}) {
		t.Errorf("the attachment is %q %v", p.name, p.content)
	}
}

func TestOriginalTravelsAsAFile(t *testing.T) {
	l := sample(notify.Forwarding, "da")
	c, err := newWriter(t, config()).Compose(l)
	if err != nil {
		t.Fatal(err)
	}
	list := parts(t, c.Raw)
	if p := list[len(list)-1]; p.mediaType != "application/octet-stream" || p.name != "henvendelse.eml" || !bytes.Equal(p.content, l.Attach[0].Content) {
		t.Errorf("got %s %q %q", p.mediaType, p.name, p.content)
	}
}

func TestLongThreadKeepsBothEnds(t *testing.T) {
	l := sample(notify.Notice, "da")
	l.References = nil
	for i := range 300 {
		l.References = append(l.References, strings.Repeat("r", i%60)+"x@"+strings.Repeat("d", 40)+".example")
	}
	l.References[5] = "evil>\r\nBcc: x@y.example\r\nX: <a@b"
	c, err := newWriter(t, config()).Compose(l)
	if err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(bytes.NewReader(c.Raw))
	if err != nil {
		t.Fatal(err)
	}
	ids := strings.Fields(m.Header.Get("References"))
	if len(ids) != 16 || ids[0] != "<"+l.References[0]+">" || ids[15] != "<"+l.InReplyTo+">" {
		t.Errorf("%d ids, first %q, last %q", len(ids), ids[0], ids[len(ids)-1])
	}
	checkShape(t, c.Raw)
}

func TestBadLettersAreErrors(t *testing.T) {
	w := newWriter(t, config())
	for name, spoil := range map[string]func(*notify.Letter){
		"no recipient":       func(l *notify.Letter) { l.To.Address = "" },
		"two recipients":     func(l *notify.Letter) { l.To.Address = "a@b.example, c@d.example" },
		"injected recipient": func(l *notify.Letter) { l.To.Address = "a@b.example\r\nBcc: c@d.example" },
		"no message-id":      func(l *notify.Letter) { l.MessageID = "" },
		"bad message-id":     func(l *notify.Letter) { l.MessageID = "a@b>\r\nBcc: c@d" },
		"bad reply address":  func(l *notify.Letter) { l.ReplyTo = "a@b\r\nBcc: c@d" },
		"no date":            func(l *notify.Letter) { l.Date = l.Date.AddDate(-l.Date.Year()+1, -2, -11).Truncate(1 << 62) },
		"unknown kind":       func(l *notify.Letter) { l.Kind = "poem" },
		"unknown automatic":  func(l *notify.Letter) { l.Automatic = "yes\r\nX: y" },
	} {
		l := sample(notify.Notice, "da")
		spoil(&l)
		if name == "no date" {
			l.Date = notify.Letter{}.Date
		}
		if _, err := w.Compose(l); err == nil {
			t.Errorf("%s: composed all the same", name)
		}
	}
}

func TestNamesArriveAsTheyAre(t *testing.T) {
	w := newWriter(t, config())
	for _, name := range []string{
		"Åse Sørensen", "Sørensen, Åse", "Sorensen, Aase", `Ole "Olle" O'Hara`, `back\slash`, `\À`, "(note) æ", "A.B. Ørsted", "=?utf-8?q?x?=", "=?x?= æ", "李, 王",
		strings.Repeat("Ærø, ", 20) + "æ", "a@b.example", "<a@b.example> æ", "æ;:.",
	} {
		l := sample(notify.Notice, "da")
		l.To.Name = name
		c, err := w.Compose(l)
		if err != nil {
			t.Fatal(err)
		}
		m, err := mail.ReadMessage(bytes.NewReader(c.Raw))
		if err != nil {
			t.Fatal(err)
		}
		to, err := m.Header.AddressList("To")
		if err != nil || len(to) != 1 || to[0].Name != name || to[0].Address != l.To.Address {
			t.Errorf("%q arrives as %v %v: %q", name, to, err, m.Header.Get("To"))
		}
		checkShape(t, c.Raw)
	}
}

// awkwardText is what a mail may bring into a letter.
func awkwardText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.String(),
		rapid.SampledFrom([]string{"", "\r\nBcc: x@y.example", "a\nb", "a\rb", "\x00", "\xff\xfe", "Sørensen, Åse", `"q" <x@y.example>, z@w.example`,
			"=?utf-8?q?=0D=0ABcc:_x@y.example?=", "\r\n\r\n<script>alert(1)</script>", "{{.Office}}", strings.Repeat("lang ", 400), strings.Repeat("x", 3000), "\r\n.\r\n", "--=_0", "👩‍👩‍👧\u202E"}),
		rapid.StringMatching(`[ -~\r\n\t;:,<>@"()\\=?]{0,60}`),
	)
}

// TestNoInputAddsAHeaderOrARecipient is T10: whatever names, subjects,
// questions and attachments hold, the header is the letter's own.
func TestNoInputAddsAHeaderOrARecipient(t *testing.T) {
	w := newWriter(t, config())
	rapid.Check(t, func(t *rapid.T) {
		text := awkwardText()
		kind := rapid.SampledFrom([]notify.Kind{notify.Acknowledgement, notify.Forwarding, notify.HeldNotice, notify.Notice, notify.Returned}).Draw(t, "kind")
		l := sample(kind, "da")
		l.To.Name = text.Draw(t, "name")
		l.InReplyTo = text.Draw(t, "in-reply-to")
		l.References = rapid.SliceOfN(text, 0, 4).Draw(t, "references")
		l.Model.Inquiry.Subject = text.Draw(t, "subject")
		l.Model.Inquiry.Introduction = text.Draw(t, "introduction")
		l.Model.Member = notify.Person{Name: text.Draw(t, "member"), Title: text.Draw(t, "title"), Address: text.Draw(t, "address")}
		l.Model.Text, l.Model.Reason = text.Draw(t, "text"), text.Draw(t, "reason")
		l.Model.Cases[0].Number = text.Draw(t, "number")
		l.Model.Cases[0].Questions = []notify.QuestionView{{Number: 1, Text: text.Draw(t, "question"), Answer: text.Draw(t, "answer"), Words: []string{text.Draw(t, "word")}}}
		l.Attach = []notify.Attachment{{Name: text.Draw(t, "file"), MediaType: text.Draw(t, "type"), Content: []byte(text.Draw(t, "content"))}}
		c, err := w.Compose(l)
		if err != nil {
			t.Fatal(err)
		}
		checkShape(t, c.Raw)
		for _, name := range fieldNames(t, c.Raw) {
			if !slices.Contains(canonical(headerOf), name) {
				t.Fatalf("a field %q was added", name)
			}
		}
		m, err := mail.ReadMessage(bytes.NewReader(c.Raw))
		if err != nil {
			t.Fatal(err)
		}
		for field, values := range m.Header {
			if len(values) != 1 {
				t.Fatalf("%d fields %s", len(values), field)
			}
		}
		to, err := m.Header.AddressList("To")
		if err != nil || len(to) != 1 || to[0].Address != l.To.Address {
			t.Fatalf("recipients %v %v", to, err)
		}
		if strings.Contains(c.HTML, "<script>alert") {
			t.Fatal("a script reached the HTML")
		}
		leaves(t, m)
	})
}

// leaves demands the parts of a letter with one attachment and no others.
func leaves(t *rapid.T, m *mail.Message) {
	_, parameters, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	r := multipart.NewReader(m.Body, parameters["boundary"])
	for n := 0; ; n++ {
		p, err := r.NextRawPart()
		if err == io.EOF {
			if n != 2 {
				t.Fatalf("%d parts, want 2", n)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(p.FileName(), "/") || n == 1 && len(p.Header) != 4 {
			t.Fatalf("part %d: %q %v", n, p.FileName(), p.Header)
		}
	}
}
