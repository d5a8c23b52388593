// Package outbox posts letters. Letters that are due and not yet accepted are the
// outbox; there is no second queue.
//
// [Outbox.PostDue] claims what is due, posts several letters at once, and writes
// down what the outgoing server said to each. One that is not taken now is tried
// again with growing pauses; one that is refused for good, or too old, is given
// up. What is claimed when the process dies is released by the next start, and
// what cannot be written down is owed: nothing more is posted before it was, so
// that no letter goes out twice while the register is away.
//
// A [Courier] takes letters along that were just committed, without a way through
// the register. What a letter's fate means for its case, package clerk decides.
package outbox
