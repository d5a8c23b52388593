package intake

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// oneAuthor returns the domain of the only author, as A-labels. The From field
// is read here once more, strictly and from the bytes: where two readers could
// disagree on who the author is, nobody is (Chen, Paxson, Jiang: Composition
// Kills, 2020).
func oneAuthor(m *Mail) (domain string, err error) {
	fields := rawFields(m, "from")
	switch {
	case len(fields) == 0:
		return "", errors.New("the mail has no From field")
	case len(fields) > 1:
		return "", fmt.Errorf("the mail has %d From fields", len(fields))
	}
	spec, err := onlyAddress(fields[0])
	if err != nil {
		return "", err
	}
	if len(m.From) != 1 || !strings.EqualFold(m.From[0].Address, spec) || !sameASCII(m.From[0].Address, spec) {
		return "", errors.New("the From field can be read in more than one way")
	}
	_, host, err := splitAddress(spec)
	if err != nil {
		return "", fmt.Errorf("the author's address cannot be believed: %w", err)
	}
	if err := mixedScripts(spec); err != nil {
		return "", err
	}
	if domain, err = domainKey(host); err != nil {
		return "", fmt.Errorf("the author's address cannot be believed: %w", err)
	}
	return domain, nil
}

// sameASCII says whether a and b have their ASCII letters at the same places:
// EqualFold takes the Kelvin sign for a k.
func sameASCII(a, b string) bool { return len(a) == len(b) && foldLocal(a) == foldLocal(b) }

// rawFields are the values of the fields called name (lower case), unfolded,
// from the bytes of the header; blanks before the colon do not hide a field.
func rawFields(m *Mail, name string) (values []string) {
	if len(m.Raw) == 0 {
		return m.Header.Values(name)
	}
	open := false
	for line := range bytes.Lines(m.Raw) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		if line[0] == ' ' || line[0] == '\t' {
			if open {
				values[len(values)-1] += " " + string(bytes.TrimLeft(line, " \t"))
			}
			continue
		}
		key, value, found := bytes.Cut(line, []byte(":"))
		open = found && strings.EqualFold(string(bytes.TrimSpace(key)), name)
		if open {
			values = append(values, string(bytes.TrimSpace(value)))
		}
	}
	return values
}

// disguised says whether the header has a field called name (lower case) with
// blanks before the colon (RFC 5322 section 4.5.8): some readers take it for
// the field, others do not.
func disguised(raw []byte, name string) bool {
	for line := range bytes.Lines(raw) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			break
		}
		key, _, found := bytes.Cut(line, []byte(":"))
		if bare := bytes.TrimRight(key, " \t"); found && len(bare) < len(key) && strings.EqualFold(string(bare), name) {
			return true
		}
	}
	return false
}

// onlyAddress takes the addr-spec out of a From value that names one author.
// Display name, comments and quoted text are passed over without being read.
func onlyAddress(value string) (string, error) {
	plain, err := withoutWords(value)
	if err != nil {
		return "", err
	}
	switch {
	case strings.ContainsAny(plain, ":;"):
		return "", errors.New("the From field holds a group or a route")
	case strings.Contains(plain, ","):
		return "", errors.New("the From field names several authors")
	case strings.Count(plain, "<") > 1 || strings.Count(plain, ">") != strings.Count(plain, "<"):
		return "", errors.New("the From field has stray angle brackets")
	}
	if _, after, angle := strings.Cut(plain, "<"); angle {
		spec, rest, _ := strings.Cut(after, ">")
		if strings.TrimSpace(rest) != "" {
			return "", errors.New("the From field has text after the address")
		}
		return strings.TrimSpace(spec), nil
	}
	if spec := strings.TrimSpace(plain); !strings.ContainsAny(spec, " \t") {
		return spec, nil
	}
	return "", errors.New("the From field has an address without angle brackets among other words")
}

// withoutWords drops comments and the quoted text before the address; quoted
// text inside the angle brackets stays and is refused later.
func withoutWords(value string) (string, error) {
	var plain strings.Builder
	depth, quoted, angle := 0, false, false
	for i := 0; i < len(value); i++ {
		c := value[i]
		switch {
		case c < ' ' && c != '\t' || c == 0x7f:
			return "", errors.New("the From field holds a control character")
		case c == '\\' && (quoted || depth > 0):
			i++
		case quoted:
			quoted = c != '"'
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case depth > 0:
		case c == '"' && !angle:
			quoted = true
			plain.WriteByte(' ')
		default:
			angle = (angle || c == '<') && c != '>'
			plain.WriteByte(c)
		}
	}
	if quoted || depth > 0 {
		return "", errors.New("the From field has an open quote or comment")
	}
	return plain.String(), nil
}
