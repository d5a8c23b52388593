// Package bench measures the whole program: how fast it files and acknowledges
// a backlog, what that costs, and what it needs at rest. Everything is in its
// tests, which "make bench" runs; nothing imports it.
//
// A figure of one machine says little, so each is held against a floor that was
// measured in the same run: a bare pipeline with the same libraries, which
// fetches ahead, reads, looks for keywords, keeps the mails by durable grouped
// commits, acknowledges over four kept connections and moves in batches. It has
// no ledger, no cases, no threads, no deadlines and no letters but one line, so
// nothing that does its duty can be as fast.
//
// Both run as a process of their own against the same private Dovecot and the
// same SMTP sink, on the same mails, which a generator makes from a seed:
// Danish text, mostly 1 to 6 KB, one in twenty with a file of 200 KB, one in
// ten only HTML, one in ten ISO-8859-1, three in a hundred automatic. A run ends
// when the last acknowledgement is at the sink.
package bench
