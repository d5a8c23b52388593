package clerk

import (
	"regexp"
	"sync"
)

// pattern is a regular expression that is compiled when it is asked for: most
// starts need none.
type pattern func() *regexp.Regexp

// expression is the pattern of a text, which must be right. Inlined it would be a copy
// for each expression.
//
//go:noinline
func expression(text string) pattern {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}
