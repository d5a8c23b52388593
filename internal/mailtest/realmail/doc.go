// Package realmail starts mail servers from Debian's packages for one test:
// Dovecot, and smtp-sink from Postfix. They run in a temporary folder, on free
// ports of 127.0.0.1, as an ordinary user or as root, and end with the test.
//
// A package that is not installed skips the test and says which one it is;
// with CI=true in the environment it fails the test instead, so that nothing
// is skipped unseen.
package realmail
