// Package sentmail keeps the folder of sent mail: it puts copies of letters into
// it, where people look for them, and reads our letters back from it when the
// register is older than the mailbox.
//
// A [Copier] copies what the register says was accepted and has no copy yet. It
// has connections of its own, so that neither reading nor posting waits for it.
//
// A [Reader] opens the folder and knows our letters by their signed Message-IDs:
// what proves nothing is not there for it. The [Folder] tells which [Letter] is
// about which mail and which case; what a case comes to by that, package clerk
// decides.
package sentmail
