package register

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// scan reads the columns of one row.
type scan = func(dest ...any) error

// millis is t as it is kept: Unix milliseconds, NULL for the zero time.
func millis(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

// instant scans what millis kept.
type instant struct{ t *time.Time }

func (i instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i.t = time.Time{}
	case int64:
		*i.t = time.UnixMilli(v).UTC()
	default:
		return fmt.Errorf("a time is a %T", src)
	}
	return nil
}

// round is t as it will be read again.
func round(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return time.UnixMilli(t.UnixMilli()).UTC()
}

// orNull is a reference: NULL for none.
func orNull[T comparable](v T) any {
	var none T
	if v == none {
		return nil
	}
	return v
}

// clean makes s a text that both databases keep as it is: valid UTF-8 without
// NUL. Mails hold anything.
func clean(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// longest is how many bytes of a text an index takes (PostgreSQL's limit is
// about 2,700 for all columns together).
const longest = 800

// indexed is clean for a text that is looked up. One that is longer than in any
// honest mail, or that clean had to change, ends with a digest of it as it was,
// which still tells it apart from others. Doing it twice changes nothing more.
func indexed(s string) string {
	text := clean(s)
	if text == s && len(text) <= longest {
		return text
	}
	sum := sha256.Sum256([]byte(s))
	const digest = 1 + 2*sha256.Size
	return strings.ToValidUTF8(text[:min(len(text), longest-digest)], "") + "~" + hex.EncodeToString(sum[:])
}

// document is v as a JSON text; an empty map or list is "".
func document[V map[string]string | []string](v V) string {
	if len(v) == 0 {
		return ""
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings always have a JSON form
	}
	return string(b)
}

// parsed scans what document kept.
type parsed struct{ dst any }

func (p parsed) Scan(src any) error {
	s, ok := src.(string)
	if !ok {
		return fmt.Errorf("a JSON text is a %T", src)
	}
	if s == "" {
		return nil
	}
	return json.Unmarshal([]byte(s), p.dst)
}

// placeholders is "$from, $from+1, …", n of them.
func placeholders(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", from+i)
	}
	return b.String()
}
