// Package precedent finds the earlier questions that are like those of a case, and
// how they were answered, for the administration that answers now.
//
// What is shown of an earlier case depends on who may read it: the answer of a
// confidential one is neither shown nor sent, and personal identity numbers are
// masked ([Finder.Similar], [Finder.Letters]). The letters that travel with a
// forwarding are taken off the replies that bring them back ([Finder.Without]).
package precedent
