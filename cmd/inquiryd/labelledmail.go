package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"inquiryd/classify"
	"inquiryd/intake"
	"inquiryd/internal/clerk"
)

// labelsFile is the table in a folder of mails that gives their labels.
const labelsFile = "labels.csv"

// labelled reads questions for the rules of c, those of mails as the daemon
// would.
func (c *configuration) labelled(s *streams) (*labelled, error) {
	o, err := c.options(slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	desk, err := clerk.New(o)
	if err != nil {
		return nil, err
	}
	own := intake.Ours{Addresses: []string{c.Notify.From.Address}}
	return &labelled{stdin: s.in, mails: func(raw []byte) []classify.Past {
		m := intake.Parse(raw, c.Intake.Limits)
		intake.Screen(m, own)
		return desk.Asked(m)
	}}, nil
}

// folder reads mails: those that labels.csv in the folder names, with the
// columns file and label and perhaps question, a number; or else all in folders
// that are named by their label.
func (l *labelled) folder(dir string) {
	if l.mails == nil {
		l.fault("%s: mails can be read with a configuration only: name one with -c", dir)
		return
	}
	if text, err := l.text(filepath.Join(dir, labelsFile)); err == nil {
		l.labels(dir, text)
		return
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		l.fault("%s: %w", dir, plain(err))
		return
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case !e.IsDir() && isMail(path):
			l.fault("%s: nothing says where it belongs: put it into a folder that is named by its administration, or name it in %s", path, labelsFile)
		case e.IsDir():
			files, err := mailFiles([]string{path})
			if err != nil {
				l.fault("%s: %w", path, err)
			}
			for _, file := range files {
				if isMail(file) {
					l.mail(file, e.Name(), 0)
				}
			}
		}
	}
}

func isMail(path string) bool { return strings.EqualFold(filepath.Ext(path), ".eml") }

// labels reads the mails that labels.csv names.
func (l *labelled) labels(dir string, text []byte) {
	name := filepath.Join(dir, labelsFile)
	l.rows(name, text, []string{"file", "label"}, func(line int, cell func(string) string) {
		number, err := strconv.Atoi(cell("question"))
		switch {
		case cell("file") == "" || cell("label") == "":
			l.fault("%s:%d: file or label is missing", name, line)
		case cell("question") != "" && (err != nil || number < 1):
			l.fault("%s:%d: %q is no question's number", name, line, cell("question"))
		default:
			l.mail(filepath.Join(dir, filepath.FromSlash(cell("file"))), cell("label"), number)
		}
	})
}

// mail adds the questions of a mail, or only the one with the number.
func (l *labelled) mail(file, label string, number int) {
	raw, err := os.ReadFile(file)
	if err != nil {
		l.fault("%s: %w", file, plain(err))
		return
	}
	found := false
	for _, q := range l.mails(raw) {
		if number > 0 && q.ID != strconv.Itoa(number) {
			continue
		}
		q.ID, q.Label, found = file+"/"+q.ID, label, true
		l.all = append(l.all, q)
	}
	if !found {
		l.fault("%s: there is no such question in it", file)
	}
}
