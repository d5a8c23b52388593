package intake

import (
	"net/mail"
	"time"
)

// parseDate reads a date-time of RFC 5322, section 3.3.
func parseDate(v string) (time.Time, bool) {
	t, err := mail.ParseDate(v)
	return t, err == nil
}
