// Package plot draws measurements for the documentation: curves over a quantity
// that grows by powers of ten, as an SVG picture, and the same as a table in
// Markdown. Tests that measure use it; the program does not.
//
// Both axes are logarithmic, so that a straight line is a power: what is flat
// does not depend on the size, and what rises one decade a decade is
// proportional to it. The first curve of a name is drawn whole and the next of
// the same colour dashed, as for one thing in two databases.
package plot
