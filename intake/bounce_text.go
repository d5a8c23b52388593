package intake

import "strings"

// returnedText is the mail that came back inside the text of a bounce.
type returnedText struct {
	text   string
	traced bool // it begins with the fields of a mail that has travelled
}

// splitText is the text of a bounce, cut by splitReturned.
type splitText struct {
	explained string
	folded    *string // what fold made of it
	returned  returnedText
}

// fold is what explains the bounce, without its quoted lines, folded once.
func (t *splitText) fold() string {
	if t.folded == nil {
		text := fold(unquoted(t.explained, screenedText))
		t.folded = &text
	}
	return *t.folded
}

// split cuts the text of m once.
func (s *signs) split(m *Mail) *splitText {
	if s.cut == nil {
		explained, returned := splitReturned(m.Text)
		s.cut = &splitText{explained: explained, returned: returned}
	}
	return s.cut
}

// splitReturned cuts the text of a bounce into what explains it and what came
// back: at a line that announces it, or where the lines of a header begin.
func splitReturned(text string) (explained string, returned returnedText) {
	text = text[:min(len(text), screenedText)]
	pos, header := 0, headerRun{}
	for line := range strings.Lines(text) {
		switch {
		case isDivider(line):
			rest := strings.TrimLeft(text[pos+len(line):], " \n")
			return text[:pos], returnedText{rest, leadsWithTrace(rest)}
		case header.take(line, pos):
			rest := text[header.start:]
			return text[:header.start], returnedText{rest, leadsWithTrace(rest)}
		}
		pos += len(line)
	}
	return text, returnedText{}
}

// isDivider reports whether a line announces the mail that came back.
func isDivider(line string) bool {
	const longest = 120
	if len(line) > longest {
		return false
	}
	line = strings.Trim(line, " \t\n|")
	if !strings.HasPrefix(line, "--") {
		if line == "" || len(dividers[line[0]]) == 0 && len(dividers[line[0]|0x20]) == 0 {
			return false
		}
		_, ok := dividers.of(lower(line))
		return ok
	}
	l := lower(strings.Trim(line, "- "))
	if _, ok := dividers.of(l); ok {
		return true
	}
	_, ok := containsAny(l, []string{"message", "mail", "nachricht", "meddelelse"})
	_, back := containsAny(l, []string{
		"original", "returned", "unsent", "undelivered", "header", "copy", "ursprünglich", "oprindelig",
	})
	return ok && back
}

// dividers begin the lines that announce the returned mail.
var dividers = beginnings([]string{
	"original message follows", "original message headers:", "original message header:", "original message:",
	"original mail as follows", "below this line is a copy", "this is a copy of", "below is a copy of the original",
	"copy of the original message", "unsent message", "returned message", "returned mail follows",
	"undelivered message follows", "message header follows", "message headers follow", "message text follows",
	"included is a copy of", "the header of the original", "a copy of the original message below",
	"here is a copy of the first part", "your message reads", "your original message",
	"the text of your message follows", "no message was collected", "unmodified message follows",
	"ursprüngliche nachrichtenköpfe", "original-nachrichtenkopf", "ursprüngliche nachricht",
	"den oprindelige meddelelse", "oprindelige brevhoveder", "oprindelige meddelelseshoveder", "oprindelig meddelelse",
	"en-têtes de message d'origine", "en-têtes du message d'origine", "intestazioni originali del messaggio",
	"encabezados de mensajes originales", "encabezados del mensaje original", "cabeçalhos de mensagem",
	"oorspronkelijke berichtkoppen", "ursprungliga meddelandehuvuden", "opprinnelige meldingshoder",
	"originalmeddelandets", "alkuperäisen viestin", "oryginalne nagłówki", "původní záhlaví", "元のメッセージ ヘッダー",
})

// headerRun counts the header fields that follow each other.
type headerRun struct {
	start  int // where the run began
	fields int
	known  int // fields that every mail has
	trace  bool
}

// take adds a line and reports whether the run is the header of a mail by now.
func (r *headerRun) take(line string, pos int) bool {
	name, _, ok := strings.Cut(line, ":")
	switch {
	case r.fields > 0 && (line[0] == ' ' || line[0] == '\t') && !isBlank(line):
		return false // a folded line
	case !ok || !isFieldLine(line) || strings.ContainsAny(name, "<>@./\"'()"):
		*r = headerRun{}
		return false
	}
	if r.fields == 0 {
		r.start = pos
	}
	r.fields++
	switch lower(name) {
	case "received", "return-path", "message-id", "dkim-signature", "x-received":
		r.trace, r.known = true, r.known+1
	case "from", "to", "subject", "date", "mime-version", "content-type":
		r.known++
	}
	return r.known >= 2 && r.fields >= 2 && r.trace || r.known >= 4
}

// leadsWithTrace reports whether text begins with fields that a mail gets on
// its way.
func leadsWithTrace(text string) bool {
	var r headerRun
	for line := range strings.Lines(text) {
		r.take(line, 0)
		if r.fields == 0 || r.trace {
			break
		}
	}
	return r.trace
}

// fieldsOf reads the header fields at the start of text, unfolded, until an
// empty line or a line that is none.
func fieldsOf(text string) Header {
	const most, longest = 200, 4 << 10
	var h Header
	for line := range strings.Lines(text[:min(len(text), screenedText)]) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case isBlank(line):
			if len(h) > 0 {
				return h
			}
		case (line[0] == ' ' || line[0] == '\t') && len(h) > 0:
			if v := &h[len(h)-1].Value; len(*v) < longest {
				*v += " " + strings.TrimSpace(line)
			}
		case isFieldLine(line):
			name, value, _ := strings.Cut(line, ":")
			h = append(h, Field{strings.TrimSpace(name), strings.TrimSpace(value)})
		case strings.HasPrefix(line, "From "), strings.HasPrefix(line, ">From "):
		default:
			return h
		}
		if len(h) > most {
			break
		}
	}
	return h
}
