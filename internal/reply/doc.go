// Package reply reads what people write by mail: members, officials of
// administrations, approvers and the registrar. Text in, meaning out: it has no
// register, writes no letters and does no I/O, and the time is a parameter.
//
// A [Reader] knows the words of an installation's languages, which stand in their
// files (package language) and never here. It tells orders, as "more time until 1
// April" or "withdraw" ([Reader.MailOrder]), and what was nearly one
// ([Reader.Suggest]); which text of an official's reply answers which question
// ([Reader.Match]); what is said to us or to a colleague rather than to the member
// ([Reader.Chatter], [Reader.Aside], [Reader.Thanks], [Reader.Away]); and the day
// by which a member wants an answer ([Reader.WishedDay]).
//
// What becomes of it, package clerk decides. Where a reading is not sure it says so,
// and a person is asked.
package reply
