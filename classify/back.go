package classify

import (
	"strings"
	"unicode/utf8"
)

// backWords are the pronouns of the supported languages that stand for
// something said before.
var backWords = wordSet("han hun ham hende hans hendes vedkommende det dette den denne de dem disse deres dens dets heraf herpå hermed " +
	"detta denna dessa dom deras hon honom henne hennes this that these those it them they their theirs he she his him das dies diese dieser dieses es dazu davon hierzu")

// articles are those of them that also stand before a noun with an adjective: "den
// nye skole" stands for nothing said before.
var articles = wordSet("den det de")

// attributives are adjectives and numerals between an article and its noun that no
// ending tells, of those languages in which articles are pronouns too.
var attributives = wordSet("nye gamle unge ældre små store mindre større enkelte øvrige andre anden andet mange få to tre fire fem seks syv otte ni ti tolv " +
	"første tredje fjerde næste samme samlede forskellige berørte nævnte omtalte pågældende private offentlige danske grønne nødvendige rigtige forkerte høje lave lange korte dårlige gode konkrete ekstra " +
	"ansatte ledige syge hjemløse udsatte frivillige planlagte lovede aftalte eneste halve hele fulde rene tunge billige dyre svage stærke sorte hvide røde blå gule lokale sociale årlige daglige voksne fremtidige " +
	"nya gamla unga äldre stora andra första tredje nästa samma nuvarande tidigare olika berörda privata offentliga höga låga långa korta enda hela neste forrige eldre forskjellige berørte nåværende")

func wordSet(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// attributive reports a word that stands between an article and its noun.
func attributive(w string) bool {
	const ending, participle = 6, 8 // letters of words with the endings below, which shorter verbs have too
	n := utf8.RuneCountInString(w)
	switch {
	case attributives[w]:
		return true
	case n >= ending && (strings.HasSuffix(w, "este") || strings.HasSuffix(w, "aste") || strings.HasSuffix(w, "lige") || strings.HasSuffix(w, "iske") || strings.HasSuffix(w, "mæssige") || strings.HasSuffix(w, "ale")):
		return true
	}
	return n >= participle && (strings.HasSuffix(w, "ende") || strings.HasSuffix(w, "erede") || strings.HasSuffix(w, "ande"))
}

// pointsBack reports whether a sentence needs the one before it.
func (s *splitter) pointsBack(t string) bool {
	article := false
	for f := range strings.FieldsFuncSeq(strings.ToLower(t), notInWord) {
		if article && !attributive(f) && !digit(f[0]) {
			return true
		}
		if article = articles[f]; !article && backWords[f] {
			return true
		}
	}
	return article
}

// notInWord reports a sign that parts words and numbers.
func notInWord(r rune) bool { return !isLetter(r) && (r < '0' || r > '9') }
