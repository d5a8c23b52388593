// Package health is the caretaker's room: it watches whether the daemon does
// its work, shows what it sees, and rings when something is wrong or is missing.
//
// What goes wrong in silence is the worst: a mailbox that nobody can read any
// more looks like one that nobody writes to. So each look ([Health.Look], once a
// minute and after each poll) takes the figures of the register and of this
// process, and asks what ought to have happened and did not.
//
// # Showing
//
// [Health.Handler] answers /healthz (the process lives and its bell rings),
// /readyz (register, mailbox and outgoing mail are as they should be, in words)
// and /metrics (Prometheus). A request costs no query: it shows the last look.
// [Health.Status] is the same in one line for systemd.
//
// # Ringing
//
// An alarm is told through a second channel, another mail server or a command:
// the first one may be what is broken. It is told once when it begins, again
// after a while, and once when its cause has been gone for some time; several
// go in one mail. Which alarms ring is kept in the register, so that a restart
// repeats nothing; while the register is away it is kept in memory. Of several
// daemons on one register one rings, by a lease.
//
// Nothing that this room shows or sends holds a text, a name or an address of a
// mail: only counts, ages and times.
package health
