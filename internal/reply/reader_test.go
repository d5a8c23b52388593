package reply

import (
	"inquiryd/intake"
	"inquiryd/internal/language"
)

// tongue is a language that is built in.
func tongue(code string) *language.Language { return (*language.Set)(nil).Of(code) }

// in reads in a language that is built in.
func in(code string) *Reader { return New(nil, tongue(code)) }

func danish() *Reader { return in("da") }

// mailOf is a mail with a text.
func mailOf(text string) *intake.Mail {
	m := intake.Parse([]byte("From: Ole Vang <a@b.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"+text), intake.Limits{})
	m.NewText = text
	return m
}
