package intake_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/emersion/go-message"
)

// BenchmarkParse reads the mails in testdata, and larger ones of every day,
// with go-message alone and with everything that is done to a mail here, and
// reports how the rates compare, as BenchmarkSuites does: 1 is as fast as
// go-message alone.
func BenchmarkParse(b *testing.B) {
	for name, mails := range map[string][][]byte{"defects": defects(b), "everyday": everyday()} {
		b.Run(name, func(b *testing.B) { compareRates(b, mails) })
	}
}

func defects(b *testing.B) (mails [][]byte) {
	files, _ := filepath.Glob("testdata/parse/*.eml")
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		mails = append(mails, raw)
	}
	return mails
}

// everyday are a question with its page, one with a file of 1 MiB, and a long
// thread.
func everyday() [][]byte {
	question := "Hvor mange cykelstier er der på Østerbro, og hvad koster de om året?\r\n"
	text := "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + question + "\r\nVenlig hilsen\r\nKaren\r\n"
	page := "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body><div>" + question + "</div><br><p>Venlig hilsen<br>Karen</p></body></html>\r\n"
	thread := ""
	for i := range 200 {
		thread = question + "\r\nDen 9. marts 2023 kl. 14.02 skrev Bo Lind:\r\n> " + question
		text += thread[:i%len(thread)] + "\r\n"
	}
	file := bytes.Repeat([]byte("QUJDREVGQUJDREVGQUJDREVGQUJDREVGQUJDREVGQUJDREVGQUJDREVGQUJDREVGQUJDREVGQUJD\r\n"), mib/78)
	return [][]byte{
		[]byte(head + "Content-Type: multipart/alternative; boundary=b\r\n\r\n" + text[:200] + "\r\n" + page + "--b--\r\n"),
		[]byte(head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + text[:200] + "\r\n--b\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n" + string(file) + "--b--\r\n"),
		[]byte(head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + text + "--b--\r\n"),
	}
}

// bareRead reads a mail with go-message alone.
func bareRead(raw []byte) {
	e, err := message.Read(bytes.NewReader(raw))
	if e == nil {
		return
	}
	_ = err
	e.Walk(func(_ []int, e *message.Entity, _ error) error {
		if e != nil && e.MultipartReader() == nil {
			io.Copy(io.Discard, e.Body)
		}
		return nil
	})
}
