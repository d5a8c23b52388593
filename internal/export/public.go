package export

import (
	"regexp"

	"inquiryd/internal/cpr"
)

// withheld stands where personal data was taken out of a text.
const withheld = "[withheld]"

// personal are mail addresses and telephone numbers.
var personal = []*regexp.Regexp{
	regexp.MustCompile(`[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+`),
	regexp.MustCompile(`(?:\+|\b00)\d(?:[ .-]?\d){6,14}\b`),
	regexp.MustCompile(`\b\d{2}[ .]\d{2}[ .]\d{2}[ .]\d{2}\b|\b\d{4} \d{4}\b|\b[2-9]\d{7}\b`),
}

// withhold takes out of a text what names a person to a program: identity
// numbers, mail addresses and telephone numbers.
func withhold(text string) string {
	text = cpr.Mask(text)
	for _, p := range personal {
		text = p.ReplaceAllString(text, withheld)
	}
	return text
}

// publicFiles are what everybody may read.
func (d Dossier) publicFiles(o Options) ([]File, error) {
	if d.Case.Access != "public" || !d.Inquiry.ErasedAt.IsZero() {
		return nil, ErrNotPublic
	}
	whole := d.JSON(o.Zone)
	c := Case{
		Row: Row{Number: whole.Number, State: whole.State, Administration: whole.Administration, Due: whole.Due, Opened: whole.Opened,
			Closed: whole.Closed, Subject: withhold(whole.Subject), Questions: whole.Questions},
		MemberName: whole.MemberName, Kind: whole.Kind, Contributing: whole.Contributing, Access: whole.Access, External: whole.External,
		Follows: whole.Follows, Successor: whole.Successor, Asked: []Question{}, Events: []Event{}, Letters: []Letter{},
	}
	for _, q := range whole.Asked {
		c.Asked = append(c.Asked, Question{Number: q.Number, Text: withhold(q.Text), Answer: withhold(q.Answer), AnsweredAt: q.AnsweredAt})
	}
	var files []File
	text, err := indented(c)
	if err != nil {
		return nil, err
	}
	files = append(files, File{caseFile, text})
	if text, err = metadataOf(c).text(); err != nil {
		return nil, err
	}
	files = append(files, File{metadataFile, text})
	if text, err = page(c, files); err != nil {
		return nil, err
	}
	return seal(d, append(files, File{pageFile, text}), o)
}

// briefFiles are what a case-management system files.
func (d Dossier) briefFiles(o Options) ([]File, error) {
	c := d.JSON(o.Zone)
	text, err := indented(c)
	if err != nil {
		return nil, err
	}
	files := []File{{caseFile, text}}
	m := metadataOf(c)
	for i, l := range d.Letters {
		if len(l.PDF) == 0 {
			continue
		}
		name := letterName(l) + ".pdf"
		files = append(files, File{name, l.PDF})
		m.Documents = append(m.Documents, xmlDocument{File: name, Kind: l.Kind, MediaType: "application/pdf", Sha256: digest(l.PDF), To: l.Recipient,
			Title: l.Subject, Date: c.Letters[i].Written})
	}
	if text, err = m.text(); err != nil {
		return nil, err
	}
	o.Public = true // the manifest tells of no events
	return seal(d, append(files, File{metadataFile, text}), o)
}
