package export_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"inquiryd/internal/export"
	"inquiryd/internal/mailtest/realmail"
	"inquiryd/internal/register"
)

// hostile are names of attachments as mails bring them.
var hostile = []string{"../../x", `..\..\boot.ini`, "CON", "nul.txt", strings.Repeat("lang", 75) + ".pdf", "plan.pdf", "plan.pdf", "a\u202egpj.exe", "~$skjult", " ", "con/../aux"}

const bigFile = 20 << 20

// wholeCase is a case with everything: an official's mail with a big file and
// hostile names, a contribution, an approval, a letter that came back, one that
// was never sent, and characters that XML has no place for.
func wholeCase(ctx context.Context, tx *register.Tx) error {
	var mail strings.Builder
	mail.WriteString("From: ole@tmf.example\r\nSubject: Svar\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nI juni.\r\n")
	for i, name := range hostile {
		content := []byte(fmt.Sprint("content ", i))
		if i == 0 {
			content = []byte(strings.Repeat("0123456789abcdef", bigFile/16))
		}
		text := base64.StdEncoding.EncodeToString(content)
		fmt.Fprintf(&mail, "--x\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename*=utf-8''%s\r\nContent-Transfer-Encoding: base64\r\n\r\n", percent(name))
		for len(text) > 76 {
			mail.WriteString(text[:76] + "\r\n")
			text = text[76:]
		}
		mail.WriteString(text + "\r\n")
	}
	mail.WriteString("--x--\r\n")
	line, _, err := tx.Receive(ctx, register.Receipt{Mailbox: "INBOX", UIDValidity: 1, UID: 1, Subject: "Spørgsmål \x01 & <b>", From: "anna.holm@medlem.example", ArrivedAt: now, Raw: []byte(raw)}, now)
	if err != nil {
		return err
	}
	reply, _, err := tx.Receive(ctx, register.Receipt{Mailbox: "INBOX", UIDValidity: 1, UID: 2, Subject: "Svar", From: "ole@tmf.example", ArrivedAt: now, Raw: []byte(mail.String())}, now)
	if err != nil {
		return err
	}
	q := register.Inquiry{Ledger: line.ID, Member: "anna.holm@medlem.example", MemberName: "Anna \x02 Holm", Kind: "question", Subject: "Cykel\x0bsti ]]> &", ArrivedAt: now}
	if err := tx.AddInquiry(ctx, &q); err != nil {
		return err
	}
	c := register.Case{Inquiry: q.ID, State: register.StateClosed, Administration: "TMF", OpenedAt: now, ClosedAt: now, Due: now, Access: "members", Contributing: []string{"BUF", "ØKF"},
		External: map[string]string{"f2_case": "2026 & 1", "edoc_case": "<7>"}}
	if err := tx.AddCase(ctx, &c, 2026); err != nil {
		return err
	}
	errs := []error{tx.AddQuestion(ctx, &register.Question{Inquiry: q.ID, Case: c.ID, Number: 1, Text: "Hvornår?\x00\x1f", Answer: "I \ufffe juni.", AnsweredAt: now, AnsweredBy: "ole@tmf.example"})}
	for i, l := range []register.Letter{
		{Kind: "acknowledgement", Recipient: q.Member, Status: register.Accepted}, {Kind: "forwarding", Recipient: "tmf@kk.example", Status: register.Accepted},
		{Kind: "contribution", Recipient: "buf@kk.example", Status: register.Accepted}, {Kind: "contributed", Recipient: "tmf@kk.example", Status: register.Accepted},
		{Kind: "approval", Recipient: "mette@tmf.example", Status: register.Accepted}, {Kind: "answer", Recipient: q.Member, Status: register.Accepted, PDF: []byte("%PDF-1.7")},
		{Kind: "reminder", Recipient: "gone@tmf.example", Status: register.Bounced}, {Kind: "notice", Recipient: "x@kk.example", Status: register.GaveUp},
	} {
		l.Key, l.MessageID, l.Case, l.Inquiry, l.Role, l.Due = fmt.Sprint("k", i), fmt.Sprintf("m%d@kk.example", i), c.Number, q.ID, "member", now
		l.Raw, l.Subject = fmt.Appendf(nil, "Subject: %s\r\n\r\nx\r\n", l.Kind), l.Kind+" \x03"
		if l.Status == register.Accepted || l.Status == register.Bounced {
			l.SentAt = now
		}
		_, err := tx.AddLetter(ctx, &l)
		errs = append(errs, err)
	}
	for _, e := range []register.Event{{What: "filed", Ledger: line.ID}, {What: "contributed", Ledger: reply.ID}, {What: "approved by", Who: "approver mette@tmf.example", Detail: map[string]string{"digest": "x"}}, {What: "bounced"}, {What: "closed"}} {
		if e.Case, e.At = c.Number, now; e.Who == "" {
			e.Who = "system"
		}
		errs = append(errs, tx.AddEvent(ctx, &e))
	}
	return errors.Join(errs...)
}

// percent is a name as RFC 8187 writes it.
func percent(name string) string {
	var out strings.Builder
	for _, b := range []byte(name) {
		fmt.Fprintf(&out, "%%%02X", b)
	}
	return out.String()
}

// All of a case is in its export: every mail, letter and attachment, whole and
// under a name that harms nobody, and XML that holds to its schema.
func TestAWholeCaseIsExported(t *testing.T) {
	r, err := register.Open(t.Context(), register.Config{Path: register.Memory})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := r.Update(t.Context(), func(tx *register.Tx) error { return wholeCase(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
	all, err := files(t, r, false)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	folder, archive := filepath.Join(dir, "out"), filepath.Join(dir, "out.zip")
	if err := errors.Join(export.WriteFolder(folder, all), export.WriteZip(archive, "2026-0001", all, now)); err != nil {
		t.Fatal(err)
	}
	for _, place := range []string{folder, archive} {
		if m, err := export.Verify(place); err != nil || m.Events != 5 {
			t.Errorf("%s: %+v %v", place, m, err)
		}
	}
	kinds, attached, biggest := map[string]bool{}, 0, int64(0)
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path == archive {
			return err
		}
		name := filepath.Base(path)
		if !strings.HasPrefix(path, folder) || strings.ContainsAny(name, "\\:~\u202e") || len([]rune(name)) > 100 || strings.HasPrefix(name, ".") {
			t.Errorf("a file is named %q", path)
		}
		if filepath.Base(filepath.Dir(path)) == "attachments" {
			attached++
			info, err := d.Info()
			if err != nil {
				return err
			}
			biggest = max(biggest, info.Size())
		}
		if letter, ok := strings.CutPrefix(name, "letter-"); ok {
			_, kind, _ := strings.Cut(letter, "-")
			kinds[kind] = true
		}
		return nil
	})
	if err != nil || attached != len(hostile)+1 || biggest != bigFile {
		t.Errorf("%d attachments, the biggest of %d bytes: %v", attached, biggest, err)
	}
	for _, want := range []string{"contribution.eml", "contributed.eml", "approval.eml", "answer.eml", "answer.pdf", "reminder.eml", "notice.eml"} {
		if !kinds[want] {
			t.Errorf("no letter %s: %v", want, kinds)
		}
	}
	var c struct {
		Letters []struct{ Kind, Status string }
	}
	if err := json.Unmarshal(must(os.ReadFile(filepath.Join(folder, "case.json"))), &c); err != nil || !strings.Contains(fmt.Sprint(c.Letters), "{reminder bounced}") {
		t.Errorf("case.json: %v %v", c.Letters, err)
	}
	validated(t, filepath.Join(folder, "case.xml"))
}

// validated holds XML against the schema of the documentation.
func validated(t *testing.T, file string) {
	t.Helper()
	out, err := exec.Command(realmail.Need(t, "xmllint", "libxml2-utils"), "--noout", "--nonet", "--schema", "../../docs/case.xsd", file).CombinedOutput()
	if err != nil {
		t.Errorf("%v: %s\n%s", err, out, must(os.ReadFile(file)))
	}
}

// What exports write is what the schema says, for everybody and public.
func TestXMLHoldsToItsSchema(t *testing.T) {
	for _, public := range []bool{false, true} {
		r := must(register.Open(t.Context(), register.Config{Path: register.Memory}))
		filed(t, r, "public")
		all, err := files(t, r, public)
		if err != nil {
			t.Fatal(err)
		}
		folder := filepath.Join(t.TempDir(), "out")
		must(0, export.WriteFolder(folder, all))
		validated(t, filepath.Join(folder, "case.xml"))
		r.Close()
	}
}
