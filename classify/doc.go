// Package classify is the sorting rack: it splits a mail's text into the
// questions it asks, and decides for each question which administration
// answers it, with the reasons. It is pure: no clock, no I/O; the same rules
// and the same text give the same [Decision].
//
// # Keywords
//
// An administration has keywords, and rules have conditions made of them:
//
//	cykelsti         the word in all its forms; from six letters on also as the
//	                 first or last part of a compound (cykelstinet), at 0.8
//	skole*           every word that begins so
//	*bibliotek       every word that ends so, in all its forms
//	*handicap*       every word that holds it
//	=bo              this word as it stands, without its other forms
//	tabt arbejdsfortjeneste    words one after the other, within a sentence
//	mobil* ~5 skole* both, with at most five words between, in either order
//	18..64 år        a number in digits or words from 18 to 64, then a word
//	bus^2            any of these with a weight; without one it is 1
//
// Words are compared folded: case, composed and decomposed letters, soft
// hyphens, å and aa, foreign accents make no difference, and a hyphen or one
// at the end of a line may stand in a word. Forms are found by the stemmer of
// the language.
//
// # Score
//
// A keyword that stands in the question gives its weight in points. In the
// subject it gives 0.6 of it, in the introduction 0.4, in an attachment's
// name 0.3 (table classify.zones); its best place counts, and 1.1 of that when
// it stands more than once. A question without any keyword of its own is read
// with its surroundings, lifted so that the best of them weighs like a
// question. Right after a place word ("uden for") a keyword gives a third.
//
// On the same words the longer keyword of two administrations speaks alone
// (aftenskole before *skole), and of one administration's keywords the
// stronger. A rule that holds gives its weight to its administration. Then
// each administration's points are ordered: the strongest counts in full,
// each further one 0.85 of the one before (damping), so that many weak words
// never outweigh a few strong ones by their number alone: no sum passes 6.7
// times its strongest point.
//
// The best is filed when it has at least Threshold points and leads the second
// by Margin or more. Is only the margin missed, the first tie-break rule between
// the two that holds, and that speaks for one of them, decides: that one is filed
// when it has Threshold points itself. The strongest word of the tie-break that
// no keyword counted adds its own points. Otherwise the question is held with
// the guess. The first final rule that holds decides before all this.
//
// The points of a Decision's Evidence, added up by administration, are its
// score. Everything is rounded to a thousandth, and equals keep the order of
// the configuration, so a decision can be repeated and explained.
//
// # Limits
//
// Of a word 240 bytes are read, of a zone 8 MB; 4,096 of its hits are kept.
package classify
