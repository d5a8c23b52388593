package export

import (
	"encoding/xml"
	"maps"
	"slices"
	"time"
)

// metadata is the case as XML, for systems that file it: docs/integration.md
// tells its form.
type metadata struct {
	XMLName        xml.Name      `xml:"urn:inquiryd:case:1 case"`
	Number         string        `xml:"number,attr"`
	State          string        `xml:"state"`
	Access         string        `xml:"access,omitempty"`
	Kind           string        `xml:"kind,omitempty"`
	Subject        string        `xml:"subject"`
	Member         *xmlMember    `xml:"member,omitempty"`
	Administration string        `xml:"administration,omitempty"`
	KLE            []string      `xml:"kle,omitempty"`
	Contributing   []string      `xml:"contributing,omitempty"`
	Received       string        `xml:"received,omitempty"`
	Due            string        `xml:"due,omitempty"`
	Closed         string        `xml:"closed,omitempty"`
	Follows        string        `xml:"follows,omitempty"`
	Successor      string        `xml:"successor,omitempty"`
	Erased         string        `xml:"erased,omitempty"`
	External       []xmlExternal `xml:"external"`
	Questions      []xmlQuestion `xml:"question"`
	Documents      []xmlDocument `xml:"document"`
}

type xmlMember struct {
	Name    string `xml:"name"`
	Address string `xml:"address,omitempty"`
}

type xmlExternal struct {
	Name   string `xml:"name,attr"`
	Number string `xml:",chardata"`
}

type xmlQuestion struct {
	Number   int    `xml:"number,attr"`
	Text     string `xml:"text"`
	Answer   string `xml:"answer,omitempty"`
	Answered string `xml:"answered,omitempty"`
}

// xmlDocument is a file of the case.
type xmlDocument struct {
	File      string `xml:"file,attr"`
	Kind      string `xml:"kind,attr"` // mail, attachment, or the kind of a letter
	MediaType string `xml:"media-type,attr"`
	Sha256    string `xml:"sha256,attr"`
	From      string `xml:"from,omitempty"`
	To        string `xml:"to,omitempty"`
	Title     string `xml:"title,omitempty"`
	Date      string `xml:"date,omitempty"`
}

func metadataOf(c Case) metadata {
	m := metadata{
		Number: c.Number, State: string(c.State), Access: c.Access, Kind: c.Kind, Subject: c.Subject, Administration: c.Administration,
		KLE: c.KLE, Contributing: c.Contributing, Received: c.Opened, Due: c.Due, Closed: c.Closed, Follows: c.Follows, Successor: c.Successor, Erased: c.Erased,
	}
	if c.Member != "" || c.MemberName != "" {
		m.Member = &xmlMember{c.MemberName, c.Member}
	}
	for _, name := range slices.Sorted(maps.Keys(c.External)) {
		m.External = append(m.External, xmlExternal{name, c.External[name]})
	}
	for _, q := range c.Asked {
		m.Questions = append(m.Questions, xmlQuestion{q.Number, q.Text, q.Answer, q.AnsweredAt})
	}
	return m
}

// metadata writes the XML with the files of the case.
func (d Dossier) metadata(c Case, mails []mail, enclosed []enclosure, zone *time.Location) ([]byte, error) {
	m := metadataOf(c)
	for _, one := range mails {
		m.Documents = append(m.Documents, xmlDocument{File: mailName(one.line.ID), Kind: "mail", MediaType: "message/rfc822", Sha256: digest(one.raw),
			From: one.line.From, Title: one.line.Subject, Date: moment(one.line.ArrivedAt, zone)})
	}
	for _, a := range enclosed {
		m.Documents = append(m.Documents, xmlDocument{File: a.file, Kind: "attachment", MediaType: a.mediaType, Sha256: digest(a.content), Title: a.name})
	}
	for i, l := range d.Letters {
		if len(l.Raw) == 0 {
			continue
		}
		letter := xmlDocument{File: letterName(l) + ".eml", Kind: l.Kind, MediaType: "message/rfc822", Sha256: digest(l.Raw), To: l.Recipient, Title: l.Subject,
			Date: c.Letters[i].Written}
		m.Documents = append(m.Documents, letter)
		if len(l.PDF) > 0 {
			letter.File, letter.MediaType, letter.Sha256 = letterName(l)+".pdf", "application/pdf", digest(l.PDF)
			m.Documents = append(m.Documents, letter)
		}
	}
	return m.text()
}

func (m metadata) text() ([]byte, error) {
	text, err := xml.MarshalIndent(m, "", "  ")
	return append([]byte(xml.Header), append(text, '\n')...), err
}
