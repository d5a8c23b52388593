package intake_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"inquiryd/intake"
)

// TestLimits reads the same mail with a limit and with the defaults: what goes
// past the limit is missing and named in the first, and there in the second.
func TestLimits(t *testing.T) {
	nested := head + strings.Repeat("Content-Type: message/rfc822\r\n\r\n", 5) + "Subject: last\r\n\r\nthe innermost"
	parts := head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b\r\n\r\none\r\n", 9) + "--b\r\n\r\nthe tenth\r\n--b--\r\n"
	for _, c := range []struct {
		name    string
		lim     intake.Limits
		raw     string
		problem string
		has     func(m *intake.Mail) bool
	}{
		{"size", intake.Limits{Size: 200}, head + "\r\n" + strings.Repeat("x", 200) + "the end", "larger than 200 bytes",
			func(m *intake.Mail) bool { return !m.Truncated && strings.Contains(m.Text, "the end") }},
		{"header bytes", intake.Limits{HeaderBytes: 300}, head + "X-Long: " + strings.Repeat("x", 300) + "\r\nX-Last: y\r\n\r\nz", "header is larger",
			func(m *intake.Mail) bool { return m.Header.Get("X-Long") != "" }},
		{"header bytes of a folded field", intake.Limits{HeaderBytes: 300}, head + "X-Long: " + strings.Repeat("x\r\n ", 300) + "end\r\n\r\nz", "header is larger",
			func(m *intake.Mail) bool { return strings.HasSuffix(m.Header.Get("X-Long"), "end") }},
		{"fields", intake.Limits{Fields: 10}, head + strings.Repeat("X-A: b\r\n", 10) + "X-Last: y\r\n\r\nz", "header is larger",
			func(m *intake.Mail) bool { return m.Header.Get("X-Last") == "y" }},
		{"fields of all parts", intake.Limits{Fields: 5}, head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
			strings.Repeat("--b\r\nX-A: b\r\nX-B: c\r\n\r\nx\r\n", 30) + "--b\r\nX-A: b\r\nContent-Type: text/plain; name=n\r\n\r\ny\r\n--b--\r\n", "header is larger",
			func(m *intake.Mail) bool { return len(m.Problems) == 0 }},
		{"depth", intake.Limits{Depth: 5}, nested, "nested deeper than 5", func(m *intake.Mail) bool { return strings.Contains(m.Text, "the innermost") }},
		{"depth of an encoded message", intake.Limits{Depth: 2}, head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
			base64.StdEncoding.EncodeToString([]byte("Subject: i\r\n\r\nthe innermost")) + "\r\n--b--\r\n", "nested deeper than 2", func(m *intake.Mail) bool { return strings.Contains(m.Text, "the innermost") }},
		{"parts", intake.Limits{Parts: 8}, parts, "more than 8 parts", func(m *intake.Mail) bool { return strings.Contains(m.Text, "the tenth") }},
		{"text", intake.Limits{Text: 100}, head + "\r\n" + strings.Repeat("ø", 100) + "the end", "longer than 100 bytes",
			func(m *intake.Mail) bool { return strings.Contains(m.Text, "the end") }},
		{"text of a page", intake.Limits{Text: 100}, head + "Content-Type: text/html\r\n\r\n<p>" + strings.Repeat("ø ", 100) + "the end", "longer than 100 bytes",
			func(m *intake.Mail) bool { return strings.Contains(m.Text, "the end") }},
		{"HTML", intake.Limits{Text: 100}, head + "Content-Type: text/html\r\n\r\n<p>x" + strings.Repeat("<br>", 100) + "the end", "",
			func(m *intake.Mail) bool { return len(m.HTML) > 250 }},
		{"text of all parts", intake.Limits{Text: 100}, head + "Content-Type: multipart/alternative; boundary=b\r\n\r\n" +
			strings.Repeat("--b\r\n\r\n"+strings.Repeat("x", 90)+"\r\n", 9), "too much text", func(m *intake.Mail) bool { return len(m.Text) > 0 && len(m.Problems) <= 1 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := intake.Parse([]byte(c.raw), c.lim)
			if c.has(m) {
				t.Error("what goes past the limit was read")
			}
			if !strings.Contains(strings.Join(m.Problems, "\n"), c.problem) {
				t.Errorf("no problem says %q: %q", c.problem, m.Problems)
			}
			if err := sound(m, c.lim); err != nil {
				t.Error(err)
			}
			if m := intake.Parse([]byte(c.raw), intake.Limits{}); !c.has(m) {
				t.Errorf("not read without the limit either: %q", m.Problems)
			}
		})
	}
}

// TestLimitOfCopies shows that of messages encoded one inside the other, each
// of which is another copy of the mail, only the outer ones are read.
func TestLimitOfCopies(t *testing.T) {
	raw := "Subject: innermost\r\n\r\nthe innermost"
	for n := range 5 {
		m := intake.Parse([]byte(head+raw), intake.Limits{})
		named := strings.Contains(strings.Join(m.Problems, "\n"), "hide others in an encoding")
		if read := strings.Contains(m.Text, "the innermost"); read != (n <= 3) || named != (n > 3) {
			t.Errorf("encoded %d times: read %v, problems %q", n, read, m.Problems)
		}
		raw = "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + strings.ReplaceAll(raw, "=", "=3D")
	}
}

// TestLimitsKeepTheRest shows that a bomb in one place hides nothing in
// another.
func TestLimitsKeepTheRest(t *testing.T) {
	m := intake.Parse([]byte(strings.Repeat("X-A: b\r\n", 5000)+head+"\r\nHvor mange?"), intake.Limits{})
	if m.Text != "Hvor mange?" {
		t.Errorf("text after too many fields: %q", m.Text)
	}
	m = intake.Parse([]byte(head+"References: "+strings.Repeat("<old@b> ", 500)+"<new@b>\r\n\r\nx"), intake.Limits{})
	if n := len(m.References); n != 100 || m.References[99] != "new@b" {
		t.Errorf("%d references, the last %q", n, m.References[n-1])
	}
}

// TestLimitsInside holds the bounds that nobody sets: of the parameters of a
// field, of the files in a text, and of the problems that are told.
func TestLimitsInside(t *testing.T) {
	named := func(parameters int) string {
		raw := head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/pdf"
		for i := range parameters {
			raw += fmt.Sprintf("; p%d=1", i)
		}
		return intake.Parse([]byte(raw+"; name=a.pdf\r\n\r\nx\r\n--b--\r\n"), intake.Limits{}).Attachments[0].Name
	}
	if few, many := named(100), named(300); few != "a.pdf" || many != "" {
		t.Errorf("the name behind 100 parameters is %q, behind 300 %q", few, many)
	}
	m := intake.Parse([]byte(head+"\r\n"+strings.Repeat("begin 644 a.txt\r\n#2&5J\r\n`\r\nend\r\n", 120)), intake.Limits{})
	if len(m.Attachments) != 100 {
		t.Errorf("%d of 120 uuencoded files, want 100", len(m.Attachments))
	}
	raw := head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
	for i := range 80 {
		raw += fmt.Sprintf("--b\r\nContent-Transfer-Encoding: own-%d\r\n\r\nx\r\n", i)
	}
	if m := intake.Parse([]byte(raw+"--b--\r\n"), intake.Limits{}); len(m.Problems) != 50 {
		t.Errorf("%d problems of 80, want 50", len(m.Problems))
	}
}

func TestLimitsValidate(t *testing.T) {
	if err := (intake.Limits{}).Validate(); err != nil {
		t.Error(err)
	}
	err := intake.Limits{Size: -1, Depth: -2}.Validate()
	if err == nil || !strings.Contains(err.Error(), "max_size: ") || !strings.Contains(err.Error(), "\nmax_depth: ") {
		t.Errorf("both faults are to be named: %v", err)
	}
}
