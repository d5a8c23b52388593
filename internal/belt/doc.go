// Package belt takes new mails along as on a conveyor, with all of its stations at
// work at the same time:
//
//	fetch ──▶ read ──▶ file
//	one       all      one
//	at a      cores    group
//	time               a time
//
// Mails keep the order of their arrival from end to end. What is on the belt is
// bounded by bytes and by number, from before the fetch until it is filed. A group
// is what was ready while the one before it was being filed: a mail that comes
// alone is filed at once, and a backlog costs one wait for the disk for many mails.
package belt
