// Package classify is the sorting rack: it splits a mail's text into the
// questions it asks, and decides for each question which administration
// answers it, with the reasons. It is pure: no clock, no I/O; the same rules
// and the same text give the same [Decision].
package classify
