// Package announce tells other systems of the transitions of cases.
//
// What each [Receiver] is told is written down within the transaction of the
// transition ([Teller.Announce]), as a CloudEvents 1.0 envelope, and handed over
// later, as often as it takes ([Teller.DeliverDue]): so nothing is told that did
// not happen, and nothing that happened is left out. A receiver hears in the order
// of what happened. Its [Messenger] knows the way: package webhook or drop.
package announce
