package intake_test

import (
	"strings"
	"testing"

	"inquiryd/intake"
)

// TestAwkwardMails reads what programs make of the standards, each in its own
// way.
func TestAwkwardMails(t *testing.T) {
	type want struct{ from, subject, text, atts string }
	base := "From: Ida <ida@medlem.example>\nTo: b@kk.example\nDate: Thu, 9 Mar 2023 14:02:00 +0100\nMIME-Version: 1.0\n"
	for name, c := range map[string]struct {
		raw string
		want
	}{
		"subject split in 3":   {base + "Subject: =?utf-8?b?QmzDpQ==?=\n =?utf-8?q?b=C3=A6r_og?= =?iso-8859-1?q?_gr=F8d?=\n\nHej", want{"ida@medlem.example", "Blåbær og grød", "Hej", ""}},
		"b64 no padding subj":  {base + "Subject: =?utf-8?B?QmzDpWLDpnI?=\n\nHej", want{"ida@medlem.example", "Blåbær", "Hej", ""}},
		"lowercase q tabs":     {base + "Subject: =?UTF-8?q?Bl=c3=a5?=\t=?UTF-8?q?b=c3=a6r?=\n\nHej", want{"ida@medlem.example", "Blåbær", "Hej", ""}},
		"raw latin1 subject":   {base + "Subject: Bl\xe5b\xe6r\n\nHej", want{"ida@medlem.example", "Blåbær", "Hej", ""}},
		"name in comment":      {"From: ida@medlem.example (Ida Holm)\nSubject: x\n\nHej", want{"ida@medlem.example", "x", "Hej", ""}},
		"from group":           {"From: Udvalg: ida@medlem.example;\nSubject: x\n\nHej", want{"ida@medlem.example", "x", "Hej", ""}},
		"qp soft at end":       {base + "Subject: x\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nBl=E5b=E6r=\n og gr=F8d=", want{"ida@medlem.example", "x", "Blåbær og grød", ""}},
		"qp lowercase":         {base + "Subject: x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: Quoted-Printable\n\nBl=c3=a5b=c3=a6r", want{"ida@medlem.example", "x", "Blåbær", ""}},
		"b64 with junk":        {base + "Subject: x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nQmzD\n pWLD\n!pnI=\n", want{"ida@medlem.example", "x", "Blåbær", ""}},
		"b64 url":              {base + "Subject: x\nContent-Type: text/plain\nContent-Transfer-Encoding: BASE64 \n\nSGVq", want{"ida@medlem.example", "x", "Hej", ""}},
		"utf-16le b64":         {base + "Subject: x\nContent-Type: text/plain; charset=utf-16le\nContent-Transfer-Encoding: base64\n\nSABlAGoA", want{"ida@medlem.example", "x", "Hej", ""}},
		"latin1 says utf8":     {base + "Subject: x\nContent-Type: text/plain; charset=utf-8\n\nBl\xe5b\xe6r", want{"ida@medlem.example", "x", "Blåbær", ""}},
		"no charset 8bit":      {base + "Subject: x\nContent-Type: text/plain\n\nBl\xe5b\xe6r \x96 ja", want{"ida@medlem.example", "x", "Blåbær – ja", ""}},
		"charset quoted odd":   {base + "Subject: x\nContent-Type: text/plain; charset='utf-8'\n\nBlåbær", want{"ida@medlem.example", "x", "Blåbær", ""}},
		"boundary with space":  {base + "Subject: x\nContent-Type: multipart/mixed; boundary=\"a b\"\n\n--a b\n\nHej\n--a b\nContent-Type: application/pdf; name=a.pdf\n\nx\n--a b--\n", want{"ida@medlem.example", "x", "Hej", "a.pdf"}},
		"boundary unquoted eq": {base + "Subject: x\nContent-Type: multipart/mixed; boundary=----=_Part_1=2\n\n------=_Part_1=2\n\nHej\n------=_Part_1=2\nContent-Disposition: attachment; filename=a.txt\n\nx\n------=_Part_1=2--\n", want{"ida@medlem.example", "x", "Hej", "a.txt"}},
		"inner same boundary":  {base + "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/alternative; boundary=b2\n\n--b2\n\nHej\n--b2\nContent-Type: text/html\n\n<p>Hej</p>\n--b2--\n--b\nContent-Type: image/png; name=\"billede.png\"\n\nx\n--b--", want{"ida@medlem.example", "x", "Hej", "billede.png"}},
		"rfc2231 split":        {base + "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHej\n--b\nContent-Disposition: attachment;\n filename*0*=utf-8''Bl%C3%A5;\n filename*1*=b%C3%A6r;\n filename*2=\".pdf\"\n\nx\n--b--", want{"ida@medlem.example", "x", "Hej", "Blåbær.pdf"}},
		"name rfc2047 quoted":  {base + "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHej\n--b\nContent-Type: application/pdf;\n name=\"=?iso-8859-1?Q?Bl=E5b=E6r=2Epdf?=\"\nContent-Disposition: attachment\n\nx\n--b--", want{"ida@medlem.example", "x", "Hej", "Blåbær.pdf"}},
		"name raw utf8":        {base + "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHej\n--b\nContent-Disposition: attachment; filename=Blåbær og grød.pdf\n\nx\n--b--", want{"ida@medlem.example", "x", "Hej", "Blåbær og grød.pdf"}},
		"name with semicolon":  {base + "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHej\n--b\nContent-Disposition: attachment; filename=\"a;b.pdf\"; size=3\n\nx\n--b--", want{"ida@medlem.example", "x", "Hej", "a;b.pdf"}},
		"text attachment":      {base + "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHej\n--b\nContent-Type: text/plain; name=notat.txt\nContent-Disposition: attachment\n\nikke tekst\n--b--", want{"ida@medlem.example", "x", "Hej", "notat.txt"}},
		"html only":            {base + "Subject: x\nContent-Type: text/html; charset=iso-8859-1\n\n<style>p{}</style><p>Bl\xe5b&aelig;r</p><p>og gr&oslash;d</p>", want{"ida@medlem.example", "x", "Blåbær\n\nog grød", ""}},
		"html b64 in mixed":    {base + "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\nPHA+SGVqPC9wPg==\n--b--", want{"ida@medlem.example", "x", "Hej", ""}},
		"apple mixed text":     {base + "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nFør\n--b\nContent-Type: image/jpeg; name=a.jpg\nContent-Disposition: inline\n\nx\n--b\n\nEfter\n--b--", want{"ida@medlem.example", "x", "Før\n\nEfter", "a.jpg"}},
		"eml no name":          {base + "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHej\n--b\nContent-Type: message/rfc822\nContent-Disposition: attachment\n\nFrom: a@b.example\nSubject: Indre\n\nTekst\n--b--", want{"ida@medlem.example", "x", "Hej\n\n-------- Forwarded Message --------\nSubject: Indre\nFrom: a@b.example\n\nTekst", "Indre.eml"}},
		"preamble":             {base + "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\nThis is MIME.\n\n--b\n\nHej\n--b--\nEpilog", want{"ida@medlem.example", "x", "Hej", ""}},
		"no blank line":        {"From: ida@medlem.example\nSubject: x\nHej med dig, her er en tekst uden kolon\nmere", want{"ida@medlem.example", "x", "Hej med dig, her er en tekst uden kolon\nmere", ""}},
		"flowed":               {base + "Subject: x\nContent-Type: text/plain; format=flowed; charset=utf-8\n\nDen lange \nlinje er hel\n", want{"ida@medlem.example", "x", "Den lange linje er hel", ""}},
		"x-uuencode":           {base + "Subject: x\n\nHej\n\nbegin 644 a.txt\n#2&5J\n`\nend\n", want{"ida@medlem.example", "x", "Hej", "a.txt"}},
		"uu without a name":    {base + "Subject: x\n\nHej\n\nbegin 644 \n#2&5J\n`\nend\n", want{"ida@medlem.example", "x", "Hej", "?"}},
		"first of pieces":      {base + "Subject: x\nContent-Type: message/partial; id=1; number=1; total=2\n\nSubject: Indre\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHej\n--b\nContent-Type: image/png; name=a.png\n\nx", want{"ida@medlem.example", "x", "-------- Forwarded Message --------\nSubject: Indre\n\nHej", "Indre.eml"}},
		"second of pieces":     {base + "Subject: x\nContent-Type: message/partial; id=1; number=2; total=2\n\nQUJD\n", want{"ida@medlem.example", "x", "", "?"}},
		"says base64, words":   {base + "Subject: x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nHvor mange bænke er der?\n", want{"ida@medlem.example", "x", "Hvor mange bænke er der?", ""}},
		"says base64, a word":  {base + "Subject: x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nHallo\n", want{"ida@medlem.example", "x", "Hallo", ""}},
		"utf-16 subject":       {base + "Subject: =?utf-16?B?QgBsAOUA?=\n\nHej", want{"ida@medlem.example", "Blå", "Hej", ""}},
		"name cut in a letter": {base + "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHej\n--b\nContent-Disposition: attachment; filename*=utf-8''Bl%C3%A5b%C3\n\nx\n--b--", want{"ida@medlem.example", "x", "Hej", "Blåb"}},
		"latin at the end":     {base + "Subject: x\nContent-Type: text/plain; charset=utf-8\n\nStien er bl\xe5", want{"ida@medlem.example", "x", "Stien er blå", ""}},
		"content-type folded":  {base + "Subject: x\nContent-Type:\n multipart/mixed;\n\tboundary=\n  \"b\"\n\n--b\n\nHej\n--b--", want{"ida@medlem.example", "x", "Hej", ""}},
		"type upper":           {base + "Subject: x\nContent-Type: MULTIPART/MIXED; BOUNDARY=B\n\n--B\nCONTENT-TYPE: TEXT/PLAIN\n\nHej\n--B--", want{"ida@medlem.example", "x", "Hej", ""}},
		"space before colon":   {"From : ida@medlem.example\nSubject : x\n\nHej", want{"ida@medlem.example", "x", "Hej", ""}},
		"subject folded empty": {base + "Subject:\n x\n\nHej", want{"ida@medlem.example", "x", "Hej", ""}},
		"iso-2022-jp":          {base + "Subject: x\nContent-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B$3$s\x1b(B", want{"ida@medlem.example", "x", "こん", ""}},
		"cid image":            {base + "Subject: x\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Hej<img src=\"cid:1\"></p>\n--b\nContent-Type: image/png\nContent-ID: <1>\n\nx\n--b--", want{"ida@medlem.example", "x", "Hej", "?"}},
	} {
		m := intake.Parse([]byte(c.raw), intake.Limits{})
		got := want{subject: m.Subject, text: strings.TrimSpace(m.Text)}
		if len(m.From) > 0 {
			got.from = m.From[0].Address
		}
		var names []string
		for _, a := range m.Attachments {
			names = append(names, a.Name)
		}
		got.atts = strings.Join(names, ",")
		if c.atts == "?" {
			got.atts = "?"
		}
		if got != c.want {
			t.Errorf("%s: %+v problems %q", name, got, m.Problems)
		}
	}
}
