package export_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/export"
	"inquiryd/internal/register"
	"inquiryd/internal/register/pgtest"
)

var now = time.Date(2026, 3, 9, 10, 0, 0, 123e6, time.UTC)

const raw = "From: anna.holm@medlem.example\r\nSubject: Cykelstien <script>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" +
	"Content-Type: text/plain\r\n\r\nHvornår?\r\n--x\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"../../plan.ht\u200bml\"\r\n\r\n<script>1</script>\r\n--x--\r\n"

// filed keeps one answered case.
func filed(t *testing.T, r *register.Register, access string) {
	t.Helper()
	err := r.Update(t.Context(), func(tx *register.Tx) error {
		ctx := t.Context()
		line, _, err := tx.Receive(ctx, register.Receipt{Mailbox: "INBOX", UIDValidity: 1, UID: 1, Subject: "Cykelstien", From: "anna.holm@medlem.example", ArrivedAt: now, Raw: []byte(raw)}, now)
		if err != nil {
			return err
		}
		q := register.Inquiry{Ledger: line.ID, Member: "anna.holm@medlem.example", MemberName: "Anna Holm", Kind: "question", Subject: "=Cykelstien", ArrivedAt: now}
		if err := tx.AddInquiry(ctx, &q); err != nil {
			return err
		}
		c := register.Case{Inquiry: q.ID, State: register.StateClosed, Administration: "TMF", OpenedAt: now, ClosedAt: now.AddDate(0, 0, 2), Access: access,
			External: map[string]string{"f2_case": "2026-11873"}}
		if err := tx.AddCase(ctx, &c, 2026); err != nil {
			return err
		}
		question := register.Question{Inquiry: q.ID, Case: c.ID, Number: 1, Text: "Hvornår & hvordan <b>? Borgeren 010190-1234 skriver fra b@c.example.",
			Answer: "I juni. Ring 33 66 33 66.", AnsweredAt: now, AnsweredBy: "ole@tmf.example"}
		letter := register.Letter{Key: "k", Kind: "answer", Case: c.Number, Inquiry: q.ID, Recipient: q.Member, Role: "member", MessageID: "m@kk.example", Subject: "Svar",
			Raw: []byte("Subject: Svar\r\n\r\nI juni.\r\n"), Text: "I juni.", PDF: []byte("%PDF-1.7"), Due: now, Status: register.Accepted, SentAt: now}
		filed := register.Event{Case: c.Number, At: now, Who: "rules", What: "filed", Ledger: line.ID, Detail: map[string]string{"administration": "TMF", "quote": `"<&>`}}
		closed := register.Event{Case: c.Number, At: now.Add(time.Hour), Who: "system", What: "closed"}
		_, err = tx.AddLetter(ctx, &letter)
		return errors.Join(err, tx.AddQuestion(ctx, &question), tx.AddEvent(ctx, &filed), tx.AddEvent(ctx, &closed), tx.Settle(ctx, line.ID, register.Filed, "x", q.ID, c.Number))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func everywhere(t *testing.T, access string, test func(*testing.T, *register.Register)) {
	for name, config := range places(t) {
		t.Run(name, func(t *testing.T) {
			r, err := register.Open(t.Context(), config)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			filed(t, r, access)
			test(t, r)
		})
	}
}

func places(t *testing.T) map[string]register.Config {
	all := map[string]register.Config{"sqlite": {Path: register.Memory}}
	server, err := pgtest.Start(t.Context())
	switch {
	case err == nil:
		t.Cleanup(func() { server.Stop() })
		all["postgres"] = register.Config{URL: server.URL}
	case !errors.Is(err, pgtest.ErrMissing) || os.Getenv("CI") == "true":
		t.Fatal(err)
	}
	return all
}

func files(t *testing.T, r *register.Register, public bool) (all []export.File, err error) {
	t.Helper()
	verr := r.View(t.Context(), func(tx *register.Tx) error {
		var d export.Dossier
		if d, err = export.Read(t.Context(), tx, "2026-0001"); err == nil {
			all, err = export.Files(t.Context(), tx, d, export.Options{Zone: time.UTC, Now: now, Public: public})
		}
		return nil
	})
	if verr != nil {
		t.Fatal(verr)
	}
	return all, err
}

func TestAnExportStandsByItself(t *testing.T) {
	everywhere(t, "members", func(t *testing.T, r *register.Register) {
		all, err := files(t, r, false)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range all {
			names = append(names, f.Name)
		}
		want := []string{"case.json", "mail-1.eml", "attachments/1-1-plan.html.txt", "letter-1-answer.eml", "letter-1-answer.pdf", "case.xml", "events.jsonl", "index.html", "manifest.json"}
		if !slices.Equal(names, want) {
			t.Errorf("files %q", names)
		}
		content := func(name string) []byte { return all[slices.Index(names, name)].Content }
		if string(content("mail-1.eml")) != raw {
			t.Error("the mail is not as it came")
		}
		if page := string(content("index.html")); strings.Contains(page, "<script") || strings.Contains(page, "<b>?") || !strings.Contains(page, "Hvornår &amp; hvordan") {
			t.Errorf("page:\n%s", page)
		}
		var x struct {
			Number   string `xml:"number,attr"`
			External struct {
				Name   string `xml:"name,attr"`
				Number string `xml:",chardata"`
			} `xml:"external"`
			Document []struct {
				File string `xml:"file,attr"`
			} `xml:"document"`
		}
		if err := xml.Unmarshal(content("case.xml"), &x); err != nil || x.Number != "2026-0001" || x.External.Number != "2026-11873" || len(x.Document) != 4 {
			t.Errorf("%v %+v\n%s", err, x, content("case.xml"))
		}
		folder, archive := filepath.Join(t.TempDir(), "2026-0001"), filepath.Join(t.TempDir(), "2026-0001.zip")
		if err := errors.Join(export.WriteFolder(folder, all), export.WriteZip(archive, "2026-0001", all, now)); err != nil {
			t.Fatal(err)
		}
		for _, place := range []string{folder, archive} {
			m, err := export.Verify(place)
			if err != nil || m.Case != "2026-0001" || m.Events != 2 || m.Head == "" || len(m.Files) != 8 {
				t.Errorf("%s: %+v %v", place, m, err)
			}
		}
		if err := export.WriteFolder(folder, all); !errors.Is(err, fs.ErrExist) {
			t.Errorf("written over: %v", err)
		}
		if err := export.WriteZip(archive, "2026-0001", all, now); !errors.Is(err, fs.ErrExist) {
			t.Errorf("written over: %v", err)
		}
		if left, _ := filepath.Glob(filepath.Join(filepath.Dir(folder), ".inquiryd-*")); len(left) > 0 {
			t.Errorf("left: %q", left)
		}
	})
}

// Whatever is changed in an export shows.
func TestChangesOfAnExportShow(t *testing.T) {
	r, err := register.Open(t.Context(), register.Config{Path: register.Memory})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	filed(t, r, "members")
	all, err := files(t, r, false)
	if err != nil {
		t.Fatal(err)
	}
	remade := func(folder, old, new string) { // by somebody who knows of the manifest
		path := filepath.Join(folder, "events.jsonl")
		text := bytes.Replace(must(os.ReadFile(path)), []byte(old), []byte(new), 1)
		var m export.Manifest
		if err := json.Unmarshal(must(os.ReadFile(filepath.Join(folder, "manifest.json"))), &m); err != nil {
			t.Fatal(err)
		}
		before := fmt.Sprintf("%x", sha256.Sum256(must(os.ReadFile(path))))
		manifest := bytes.ReplaceAll(must(os.ReadFile(filepath.Join(folder, "manifest.json"))), []byte(before), []byte(fmt.Sprintf("%x", sha256.Sum256(text))))
		must(0, os.WriteFile(path, text, 0o600))
		must(0, os.WriteFile(filepath.Join(folder, "manifest.json"), manifest, 0o600))
	}
	for name, change := range map[string]func(folder string){
		"a file is changed": func(f string) { must(0, os.WriteFile(filepath.Join(f, "mail-1.eml"), []byte("x"), 0o600)) },
		"a file is gone":    func(f string) { must(0, os.Remove(filepath.Join(f, "letter-1-answer.pdf"))) },
		"a file is new":     func(f string) { must(0, os.WriteFile(filepath.Join(f, "more.txt"), []byte("x"), 0o600)) },
		"no manifest":       func(f string) { must(0, os.Remove(filepath.Join(f, "manifest.json"))) },
		"an event":          func(f string) { remade(f, `"what":"closed"`, `"what":"refused"`) },
		"who did it":        func(f string) { remade(f, `"who":"rules"`, `"who":"clerk"`) },
		"a time":            func(f string) { remade(f, `.123Z`, `.124Z`) },
		"a detail":          func(f string) { remade(f, `"administration":"TMF"`, `"administration":"BUF"`) },
	} {
		folder := filepath.Join(t.TempDir(), "x")
		if err := export.WriteFolder(folder, all); err != nil {
			t.Fatal(err)
		}
		change(folder)
		if _, err := export.Verify(folder); !errors.Is(err, export.ErrChanged) && !errors.Is(err, register.ErrTampered) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, content := range map[string][]byte{"nothing": {}, "no zip": []byte("PK\x03\x04 x"), "another zip": otherZip()} {
		path := filepath.Join(t.TempDir(), "x.zip")
		must(0, os.WriteFile(path, content, 0o600))
		if _, err := export.Verify(path); !errors.Is(err, export.ErrChanged) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func otherZip() []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w := must(z.Create("../manifest.json"))
	must(io.WriteString(w, "{}"))
	must(0, z.Close())
	return b.Bytes()
}

// Only a public case is exported for everybody, without what names a person.
func TestPublicExport(t *testing.T) {
	for _, access := range []string{"members", "confidential", ""} {
		r := must(register.Open(t.Context(), register.Config{Path: register.Memory}))
		filed(t, r, access)
		if all, err := files(t, r, true); !errors.Is(err, export.ErrNotPublic) || len(all) > 0 {
			t.Errorf("access %q: %v", access, err)
		}
		r.Close()
	}
	everywhere(t, "public", func(t *testing.T, r *register.Register) {
		all, err := files(t, r, true)
		if err != nil || len(all) != 4 {
			t.Fatal(err, all)
		}
		for _, f := range all {
			for _, secret := range []string{"010190", "1234 ", "b@c.example", "33 66", "anna.holm@", "ole@", "rules"} {
				if bytes.Contains(f.Content, []byte(secret)) {
					t.Errorf("%s holds %q:\n%s", f.Name, secret, f.Content)
				}
			}
		}
		if !bytes.Contains(all[0].Content, []byte("I juni. Ring [withheld].")) || !bytes.Contains(all[0].Content, []byte("Borgeren [CPR] skriver fra [withheld].")) {
			t.Errorf("%s", all[0].Content)
		}
		folder := filepath.Join(t.TempDir(), "x")
		must(0, export.WriteFolder(folder, all))
		if _, err := export.Verify(folder); err != nil {
			t.Error(err)
		}
	})
}

// T19: what a member wrote is no formula in a spreadsheet.
func TestTablesHoldNoFormulas(t *testing.T) {
	for _, text := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =cmd|' /C calc'!A0", "\u200b=1", "a\r\n=1", "a\r=1", `"=1`, "|x", "%x", "＝1", "＋1", "\ufeff=1", "\n@x"} {
		var b bytes.Buffer
		must(0, export.WriteCSV(&b, []export.Row{{Number: "2026-0001", Subject: text, Member: text, Administration: text, HeldWhy: text}}))
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff"))).ReadAll()
		if err != nil || len(rows) != 2 || len(rows[1]) != 10 {
			t.Fatalf("%q: %v %q", text, err, rows)
		}
		for _, cell := range rows[1] {
			for line := range strings.Lines(cell) {
				if begin := strings.TrimLeft(line, " \u00a0\u200b\ufeff\""); begin != "" && strings.ContainsRune("=+-@\t|%＝＋", []rune(begin)[0]) {
					t.Errorf("%q became %q", text, cell)
				}
			}
		}
	}
	var b bytes.Buffer
	must(0, export.WriteCSV(&b, []export.Row{{Subject: "Cykelsti - hvornår?", Member: "a@b.example"}}))
	if !strings.Contains(b.String(), ",a@b.example,Cykelsti - hvornår?,") {
		t.Errorf("an ordinary text was changed: %q", b.String())
	}
}

// T18: a name that a mail gives is a plain name within the export.
func TestNamesAreSafe(t *testing.T) {
	for name, want := range map[string]string{
		"plan.pdf": "plan.pdf", "../../etc/passwd": "passwd", `..\..\boot.ini`: "boot.ini", "a/b/c.txt": "c.txt", ".htaccess": "htaccess.txt", "": "file", "..": "file",
		"x.ht\u200bml": "x.html.txt", "x.SVG": "x.SVG.txt", "spm \u202egpj.exe": "spm_gpj.exe.txt", "CON:": "CON_", "CON": "CON_", "nul.txt": "nul_.txt", "Com1.tar.gz": "Com1_.tar.gz", "console.log": "console.log", "a\x00b\r\nc.txt": "abc.txt", "Årsplan 2026.docx": "Årsplan_2026.docx",
		strings.Repeat("x", 300) + ".pdf": strings.Repeat("x", 76) + ".pdf",
	} {
		if got := export.Safe(name); got != want {
			t.Errorf("%q became %q, not %q", name, got, want)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
