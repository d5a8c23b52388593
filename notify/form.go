package notify

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/jordan-wright/email"
)

// form is what jordan-wright/email makes of a mail with certain parts, without
// what is the letter's own: segments of text, and what comes after each. That
// library makes up boundaries, shuffles the header and parts addresses at commas,
// so it never sees a letter, only stand-ins; nothing that a letter says can be
// mistaken for one.
type form []segment

// segment is text that stands in every mail of a form, and the slot behind it.
type segment struct {
	text string
	slot slot
	n    int // of the boundary or the file
}

// slot is a place in a form that each letter fills.
type slot int

const (
	noSlot slot = iota // the end
	boundarySlot
	textSlot
	htmlSlot
	typeSlot // of a file: the fields of its part and what it holds
	dispositionSlot
	idSlot
	contentSlot
)

// shape is what a form depends on: every mail has a text.
type shape struct {
	html  bool
	files int
}

// forms are the forms that letters needed so far. It is safe for concurrent use.
type forms struct {
	mu   sync.RWMutex
	made map[shape]form
}

// keptFiles is the most files of a form that is worth keeping.
const keptFiles = 16

func (f *forms) of(s shape) (form, error) {
	f.mu.RLock()
	made, ok := f.made[s]
	f.mu.RUnlock()
	if ok {
		return made, nil
	}
	made, err := makeForm(s)
	if err != nil || s.files > keptFiles {
		return made, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.made == nil {
		f.made = map[shape]form{}
	}
	f.made[s] = made
	return made, nil
}

// makeForm lets the library write a mail of stand-ins and cuts it at them.
func makeForm(s shape) (form, error) {
	var m marks
	mail := email.Email{Text: m.standIn(textSlot, 0)}
	if s.html {
		mail.HTML = m.standIn(htmlSlot, 0)
	}
	for i := range s.files {
		mail.Attachments = append(mail.Attachments, m.attachment(i))
	}
	raw, err := mail.Bytes()
	if err != nil {
		return nil, err
	}
	head, body, ok := bytes.Cut(raw, []byte("\r\n\r\n"))
	if !ok {
		return nil, fmt.Errorf("%w: it has no body", ErrBadMail)
	}
	for i, made := range boundaries(raw) {
		m.replace("boundary="+made, `boundary="`+m.mark(boundarySlot, i)+`"`)
		m.replace(made, m.mark(boundarySlot, i))
	}
	return m.cut(string(mimeFields(string(head))) + "\r\n" + string(body)), nil
}

// mimeFields are those fields of a header that tell its form.
func mimeFields(head string) (out []byte) {
	fields := parseFields(head + "\r\n")
	for _, name := range []string{"MIME-Version", "Content-Type", "Content-Transfer-Encoding"} {
		for _, f := range fields {
			if f[0] == name {
				out = appendField(out, f[0], f[1])
			}
		}
	}
	return out
}

// boundaries are those that the library made up: that of the whole mail, and
// that of the parts with the text when there are files too.
func boundaries(raw []byte) (all []string) {
	const name, length = "boundary=", 60
	for _, after := range strings.Split(string(raw), name)[1:] {
		all = append(all, after[:length])
	}
	return all
}

// marks notes which slots the stand-ins of a mail stand for.
type marks struct {
	slots []segment
	pairs []string // what to replace, and with which mark
}

// mark is the number of a slot between zero bytes, which no mail holds.
func (m *marks) mark(s slot, n int) string {
	m.slots = append(m.slots, segment{slot: s, n: n})
	return fmt.Sprintf("\x00%d\x00", len(m.slots)-1)
}

func (m *marks) replace(standIn, with string) { m.pairs = append(m.pairs, standIn, with) }

// standIn is a text that the library writes as it is.
func (m *marks) standIn(s slot, n int) []byte {
	text := fmt.Sprintf("stand-in.%d.%d.", s, n)
	m.replace(text, m.mark(s, n))
	return []byte(text)
}

// attachment has a stand-in for every field of its part.
func (m *marks) attachment(i int) *email.Attachment {
	content := fmt.Appendf(nil, "file %d", i)
	m.replace(string(appendLines(nil, content)), m.mark(contentSlot, i))
	return &email.Attachment{
		ContentType: string(m.standIn(typeSlot, i)),
		Header:      map[string][]string{"Content-Disposition": {string(m.standIn(dispositionSlot, i))}, "Content-Id": {string(m.standIn(idSlot, i))}},
		Content:     content,
	}
}

// cut takes a mail apart at the marks that take the place of the stand-ins.
func (m *marks) cut(raw string) (f form) {
	parts := strings.Split(strings.NewReplacer(m.pairs...).Replace(raw), "\x00")
	for i := 0; i < len(parts); i += 2 {
		s := segment{}
		if i+1 < len(parts) {
			n, _ := strconv.Atoi(parts[i+1]) // mark wrote it
			s = m.slots[n]
		}
		s.text = parts[i]
		f = append(f, s)
	}
	return f
}
