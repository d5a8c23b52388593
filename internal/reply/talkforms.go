package reply

// How people write to us what is neither a word nor an answer. What they say is in
// the files of languages.

// chatForms are tried in this order. They count in a mail of a few words only.
var chatForms = []struct{ text, says string }{
	{`(?i)^(?:{thanks}[^\p{L}\d?:,;–-]*|[^\p{L}\d]+)$`, ""},
	{`(?i)^(?:{for_information}|{confirms_receipt})[.!:]*$`, ""},
	{`(?i)^{approves}[.!]*$`, ""},
	{`(?i){send_it}(?:[^\p{L}]|$)`, ""},
	{`(?i)(?:^|[^\p{L}]){pass_it_on}(?:[^\p{L}]|$)`, "not_ours"},
	{`(?i){same_answer}`, "duplicate"},
	{`^[^.!?]+\?$`, "ask"},
	{`(?i){answer_later}`, "more_time"},
	{`(?i){takes_over}`, "comment"},
	{`(?i)^{mistake}(?:[^\p{L}]|$)`, ""},
	{`(?i){needs_time}`, "more_time"},
	{`(?i)^{asks_status}\W*$`, "status"},
	{`(?i)^{secrecy}\W*$`, "access"},
	{`(?i)^{asks_back}\b[^:]{0,30}:`, "ask"},
	{`(?i){cannot}`, "refuse"},
}

// asideForms are said in the whole of a short answer.
var asideForms = []string{
	`(?i)(?:^|[^\p{L}]){aside}(?:[^\p{L}]|$)`,
	`(?i)(?:^|[.!?,:\n][\s*_]*){asks_you}(?: [^.!?\n]*)?\?`,
	`(?:^|\n)[\s*_]*@?\p{Lu}\p{L}+[,:–-] [^.!?\n]*\?`,
	`^[\s*_]*@\p{L}`,
	`(?:^|\s)[:;]-?[()](?:\s|$)|[\x{1F600}-\x{1F64F}\x{1F44D}]`,
	`(?i)^{okay}[,.!–-]*\s`,
	`(?i)[^\n*_]{answer_is}\s*:[\s*_]*(?:\n|$)`,
	`(?i)^{comes_later}[ .!…]*$`,
}

// remarkForms are said in a part of an answer, however long it is.
var remarkForms = []string{
	`(?i)(?:^|[^\p{L}]){remark}(?:[^\p{L}]|$)`,
	`[\[(]\p{Lu}{2,4}: |[\[(][^\])\n]*\?[\])]`,
	`(?i)[\[<]\s*{fill_in}[^\]>\n]{0,60}[\]>](?:[^(]|$)`,
	`(?:^|[^\p{L}])(?:X{2,4}|x{2,4})(?:[^\p{L}]|$)|\?{2}|_{4}`,
	`(?:^|[^\p{L}]){asks_us}(?:[^\p{L}]|$)`,
	`(?im)(?:^[\s*_]*|[(\[]\s*){note_line}[\s*_]*:`,
	`(?i)^{draft}\s*(?:[:–\n-]|$)`,
	`^[\s*_]*\[[\p{L} ]{2,30}\][\s*_]*(?:\n|$)`,
}

// setTalk makes the expressions for talk.
func (x *Reader) setTalk() {
	for _, c := range chatForms {
		x.chats = append(x.chats, chat{x.expression(c.text), c.says})
	}
	for _, text := range asideForms {
		x.asides = append(x.asides, x.expression(text))
	}
	for _, text := range remarkForms {
		x.remarks = append(x.remarks, x.expression(text))
	}
	x.agrees = x.expression(`(?i)^(?:{confirm}|{send})(?:[\s,.!–-]+{agreeing})*[\s,.!]*$`)
	x.nods = x.expression(`(?i)^(?:{agreeing}[\s,.!–-]*)+$`)
	x.okaying = x.expression(`(?i)^{okay}[,.!–-]*\s`)
	x.firstPerson, x.firstPersonSays = x.within("{first_person}"), x.within("{first_person_says}")
	x.asideSays = x.within("{aside_says}")
	x.itself, x.itselfSays, x.denies = x.within("{itself}"), x.within("{itself_says}"), x.within("{denies}")
	x.monthName = x.within("{month}")
	x.disagrees = x.expression(`(?i)^{disagrees}(?:[^\p{L}]|$)`)
	x.absence, x.meanwhile = x.expression(`(?i)(?:^|[^\p{L}]){absence}(?:[^\p{L}]|$)`), x.expression(`(?i)(?:^|[^\p{L}]){meanwhile}(?:[^\p{L}]|$)`)
	x.ofMail = x.expression(`(?i)(?:^|[^\p{L}]){of_mail}(?:[^\p{L}]|$)`)
	x.thirdPerson, x.memberAsks, x.who = x.within("{third_person}"), x.within("{member_asks}"), x.within("{who}")
	x.we, x.weSays = x.within("{we}"), x.within("{we_says}")
	x.handsOver = x.expression(`(?i)(?:^|[^\p{L}]){hands_over}(?:[^\p{L}]|$)`)
	x.dropIt = x.expression(`(?i)^{drop_it}[.!]*$`)
	x.pleasant = x.expression(`(?i)^{pleasant}$`)
	x.cameIn = x.expression(`(?i)(?:^|[^\p{L}]){came_in}(?:[^\p{L}]|$)`)
	x.becomes = x.expression(`(?i)(?:^|[^\p{L}]){becomes}(?:[^\p{L}]|$)`)
	x.informs = x.expression(`(?i)^\s*(?:{greeting}[^\n]{0,60}\n\s*)?{for_information}(?:[^\p{L}]|$)`)
	x.introduces = x.expression(`(?i)^{introduces}(?:[^\p{L}]|$)`)
	x.officeLine = x.expression(`(?i)^[\s*_]*{office_line}\.?\s*:`)
	x.together = x.expression(`(?i)^{together}\s*[:.]?$`)
	x.labelWithin = x.expression(`([.!?])[ \t]+((?:Ad|{label_within}) \d{1,2}[:)])`)
	// the head of a table with a row for each question
	x.tableHead = x.expression(`(?i)^(?:#|{question_noun}(?: n[ro]\.?)?)\t(?:[^\t\n]*\t)?(?:[\p{L}-]+ )?{answer_line}\t?$`)
}

// within is the pattern of words that stand anywhere in a text, with no letter at either end.
func (x *Reader) within(words string) pattern {
	return x.expression(`(?i)(?:^|[^\p{L}])` + words + `(?:[^\p{L}]|$)`)
}
