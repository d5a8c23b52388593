// Package clerk is the desk: it receives mail, files it, acknowledges,
// forwards, takes answers in and sends them on.
//
// Cron only rings; the work is idempotent. [Desk.Poll] reads a mailbox and
// gives each mail one transaction of the register: the ledger line, what the
// mail means, and the letters that it causes. Only after the commit is the
// mail moved to the folder of its outcome. [Desk.PostDue] posts the letters
// that are due. Either may be killed at any point and run again.
//
// What a mail means is decided by [Desk.judge], from four things and nothing
// else: what kind of sender wrote it (intake.Screen), whether the author
// address can be believed (intake.Authenticate), whose address that is (the
// roster, the administrations, the registrar), and which case it names by a
// signed reply address, a signed Message-ID or a number in its subject (package
// threading). Where these contradict each other a person decides. What the text of
// a reply says, package reply reads.
//
// What needs no case has rooms of its own: letters are posted by package outbox and
// copied by sentmail, mails come along package belt, other systems are told by
// announce, old cases are erased by retention. The desk tells them what its cases
// have to do with it.
package clerk
