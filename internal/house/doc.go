// Package house holds the rules of the house in a test on the source: which
// room may import which, which foreign package lives in which room, that every
// package teaches what it is in one package comment, and what may lie at the
// top of the tree. The rules stand in docs/architecture.md; a change of one is
// a change of both.
package house
