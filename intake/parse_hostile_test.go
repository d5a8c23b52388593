package intake_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"inquiryd/intake"
)

// hostile is a mail made to hurt its reader.
type hostile struct {
	name string
	make func() string
}

const (
	kib = 1 << 10
	mib = 1 << 20
)

// TestHostileMails reads mails made to cost time or memory, and holds each to
// a second and to 64 MiB, or three times its size if that is more.
func TestHostileMails(t *testing.T) {
	cases := hostileMails()
	if len(cases) < 100 {
		t.Fatalf("only %d hostile mails", len(cases))
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			raw := []byte(c.make())
			limit := max(64*mib, 3*len(raw))
			m, took, peak := measured(raw)
			for try := 0; took > time.Second*slowness && try < 3; try++ { // others may use the machine
				m, took, peak = measured(raw)
			}
			if took > time.Second*slowness {
				t.Errorf("%d bytes took %v", len(raw), took)
			}
			if peak > limit {
				t.Errorf("%d bytes took %d MiB of memory, more than %d", len(raw), peak/mib, limit/mib)
			}
			if err := sound(m, intake.Limits{}); err != nil {
				t.Error(err)
			}
		})
	}
}

// measured parses raw and returns the time and the most memory that it had in
// use, that of raw included.
func measured(raw []byte) (m *intake.Mail, took time.Duration, peak int) {
	var before, now runtime.MemStats
	// The mails of this test are in memory too: without this as much garbage
	// as they are large would count.
	defer debug.SetGCPercent(debug.SetGCPercent(20))
	runtime.GC()
	runtime.ReadMemStats(&before)
	done, sampled := make(chan struct{}), make(chan int)
	go func() {
		most := 0
		for {
			runtime.ReadMemStats(&now)
			most = max(most, int(now.HeapInuse)-int(before.HeapInuse))
			select {
			case <-done:
				sampled <- most
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	start, worked := time.Now(), cpuTime()
	m = intake.Parse(raw, intake.Limits{})
	took = min(time.Since(start), cpuTime()-worked) // others may use the machine too
	close(done)
	return m, took, <-sampled + len(raw)
}

// cpuTime is the time that this process has worked.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// sound checks what always holds of a Mail.
func sound(m *intake.Mail, lim intake.Limits) error {
	if lim.Text == 0 {
		lim.Text = mib
	}
	texts := map[string]string{"subject": m.Subject, "text": m.Text, "HTML": m.HTML, "new text": m.NewText, "message id": m.MessageID, "return path": m.ReturnPath}
	for i, a := range m.Attachments {
		texts[fmt.Sprint("attachment name ", i)] = a.Name
		texts[fmt.Sprint("attachment type ", i)] = a.MediaType
		texts[fmt.Sprint("attachment id ", i)] = a.ContentID
		texts[fmt.Sprint("attachment text ", i)] = a.Text
	}
	for i, f := range m.Header {
		texts[fmt.Sprint("header ", i)] = f.Name + f.Value
	}
	for i, p := range m.Problems {
		texts[fmt.Sprint("problem ", i)] = p
	}
	for _, as := range [][]intake.Address{m.From, m.Sender, m.ReplyTo, m.To, m.Cc} {
		for i, a := range as {
			texts[fmt.Sprint("address ", a.Address, i)] = a.Name + a.Address
			if a.Address == "" {
				return fmt.Errorf("an address is empty")
			}
		}
	}
	for i, id := range append(m.InReplyTo, m.References...) {
		texts[fmt.Sprint("reference ", i)] = id
	}
	for name, s := range texts {
		switch {
		case !utf8.ValidString(s):
			return fmt.Errorf("%s is not valid UTF-8: %.80q", name, s)
		case !norm.NFC.IsNormalString(s):
			return fmt.Errorf("%s is not in NFC: %.80q", name, s)
		case strings.ContainsRune(s, 0):
			return fmt.Errorf("%s holds NUL: %.80q", name, s)
		}
	}
	if len(m.Text) > lim.Text || len(m.NewText) > lim.Text {
		return fmt.Errorf("the text has %d bytes, the new text %d", len(m.Text), len(m.NewText))
	}
	if len(m.References) > 100 || len(m.InReplyTo) > 100 || len(m.Problems) > 50 {
		return fmt.Errorf("%d references, %d in reply to, %d problems", len(m.References), len(m.InReplyTo), len(m.Problems))
	}
	return nil
}

const head = "From: a@medlem.example\r\nTo: b@kk.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"

func hostileMails() (all []hostile) {
	add := func(name string, f func() string) { all = append(all, hostile{name, f}) }
	rep := strings.Repeat
	addNesting(add)
	addParts(add)
	addHeaders(add)
	addBodies(add)
	addPages(add)
	for _, field := range []string{"From", "To", "Date", "Message-ID", "References", "In-Reply-To", "Content-Type", "Content-Disposition", "Content-Transfer-Encoding", "Content-ID", "Return-Path", "Subject"} {
		for name, bomb := range map[string]string{
			"comment":        "(" + rep("a", 250*kib) + ")",
			"open comments":  rep("(", 250*kib),
			"nested comment": rep("(", 120*kib) + rep(")", 120*kib),
			"comments":       rep("()", 120*kib),
			"quotes":         rep(`"`, 250*kib),
			"open quote":     `"` + rep(`\"`, 120*kib),
			"angles":         rep("<", 250*kib),
			"semicolons":     rep(";", 250*kib),
			"params":         "a/b" + rep("; a=b", 50*kib),
			"words":          rep("=?a?Q?b?= ", 25*kib),
			"open words":     rep("=?a?Q?", 40*kib),
		} {
			add(field+" "+name, func() string { return head + field + ": " + bomb + "\r\n\r\nx" })
		}
	}
	return all
}

func addNesting(add func(string, func() string)) {
	nested := func(n int, boundary func(i int) string, closed bool) func() string {
		return func() string {
			var b strings.Builder
			b.WriteString(head)
			for i := range n {
				fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=\"%s\"\r\n\r\n--%[1]s\r\n", boundary(i))
			}
			b.WriteString("Content-Type: text/plain\r\n\r\nx\r\n")
			for i := n - 1; closed && i >= 0; i-- {
				fmt.Fprintf(&b, "--%s--\r\n", boundary(i))
			}
			return b.String()
		}
	}
	number := func(i int) string { return fmt.Sprintf("b%d", i) }
	for _, n := range []int{19, 20, 21, 100, 10_000} {
		add(fmt.Sprintf("nested %d closed", n), nested(n, number, true))
		add(fmt.Sprintf("nested %d open", n), nested(n, number, false))
		add(fmt.Sprintf("nested %d one boundary", n), nested(n, func(int) string { return "b" }, true))
		add(fmt.Sprintf("nested %d prefixes", n), nested(min(n, 500), func(i int) string { return strings.Repeat("b", i+1) }, true))
	}
	add("messages in messages 10,000", func() string {
		return head + strings.Repeat("Content-Type: message/rfc822\r\n\r\n", 10_000) + "x"
	})
	add("messages in parts", func() string {
		return head + strings.Repeat("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n", 2_000) + "x"
	})
	add("messages in base64", func() string {
		s := head + "\r\nx" + strings.Repeat("y", 100*kib)
		for range 12 {
			s = head + "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(s))
		}
		return s
	})
	add("digest of nothing", func() string {
		return head + "Content-Type: multipart/digest; boundary=b\r\n\r\n" + strings.Repeat("--b\r\n\r\n", 100_000)
	})
	add("signed in signed", func() string {
		b := []byte{0x24, 0x80, 0, 0}
		for range 5000 {
			b = append([]byte{0x30, 0x80}, b...)
		}
		return head + "Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString(b)
	})
}

func addParts(add func(string, func() string)) {
	mixed := head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
	add("100,000 parts", func() string { return mixed + strings.Repeat("--b\r\n\r\nx\r\n", 100_000) + "--b--" })
	add("100,000 attachments", func() string {
		return mixed + strings.Repeat("--b\r\nContent-Type: a/b; name=c\r\n\r\nx\r\n", 100_000) + "--b--"
	})
	add("a million boundary lines", func() string { return mixed + strings.Repeat("--b\r\n", 1_000_000) })
	add("5 million dashes", func() string { return mixed + strings.Repeat("--\n", 5_000_000/3) })
	add("almost boundaries", func() string { return mixed + strings.Repeat("--bx\n", 1_000_000) })
	add("closing boundaries", func() string { return mixed + strings.Repeat("--b--\n", 500_000) })
	add("long boundary", func() string {
		b := strings.Repeat("b", 200*kib)
		return head + "Content-Type: multipart/mixed; boundary=" + b + "\r\n\r\n--" + b + "\r\n\r\nx\r\n--" + b + "--\r\n"
	})
	add("long boundary, near misses", func() string {
		b := strings.Repeat("b", 20*kib)
		return head + "Content-Type: multipart/mixed; boundary=" + b + "\r\n\r\n" + strings.Repeat("--"+b[1:]+"c\n", 500)
	})
	add("no boundary", func() string {
		return head + "Content-Type: multipart/mixed\r\n\r\n" + strings.Repeat("--x\r\nContent-Type: multipart/mixed\r\n\r\n", 20_000)
	})
	add("boundaries that never come", func() string {
		return head + "Content-Type: multipart/mixed; boundary=a\r\n\r\n" + strings.Repeat("--x\r\nContent-Type: multipart/mixed; boundary=nowhere\r\n\r\n", 20_000)
	})
	add("uuencoded bombs", func() string { return head + "\r\n" + strings.Repeat("begin 644 a\n", 300_000) })
	for name, s := range map[string]string{
		"groups": "{", "ends": "}", "fonts": `{\f1\fcharset1 x}`, "characters": `\u8364?`, "bytes": `{\'b3}`, "other bytes": `{\f0\'b3\f1\'b3}`, "binary": `\bin1 \`,
		"words": `\abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz-1234567890123`, "hidden": `\v\v0\strike`, "backslashes": `\`, "lines": `\par `, "halves": `\u-10179?`,
	} {
		add("RTF "+name, func() string {
			return head + "Content-Type: text/rtf\r\n\r\n{\\rtf1{\\fonttbl{\\f0\\fcharset238 x}{\\f1\\fcharset128 y}}" + strings.Repeat(s, 3*mib/len(s))
		})
	}
	add("yEnc bombs", func() string {
		return head + "\r\n" + strings.Repeat("=ybegin line=128 size=99999999999 name=a\n", 75_000)
	})
	add("yEnc files", func() string {
		return head + "\r\n" + strings.Repeat("=ybegin name=a\nx=}\n=yend\n", 100_000)
	})
	add("uuencoded files", func() string { return head + "\r\n" + strings.Repeat("begin 644 a\n#86)C\n`\nend\n", 50_000) })
	add("alternatives", func() string {
		return head + "Content-Type: multipart/alternative; boundary=b\r\n\r\n" + strings.Repeat("--b\r\nContent-Type: text/plain\r\n\r\n"+strings.Repeat("x", 2000)+"\r\n", 499)
	})
	add("pages", func() string {
		return mixed + strings.Repeat("--b\r\nContent-Type: text/html\r\n\r\n<p>"+strings.Repeat("x ", 20*kib)+"\r\n", 400)
	})
	add("messages side by side", func() string {
		return mixed + strings.Repeat("--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: y\r\n\r\n"+strings.Repeat("x ", 20*kib)+"\r\n", 249)
	})
}

func addHeaders(add func(string, func() string)) {
	add("mbox lines", func() string { return strings.Repeat("From a\n", 500_000) + head + "\nx" })
	add("a million headers", func() string { return strings.Repeat("a:b\n", 1_000_000) + "\nx" })
	add("a million folded lines", func() string { return "a: b\n" + strings.Repeat(" c\n", 1_000_000) + "\nx" })
	add("a million bad lines", func() string { return head + strings.Repeat("bad\n", 1_000_000) + "X-A: b\n\nx" })
	add("bad lines and fields", func() string { return strings.Repeat("bad\nX-A: b\n", 300_000) + "\nx" })
	add("bad lines, no empty line", func() string { return "Subject: x\n" + strings.Repeat("bad\nprose: b\n", 300_000) })
	add("20 MiB in one field", func() string { return "Subject: " + strings.Repeat("x", 20*mib) + "\n\nx" })
	add("20 MiB name", func() string { return strings.Repeat("x", 20*mib) + ": y\n\nx" })
	add("header without end", func() string { return strings.Repeat("Received: x\n", 500_000) })
	add("part headers", func() string {
		return head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + strings.Repeat("--b\r\n"+strings.Repeat("X-A: b\r\n", 5000)+"\r\nx\r\n", 400)
	})
	add("continuations", func() string {
		var b strings.Builder
		for i := range 20_000 {
			fmt.Fprintf(&b, "; name*%d*=%%41", 20_000-i)
		}
		return head + "Content-Type: a/b" + b.String() + "\r\n\r\nx"
	})
	add("a continuation far away", func() string {
		return head + "Content-Type: a/b; name*0=a; name*999999999999999999999=b; name*2147483647=c\r\n\r\nx"
	})
	add("references", func() string { return head + "References: " + strings.Repeat("<a@b> ", 40_000) + "\r\n\r\nx" })
	add("50,000 recipients", func() string { return head + "To: " + strings.Repeat("a@b.dk, ", 30_000) + "\r\n\r\nx" })
	add("groups", func() string { return head + "Cc: " + strings.Repeat("g:a@b.dk;", 25_000) + "\r\n\r\nx" })
	add("1,000 Froms", func() string { return strings.Repeat("From: a@b.dk\r\n", 100_000) + "\r\nx" })
	add("base64 words", func() string {
		return head + "Subject: " + strings.Repeat("=?utf-8?B?YQ?=\r\n ", 14_000) + "\r\n\r\nx"
	})
	add("a subject of combining marks", func() string { return head + "Subject: a" + strings.Repeat("\u0301\u0323", 60_000) + "\r\n\r\nx" })
}

func addBodies(add func(string, func() string)) {
	body := func(fields, s string) string { return head + fields + "\r\n" + s }
	for _, enc := range []string{"7bit", "base64", "quoted-printable", "x-uuencode", "nonsense"} {
		for name, s := range map[string]string{
			"NUL": strings.Repeat("\x00", 3*mib), "CR": strings.Repeat("\r", 3*mib), "equals": strings.Repeat("=", 3*mib),
			"letters": strings.Repeat("QUJD", mib), "lines": strings.Repeat("\n", 3*mib), "noise": noise(3 * mib),
		} {
			add(enc+" "+name, func() string { return body("Content-Transfer-Encoding: "+enc+"\r\n", s) })
		}
	}
	for _, cs := range []string{"utf-8", "utf-7", "utf-16", "iso-2022-jp", "gb18030", "big5", "hz-gb-2312", "nonsense", "iso-8859-1", "cp437"} {
		add("charset "+cs, func() string { return body("Content-Type: text/plain; charset="+cs+"\r\n", noise(3*mib)) })
	}
	add("combining marks", func() string { return body("", "a"+strings.Repeat("\u0301\u0323", mib)) })
	add("flowed", func() string { return body("Content-Type: text/plain; format=flowed\r\n", strings.Repeat("> \n", mib)) })
	add("flowed quotes", func() string { return body("Content-Type: text/plain; format=flowed\r\n", strings.Repeat(">", 3*mib)) })
	add("OpenPGP", func() string { return body("", strings.Repeat("-----BEGIN PGP SIGNED MESSAGE-----\n\n", 50_000)) })
	add("calendar", func() string {
		return body("Content-Type: text/calendar\r\n", "BEGIN:VEVENT\n"+strings.Repeat("SUMMARY:x\n ", 300_000))
	})
	add("25 MiB of text", func() string { return body("", strings.Repeat("Hvor mange? ", 25*mib/12)) })
	add("25 MiB in one line", func() string { return body("", strings.Repeat("x", 25*mib)) })
	add("25 MiB in base64", func() string {
		return body("Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n", strings.Repeat(strings.Repeat("QUJD", 19)+"\r\n", 25*mib/78))
	})
	add("25 MiB in broken base64", func() string {
		return body("Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n", strings.Repeat(strings.Repeat("QUJD", 19)+"*\r\n", 25*mib/79))
	})
	add("25 MiB in quoted-printable", func() string {
		return body("Content-Type: application/pdf\r\nContent-Transfer-Encoding: quoted-printable\r\n", strings.Repeat(strings.Repeat("=41", 24)+"=\r\n", 25*mib/75))
	})
	add("25 MiB in broken quoted-printable", func() string {
		return body("Content-Type: application/pdf\r\nContent-Transfer-Encoding: quoted-printable\r\n", strings.Repeat(strings.Repeat("=4", 30)+"\r\n", 25*mib/62))
	})
	add("25 MiB forwarded", func() string {
		return body("Content-Type: message/rfc822\r\n", head+"Content-Type: message/rfc822\r\n\r\n"+head+"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"+strings.Repeat(strings.Repeat("QUJD", 19)+"\r\n", 25*mib/78))
	})
	add("25 MiB of parts in base64", func() string {
		return body("Content-Type: multipart/mixed; boundary=b\r\n", strings.Repeat("--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"+strings.Repeat(strings.Repeat("QUJD", 19)+"\r\n", mib/78)+"\r\n", 25))
	})
	add("25 MiB of noise", func() string { return noise(25 * mib) })
	add("only carriage returns", func() string { return strings.ReplaceAll(body("", strings.Repeat("x\r\n", mib)), "\n", "") })
}

func addPages(add func(string, func() string)) {
	rep := strings.Repeat
	for name, s := range map[string]string{
		"divs":             rep("<div>", 500_000),
		"divs closed":      rep("<div>", 200_000) + "x" + rep("</div>", 200_000),
		"blockquotes":      rep("<blockquote>", 200_000) + rep("x<br>", 200_000),
		"lists":            rep("<ol><li>", 200_000),
		"tables":           rep("<table><tr><td>", 100_000),
		"ends":             rep("</div></blockquote></ol></a></pre>", 60_000),
		"entities":         rep("&amp;", 500_000),
		"open entities":    rep("&", 2*mib),
		"long entity":      "&" + rep("a", 2*mib),
		"attributes":       "<a" + rep(" b=c", 500_000) + ">x</a>",
		"same attribute":   "<a" + rep(" href=c", 200_000) + ">x</a>",
		"one attribute":    `<p style="` + rep("display:none;", 200_000) + `">x`,
		"comments":         rep("<!--", 500_000),
		"closed comments":  rep("<!---->", 300_000),
		"open tags":        rep("<", 2*mib),
		"open tag":         "<a " + rep("x", 3*mib),
		"scripts":          rep("<script>", 300_000),
		"hidden":           rep(`<div style="display:none">`, 100_000),
		"links":            rep(`<a href="http://x.example/">y</a>`, 60_000),
		"long links":       rep(`<a href="http://x.example/`+rep("z", 1900)+`">y</a>`, 1000),
		"rows":             rep("<tr>", 500_000),
		"cells":            "<tr>" + rep("<td>x", 300_000),
		"breaks":           rep("<br>", 500_000),
		"text areas":       rep("<textarea>", 200_000),
		"data":             `<img src="data:image/png;base64,` + rep("QUJD", 2*mib) + `">x`,
		"data everywhere":  rep(`;base64,`, mib),
		"doctypes":         rep("<!DOCTYPE html>", 150_000),
		"cdata":            rep("<![CDATA[", 200_000),
		"paragraph hidden": rep(`<p style="display:none">x`, 60_000) + "<div>y",
	} {
		add("page of "+name, func() string { return head + "Content-Type: text/html\r\n\r\n" + s })
	}
	add("25 MiB page", func() string {
		return head + "Content-Type: text/html\r\n\r\n" + rep("<p>Hvor <b>mange</b>?</p>\r\n", 25*mib/28)
	})
}

// noise is n bytes that are always the same and have no order.
func noise(n int) string {
	rng := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	b.Grow(n + 8)
	for b.Len() < n {
		v := rng.Uint64()
		for range 8 {
			b.WriteByte(byte(v))
			v >>= 8
		}
	}
	return b.String()
}
