package reply

import (
	"slices"
)

// because is what stands between a word and its reason.
const because = `(?:\s*[,;]\s*(?:{since}\s+)?|\s+{because}\s+|\s+[-–]\s+)`

// untilDay is a day and nothing else: what may stand ahead of its number, and behind.
// "Frist for X er den 1. juni" begins an answer.
const untilDay = `(?:(?:{on_day}|{by_day}|{day_ahead}|{within}|{weekday}|{month_begins}\p{L}*|d)[.,]*\s+)*` +
	`\d+(?:[\s./-]*(?:(?:,\s*)?\d+|(?:{month_begins}\p{L}*|{days}|{weeks}|{months}|{day_of}|{day_ending}|{more})\b\.?))*`

// orderForms are the forms of the officials' words. Each must be the
// whole first line, so that an answer that begins with the same word is not
// taken for an order. What the group "to" matches is the order's argument.
var orderForms = []orderForm{
	{Confirm, `(?i)^(?:{confirm}|{send})[.!]*$`},
	{Redirect, `(?i)^{not_ours}[.!:,;–-]*(?:\s*(?:{belongs}\s+)?{belongs_to}:?\s+(?P<to>[^.!]+))?[.!]*$`},
	{Redirect, `(?i)^{not_ours}\s*[,;–-]?\s+(?P<why>{since}\s+.+)$`},
	{Redirect, `(?i)^(?:{please}\s+)?{redirect}\s+{redirect_to}?:?\s*(?P<to>[^.!]+)[.!]*$`},
	{MoreTime, `(?i)^{more_time}[: ]+(?:{until}:?\s+)?(?P<to>` + untilDay + `|(?:{on_day} )?{weekday})[.!]*(?:` + because + `(?P<why>.+))?$`},
	{Refuse, `(?i)^{refuse}(?:\s*[:,;])?\s+(?P<why>{since}\s+.*)$`},
	{Refuse, `(?i)^{refuse}[:,;]\s*(?P<to>.*)$`},
	{Refuse, `(?i)^{refuse}[.!]*$`},
	{Ask, `(?i)^{ask}(?:\s*[:–-]\s*(?P<to>.*)|[.!]*)$`},
	{Partial, `(?i)^{partial}(?:\s*[:–-]\s*(?P<to>.*)|[.!]*)$`},
	{Duplicate, `(?i)^{duplicate}(?:\s+{duplicate_of})?[: ]+\s*(?:{case}\s+)?(?:{number}\.?\s+)?(?P<to>\d{4}-\d{4,9})[.!]*$`},
	{Correct, `(?i)^(?:{correction}|{corrected})(?:\s+{correction_of}\s+(?:{the_case}(?:\s+\d{4}-\d{4,9})?|{the_answer}))?(?:\s*:\s*(?P<to>.*)|[.!]*)$`},
	{Correct, `(?i)^{correction}\s+{correction_of}\s+(?P<to>{answer_or_question}\s*\d{1,3}(?:[^\d].*)?)$`},
	{Contribute, `(?i)^{contribution}[: ]+(?P<to>[\p{L}\d ,+&-]{2,60}?)[.!]*(?:(?:[;]| {contribution_about})\s*(?P<why>.+))?$`},
	{Access, `(?i)^{access}:\s*(?P<to>[\p{L} ]{1,40}?)[.!]*$`},
	{Access, `(?i)^{access}\s+(?P<to>{access_public}|{access_members}|{access_confidential})[.!]*$`},
	{Status, `(?i)^{status}[.!?]*$`},
	{Comment, `(?i)^{comment}(?::\s*(?P<to>.*)|[.!]*)$`},
}

// approverForms are the forms of the approvers' words.
var approverForms = []orderForm{
	{Confirm, `(?i)^{approve}[.!]*$`},
	{Return, `(?i)^{return}(?:\s*[:,;–-]|\s+{because_of}(?:[^\p{L}]|$)|[.!]*$)\s*(?P<to>.*)$`},
	{Return, `(?i)^{return}[.!]\s*(?P<to>.*)$`},
}

// someQuestions is how a member names single questions.
const someQuestions = `{question_noun}\s*(?:n[ro]\.?\s*)?(?P<why>\d{1,3}(?:\s*(?:,|{and}|&|\+|-|–)\s*(?:{question_noun}\s*)?\d{1,3})*)`

// behindSome is what may stand on the line behind that.
const behindSome = `(?:[.,;:!].*|\s+[–-]\s.*|\s+{and}\s.*)?$`

// memberForms are the forms of the members' words. The last withdraw single questions,
// and more may stand on the line.
var memberForms = []orderForm{
	{Withdraw, `(?i)^{withdraw}[.!]*$`},
	{Reword, `(?i)^{reword}(?:\s+(?:{reword_of}\s+)?{reword_number}?(?P<why>\d{1,3}))?(?:\s*:\s*(?P<to>.*)|[.!]*)$`},
	{Status, `(?i)^{member_status}[.!?]*$`},
	{Withdraw, `(?i)^(?:[^.!?]{0,40}[.!]\s+)?{withdraw_ahead}\s+` + someQuestions + `(?:\s+\p{L}+){0,2}` + behindSome},
	{Withdraw, `(?i)^(?:[^.!?]{0,40}[.!]\s+)?` + someQuestions + `\s+{withdraw_behind}` + behindSome},
}

// registrarForms are the forms of the registrar's words, besides the names of
// administrations.
var registrarForms = []orderForm{
	{Confirm, `(?i)^{confirm}[.!]*$`},
	{Kind, `(?i)^{kind}[: ]+(?P<to>[\p{L}\d_ -]{2,40}?)[.!]*$`},
	{Reject, `(?i)^{reject}(?:\s*[:,–-]\s*(?P<to>.*)| {because_of}\s+(?P<why>.*)|[.!]*)$`},
	{Close, `(?i)^{close}(?:\s*[:,–-]\s*(?P<to>.*)|[.!]*)$`},
	{Contribute, `(?i)^{contribution}[: ]+(?P<to>[\p{L}\d ,+&-]{2,60}?)[.!]*$`},
	{Spare, `(?i)^{no_contribution}[: ]+(?P<to>[\p{L}\d ,+&-]{2,60}?)[.!]*$`},
}

// orderForm is a form with places for the words of languages.
type orderForm struct {
	word Word
	text string
}

func (x *Reader) forms(all []orderForm) []form {
	forms := make([]form, len(all))
	for i, f := range all {
		forms[i] = form{f.word, x.expression(f.text)}
	}
	return forms
}

// setOrders makes the forms of all orders. Words that mean something only when
// others write them, and with which no member would begin a sentence to the
// administration, are othersThanMembers; those that no official would begin an
// answer with othersThanOfficials; alone are those that no answer consists of.
func (x *Reader) setOrders() {
	x.orders, x.approverOrders, x.memberOrders = x.forms(orderForms), x.forms(approverForms), x.forms(memberForms)
	x.registrarOrders = slices.Concat(x.forms(registrarForms), formsOf(x.orders, Access, Status, Comment))
	x.othersThanMembers = slices.Concat(formsOf(x.orders, Redirect, MoreTime, Refuse, Partial, Duplicate), x.approverOrders[1:2])
	x.othersThanOfficials = slices.Concat(x.memberOrders[:3], x.approverOrders[1:2], formsOf(x.registrarOrders, Close))
	x.alone = formsOf(x.registrarOrders, Kind, Reject)
	x.subjectCase = x.expression(`(?i)^\s*(?:(?:sv|vs|re|fw|fwd|aw)\s*:\s*)*(?:{case}\s+)?(?:\d{4}-\d{4,9}(?:,| {and})?\s*)*:?\s*`)
	x.butNot = x.expression(`(?i)(?:^|[^\p{L}]){but}(?:[^\p{L}]|$)`)
	x.sendTo = x.expression(`(?i)^(?:{file}\s+)?(?:{file_what}\s+)?{file_to}\s+`)
	x.fileAround = x.expression(`(?i)^(?:{file}|{file_what}|{file_to}|{file_around}|{polite})$`)
	x.polite, x.deletes, x.plainKind = x.expression(`(?i)^{polite}$`), x.expression(`(?i)^(?:{delete}|-|–)$`), x.expression(`(?i)^(?:question|{plain_kind})$`)
	x.between, x.joins, x.asContributor = x.expression(`(?i) {and} `), x.expression(`(?i) {with} `), x.expression(`(?i)^{contribution}:?\s+`)
	const before = `(?:{question_noun}\s*(?:n[ro]\.?\s*)?)?`
	x.questionTo = x.expression(`(?i)^(?:\s*[,;.]?\s*(?:{and}\s+)?)(?:{file}\s+)?` + before + `(\d{1,3}(?:\s*(?:,|{and}|&|\+|-|–)\s*` + before + `\d{1,3})*)(?:\s*[:=]\s*|\s+)(?:(?:{file_around}|{file_what})\s+)*(?:{file_to}\s+)?`)
	const rest = `(?:{file}\s+)?{file_what}\s+(?:{file_around}\s+)*{file_to}\s+`
	x.restTo = x.expression(`(?i)^\s*[,;.]?\s*(?:{and}\s+)?` + rest)
	x.nextQuestion = x.expression(`(?i)(?:\s*[,;.]\s*(?:{and}\s+)?|\s+{and}\s+)(?:` + before + `\d|` + rest + `)`)
	x.numberLine = x.expression(`(?i)^(?P<word>[\p{L}\d][\p{L}\d .-]{0,30}?)(?:\s*{number_sign})?\s*[:=]\s*(?P<to>\S.*)$|^(?P<word2>[\p{L}\d][\p{L}\d .-]{0,30}?)\s+(?:{number}\.?\s+)?(?P<to2>\d[\d./_-]{2,40})$`)
	x.classes = []class{
		{Public, x.expression(`(?i)^(?:public|{access_public}|{access_public_also})$`)},
		{Members, x.expression(`(?i)^(?:members|{access_members}|{access_members_also})$`)},
		{Confidential, x.expression(`(?i)^(?:confidential|{access_confidential}|{access_confidential_also})$`)},
	}
}

func formsOf(forms []form, words ...Word) []form {
	return slices.DeleteFunc(slices.Clone(forms), func(f form) bool { return !slices.Contains(words, f.word) })
}
