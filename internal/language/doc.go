// Package language reads what a language needs: the words of letters, of alarms
// and of orders by mail, and how its dates are written. Each language is one file
// of TOML; those that are built in are files like any other, and a folder of an
// installation adds languages or says single things otherwise. A file is read
// whole or not at all: what is missing, unknown, of the wrong form, or does not
// fit what the program fills in, comes back with its file, line and key.
//
// The letters themselves are templates, which notify reads; they lie beside the
// file in a folder of the language's name.
package language
