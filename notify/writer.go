package notify

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"text/template"
	"time"

	"inquiryd/internal/language"
)

// Writer writes letters from templates. It is safe for concurrent use.
type Writer struct {
	cfg     Config
	zone    *time.Location
	author  string // phrase of cfg.From
	format  *formatter
	faces   func() (*faces, error) // read when the first PDF is made
	letters *letters
	forms   forms
	dkim    *DKIM    // nil: letters are not signed
	printer *printer // nil: the built-in PDF
}

// NewWriter reads the built-in templates and those of the installation that
// take their place, and the key that signs letters. Every broken template is
// reported with its file and line.
func NewWriter(cfg Config) (*Writer, error) {
	w := &Writer{cfg: cfg, zone: cfg.zone(), author: phrase(cfg.From.Name), faces: readFaces, printer: newPrinter(cfg)}
	w.cfg.Language = cmp.Or(w.cfg.Language, "da")
	if !cfg.Languages.Has(w.cfg.Language) {
		return nil, fmt.Errorf("make writer: no letters in %q", cfg.Language)
	}
	var err error
	w.letters = builtInLetters()
	if folders := cfg.folders(); len(folders) > 0 {
		w.letters = newLetters(folders, cfg.Languages)
		err = w.letters.check(w.cfg.Language)
	}
	w.format = w.letters.format
	if err != nil {
		return nil, err // one line for each fault, with its file
	}
	if !cfg.DKIM.IsZero() {
		if w.dkim, err = NewDKIM(cfg.DKIM); err != nil {
			return nil, fmt.Errorf("make writer: %w", err)
		}
	}
	return w, nil
}

// What is built in is the same for every writer and never changes: reading all of it
// takes ten megabytes, so it is kept once for all
// tenants of a process.
var (
	builtInLetters = sync.OnceValue(func() *letters { return newLetters(nil, nil) })
	readFaces      = sync.OnceValues(loadFaces)
)

func newLetters(folders source, set *language.Set) *letters {
	return &letters{source: folders, set: set, format: newFormatter(), made: map[string]*templates{}}
}

// Compose is ComposeContext that nothing breaks off.
func (w *Writer) Compose(l Letter) (Composed, error) {
	return w.ComposeContext(context.Background(), l)
}

// ComposeContext writes a letter: its subject, text, HTML and, for the answer,
// PDF, and the mail that holds them all. The same letter gives the same bytes,
// but for a PDF that a command prints. When the command fails, the letter has the
// built-in PDF, and Unprinted says why.
func (w *Writer) ComposeContext(ctx context.Context, l Letter) (Composed, error) {
	composed, err := w.render(ctx, l)
	if err != nil {
		return Composed{}, fmt.Errorf("write %s letter: %w", l.Kind, err)
	}
	return composed, nil
}

func (w *Writer) render(ctx context.Context, l Letter) (c Composed, err error) {
	p, in, err := w.fill(&l, &c)
	if err != nil {
		return c, err
	}
	if l.Kind == Answer {
		if err = w.print(ctx, l.Print, &c, p, in.words); err != nil {
			return c, fmt.Errorf("make PDF: %w", err)
		}
		l.Attach = append([]Attachment{letterFile(p, in.words, c.PDF)}, l.Attach...)
	}
	c.Raw, err = w.compose(l, c)
	return c, err
}

// fill writes what a letter says into c.
func (w *Writer) fill(l *Letter, c *Composed) (*Model, *templates, error) {
	l.Model = clean(l.Model, w.zone)
	l.Date = in(l.Date, w.zone)
	in := w.letters.in(w.language(*l))
	letter, err := in.of(l.Kind)
	if err != nil {
		return nil, nil, err
	}
	p := w.page(*l, in)
	if c.Subject, err = subject(letter.text, p); err != nil {
		return nil, nil, err
	}
	if c.Text, err = filled(letter.text, p); err != nil {
		return nil, nil, err
	}
	p.Subject = c.Subject
	c.HTML, err = filled(letter.html, p)
	return p, in, err
}

// Prints says whether letters of a kind are printed by a command.
func (w *Writer) Prints(k Kind) bool { return w.printer != nil && k == Answer }

// Print is the PDF of a letter that was printed before it is composed. The zero
// value is of none.
type Print struct {
	page string // the HTML letter that was printed
	pdf  []byte
	why  error // of [Composed.Unprinted]
}

// ErrReprint says that a letter is not the one any more that was printed for it.
var ErrReprint = errors.New("notify: the letter has changed since it was printed")

// Print prints a letter as ComposeContext would.
func (w *Writer) Print(ctx context.Context, l Letter) (*Print, error) {
	var c Composed
	p, in, err := w.fill(&l, &c)
	if err == nil {
		err = w.print(ctx, nil, &c, p, in.words)
	}
	if err != nil {
		return nil, fmt.Errorf("print %s letter: %w", l.Kind, err)
	}
	return &Print{c.HTML, c.PDF, c.Unprinted}, nil
}

// print makes the PDF of a letter, unless it was made before: by the command if
// there is one. No answer waits for a command that fails.
func (w *Writer) print(ctx context.Context, made *Print, c *Composed, p *Model, in *words) (err error) {
	if made != nil {
		if made.page != c.HTML {
			return ErrReprint
		}
		c.PDF, c.Unprinted = made.pdf, made.why
		return nil
	}
	if w.printer != nil {
		if c.PDF, c.Unprinted = w.printer.print(ctx, c.HTML); c.Unprinted == nil {
			return nil
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
	c.PDF, err = w.pdf(p, in, c.HTML)
	return err
}

// page is what the templates see of a letter.
func (w *Writer) page(l Letter, in *templates) *Model {
	p := l.Model
	p.Kind, p.Date, p.Letter, p.Automatic = l.Kind, l.Date, l.Kind == Answer, l.Automatic != ""
	p.Enclosures = nil
	if p.Letter {
		for _, a := range l.Attach {
			p.Enclosures = append(p.Enclosures, line(a.Name))
		}
	}
	p.Language, p.Subject = in.name, ""
	p.To = Address{Name: oneLine(l.To.Name, nameLimit), Address: oneLine(l.To.Address, nameLimit)}
	p.ReplyTo = cmp.Or(l.ReplyTo, p.Office.Mailbox)
	in.words.say(&p)
	return &p
}

// language is the letter's, or the installation's when there are no templates
// in that one.
func (w *Writer) language(l Letter) string {
	return w.known(l.Model.Language)
}

// known is a language, or that of the installation when it is not there.
func (w *Writer) known(name string) string {
	if w.letters.in(name) != nil {
		return name
	}
	return w.cfg.Language
}

// SeeCase is the sentence, in a language of letters, by which an answer refers
// to that of an earlier case, sent on a day.
func (w *Writer) SeeCase(name, number string, sent time.Time) string {
	in := w.letters.in(w.known(name)).words
	return fmt.Sprintf(in.Letters.SeeCase, number, in.date(sent.In(w.zone)))
}

// SeeFiles is the sentence, in a language of letters, by which an answer refers
// to the files that come with it.
func (w *Writer) SeeFiles(name string, names []string) string {
	in := w.letters.in(w.known(name)).words
	return fmt.Sprintf(in.Letters.SeeFiles, in.join(names))
}

func letterFile(p *Model, in *words, pdf []byte) Attachment {
	name := in.Letters.Letter
	if numbers := caseNumbers(p.Cases); len(numbers) > 0 {
		name += " " + strings.Join(numbers, " ")
	}
	return Attachment{Name: name + ".pdf", MediaType: "application/pdf", Content: pdf}
}

// subject is the letter's subject on one line.
func subject(t *template.Template, p *Model) (string, error) {
	var out strings.Builder
	if err := t.ExecuteTemplate(&out, "subject", p); err != nil {
		return "", err
	}
	if text := strings.TrimSuffix(oneLine(out.String(), subjectLimit), "."); text != "" {
		return text, nil
	}
	return noSubject, nil
}

// noSubject stands for a subject of which nothing was left: no mail may be
// lost for that. [Writer.Check] reports templates that come to it.
const noSubject = "–"

// pages are buffers for letters as templates leave them.
var pages = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// filled is a letter's text or page, tidied.
func filled(t interface{ Execute(io.Writer, any) error }, p *Model) (string, error) {
	out := pages.Get().(*bytes.Buffer)
	defer pages.Put(out)
	out.Reset()
	if err := t.Execute(out, p); err != nil {
		return "", err
	}
	return tidy(out.Bytes()), nil
}

// tidy drops blank lines and the spaces at the ends of lines that templates
// leave behind. What is left of text is written over it.
func tidy(text []byte) string {
	out, blank := text[:0], 0 // lines since the last that was not
	for more := true; more; {
		line := text
		if end := bytes.IndexByte(text, '\n'); end >= 0 {
			line, text = text[:end], text[end+1:]
		} else {
			more = false
		}
		if line = trimEnds(line); len(line) == 0 {
			blank++
			continue
		}
		if len(out) > 0 {
			out = append(out, "\n\n"[:1+min(blank, 1)]...)
		}
		out, blank = append(out, line...), 0
	}
	return string(append(out, '\n'))
}

// trimEnds drops the spaces at the end of a line.
func trimEnds(line []byte) []byte {
	for len(line) > 0 && (line[len(line)-1] == ' ' || line[len(line)-1] == '\t' || line[len(line)-1] == '\r') {
		line = line[:len(line)-1]
	}
	return line
}
