// Package deadline reckons by when a question must be answered, and tells how
// that day comes about. It reads no clock and keeps nothing: the same calendar,
// terms and basis give the same day whenever they are asked.
//
//   - [Calendar] knows which days are working days in a country and at an
//     installation, and its office hours. It counts a [Term], as "10 working
//     days", from a day on or back from it, and the working time between two
//     moments.
//   - [Terms] are what a table of the configuration says about deadlines. They
//     stand on four levels, of which the most special that says something counts.
//   - [Reckoner] applies both to the [Basis] of a case: when its mail came, who
//     answers, what was asked for or given since, when its clock stood. What
//     comes out is a [Derivation], which names each step.
//
// All days are those of the calendar's time zone, and a deadline is the last
// second of its day there. The first day that counts is the one after that on
// which the mail was received.
package deadline
