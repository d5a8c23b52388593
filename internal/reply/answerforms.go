package reply

// inSentence is a sign within a sentence, or one that ends it and stands in a date or an
// abbreviation.
const inSentence = `(?:\d{1,2}\. ?{month}|{abbreviation}\. |[^.!?:\n])`

// setReading makes the expressions by which answers are read.
func (x *Reader) setReading() {
	const (
		question = `(?:{question_noun}(?:\s*n[ro]\.?)?)`
		answer   = `(?:(?:{whose}\s+)?{answer_noun})`
		numbers  = `(\d{1,3}(?:\s*(?:,|{and}|&|\+|-|–)\s*\d{1,3})*)`
		behind   = `\s*([.:)*_–-]*)(?:\s+|$)(.*)$`
	)
	// a line that begins an answer: "Svar 1:", "Svar til spørgsmål 2", "Ad 3)",
	// "Vedr. spm. 1 og 2:" – alone or with the answer behind
	x.answerHeading = x.expression(`(?i)^[\s*_#>]*(?:` + answer + `(?:\s+{answer_to})?(?:\s+` + question + `)?|` +
		`{about}\s+` + question + `|(?:ad\.?|{regarding})(?:\s+` + question + `)?)\s*` + numbers + behind)
	// a line that begins a question, which may be repeated above its answer:
	// "Spørgsmål 1:", "Spm. 2"
	x.questionHeading = x.expression(`(?i)^[\s*_#>]*` + question + `\s*` + numbers + behind)
	// "Første spørgsmål:", "Svar på 2. spørgsmål", "Svar på 1. og 2. spørgsmål"
	x.ordinalHeading = x.expression(`(?i)^[\s*_#>]*(?:` + answer + `\s+)?(?:{about}\s+|ad\s+)?(?:{the}\s+)?(\d{1,2}\.(?:\s*(?:,|{and}|&|\+)\s*\d{1,2}\.)*|{ordinals})\s+{question_ordinal}` + behind)
	// a line that begins with a question's number, and one that goes on to say that its
	// answer comes later: "Svar 2 kommer på fredag"
	named := `(?i)^[\s*_]*(?:` + answer + `(?:\s+{answer_to})?(?:\s+` + question + `)?|` + question + `)\s*` + numbers
	x.numberNamed = x.expression(named + `(?:\s*[.:)])?\s`)
	// a paragraph that goes on behind the number: "Til spørgsmål 1 kan vi oplyse, at …"
	x.paragraphNamed = x.expression(`(?i)^[\s*_]*(?:{about}\s+)?` + question + `\s*(\d{1,2}),?\s+[\p{Ll}]`)
	x.numberLater = x.expression(named + `\s*[.:)]?\s+{number_later}(?:[^\p{L}]|$)`)
	// a number alone: "4.", "(2)", also as "#4", "Til 4:", "4 –"
	x.bareHeading = x.expression(`(?i)^[\s*_]*(?:(?:{to_number}\s+)?\(?(\d{1,2})([.):]+)[\s*_]*|#(\d{1,2})[.):]*|(\d{1,2})\s+[-–])(?:\s+|$)(.*)$`)
	// what follows a number that counts something else than questions: "1. juni"
	x.ordinal = x.expression(`(?i)^(?:{month}|{counted})(?:[^\p{L}]|$)`)
	// the rest of a line that begins with a span, as "2 - 3 uger"
	x.amount = x.expression(`(?i)^\d+(?:,\d+)?\s*(?:%|{amount}(?:[^\p{L}]|$))`)
	// a line that says no more than that the answer follows
	x.answerLine = x.expression(`(?i)^[\s*_#>]*(?:{whose_answer}\s+)?{answer_line}\s*:?[\s*_]*$`)
	// a lone label at the end of an answer, which belongs to the question below
	x.questionLabel = x.expression(`(?i)^[\s*_#>]*(?:{question_label}|{question_noun})\s*:?[\s*_]*$`)
	x.answerLabel = x.expression(`(?i)^[\s*_]*{answer_label}[ *_]*(?::|\t)[\s*_]*`)
	x.courtesy = x.expression(`(?i)^{courtesy}(?:[^\p{L}\d_]|$)`)
	x.elsewhere = x.expression(`(?i)(?:^|[^\p{L}]){elsewhere}(?:[^\p{L}]|$)`)
	x.ofFile = x.expression(`(?i)(?:^|[^\p{L}]){attached}`)
	x.sends = x.expression(`(?i)^{sends}` + inSentence + `*{sent}` + inSentence + `*[.!:]*$`)
	x.yes = x.expression(`(?i)^{yes}(?:[^\p{L}\d_]|$)`)
	x.declines = x.expression(`(?i){refusal}`)
	x.setAround()
	x.setDays()
}

// setAround makes the expressions for greetings and closings.
func (x *Reader) setAround() {
	// what may stand above a word
	x.greetingLine = x.expression(`(?i)^{greeting}(?:[^\p{L}\d_.:;!?][^.:;!?]{0,49})?[,.!:]*$`)
	x.closingLine = x.expression(`(?i)^{closing}(?:[^\p{L}]|$)|^{wishing_well}[ .!:)]*$`)
	x.greetingAhead = x.expression(`(?i)^(?:{greeting_word}|{good_day})(?:[^\p{L}\d_.,:!?][^.,:!?]{0,29})?[.,:!]+\s+`)
	x.thanksAhead = x.expression(`(?i)^{thanks}[.!]+\s+`)
	x.closingBehind = x.expression(`(?i)([.?!])\s+(?:{closing_within}|{closing_thanks})(?:[^\p{L}\d_?][^?]*)?$`)
	// a greeting on a line of its own: what follows the word are names or words for
	// those who are greeted
	x.openingLine = x.expression(`^[\s*_]*(?i:{greeting_above})(?:[ ,]+(?:\p{Lu}[\p{L}.'’&-]*|(?i:{greeted}))){0,6}[\s,.!:*_–-]*$|^[\s*_]*(?i:{addressed})(?: \p{Lu}[\p{L}.'’&-]*){2,5}[\s,*_]*$`)
	x.heraldLine = x.expression(`(?i)^[\s*_]*{herald}(?:[^\p{L}][^.!?:\d]{0,60})?[^\p{L}]{herald_answer}(?:[^\p{L}.!?:\d][^.!?:\d]{0,60})?[.:][\s*_]*$|^[\s*_]*{answer_is}\s*:[\s*_]*$`)
	// thanks for the questions, as the letter says them itself: in a sentence that says no more
	x.thanksLine = x.expression(`(?i)^[\s*_]*{thanks_for}(?: {thanks_about} ` + inSentence + `{0,150})?(?:, {thanks_wherein} ` + inSentence + `{0,200})?[.!]+(?:\s+|$)`)
	// a greeting with names before the first sentence, and a closing with a name
	// behind the last
	x.openingWords = x.expression(`^(?i:{greeting_word})(?: \p{Lu}[\p{L}'’-]*){1,3}[,.!] +`)
	// a closing behind a text that no sign ends: "8.000 mvh Ole"
	x.shortClosing = x.expression(`([^\s.!?]) +(?i:{closing_within})[., ]+\p{Lu}[\p{L}'’.-]*(?: \p{Lu}[\p{L}'’.-]*){0,3}$`)
	x.closingWords = x.expression(`([.!?]) +(?i:{closing_within})[., ]+\p{Lu}[\p{L}'’.-]*(?: \p{Lu}[\p{L}'’.-]*){0,3}$`)
}

// setDays makes the expressions for days.
func (x *Reader) setDays() {
	x.dayName = x.expression(`(?i)\b(\d{1,2})(?:\.|{day_ending})?\s+(?:{day_of}\s+)?({month_begins})\p{L}*\.?(?:,?\s+(\d{4}))?`)
	x.nameDay = x.expression(`(?i)\b({month_begins})\p{L}*\.?\s+(\d{1,2})(?:{day_ending})?(?:,?\s+(\d{4}))?\b`)
	x.weekday = x.expression(`(?i)^(?:{by_day}\s+)?({weekday})[.!]*$`)
	x.beforeDay = x.expression(`(?i)^\s*(?:(?:d\.|{day_ahead}|\p{L}+(?:dag|day)|{weekday}),?\s+)*`)
	x.weekdayAhead = x.expression(`(?i)^(?:\s*{day_ahead})*\s*({weekday})(?:\P{L}|$)`)
	x.span = x.expression(`(?i)^(?:{within}\s+)?(\d{1,2})\s+(?:({days})|({weeks})|({months}))(?:\s+{more})?[.!]*$`)
}
