package reply

import (
	"regexp"
	"sync"
)

// pattern is a regular expression that is compiled when it is asked for. There
// are many of them, for words of people who write seldom, and they take half of
// the time of a start and megabytes.
type pattern func() *regexp.Regexp

// expression is the pattern of a text, which must be right.
//
//go:noinline
func expression(text string) pattern {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}
