package intake

import (
	"slices"
	"strings"
	"testing"
)

func TestAddressesIn(t *testing.T) {
	for text, want := range map[string][]string{
		"<ole@tmf.example>: unknown":              {"ole@tmf.example"},
		"ole@tmf.example<mailto:ole@tmf.example>": {"ole@tmf.example", "ole@tmf.example"},
		"\"ole lund\"@tmf.example...":             {"\"ole lund\"@tmf.example"},
		"SMTP;ole@tmf.example.":                   {"ole@tmf.example"},
		"'o'brien@tmf.example'":                   {"o'brien@tmf.example"},
		"*****@tmf.example":                       {"*****@tmf.example"},
		"=?utf-8?q?ole?=@tmf.example":             {"=?utf-8?q?ole?=@tmf.example"},
		"bounce+ole=tmf.example@kk.example":       {"bounce+ole=tmf.example@kk.example"},
		"ole@[192.0.2.1] said":                    {"ole@[192.0.2.1]"},
		"<root@localhost> and root@localhost":     {"root@localhost"},
		"call me @ home, a@b, @c.example":         nil,
	} {
		if got := addressesIn(text); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestStatusIn(t *testing.T) {
	for text, want := range map[string]string{
		"550 5.1.1 user unknown":                        "5.1.1",
		"550-5.1.1 the account":                         "5.1.1",
		"sorry, no mailbox here by that name. (#5.1.1)": "5.1.1",
		"host 5.1.2.3 said: 552 5.2.2 full":             "5.2.2",
		"version 5.5.1960.3":                            "",
		"smtpd v5.1.1":                                  "",
		"250 2.0.0 ok":                                  "",
		"error 4.4.7; 550 5.7.1 denied":                 "5.7.1",
		"expired (4.4.7)":                               "4.4.7",
		"5.7.509":                                       "5.7.509",
		"5.1.":                                          "",
	} {
		if got := statusIn(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestGuessedStatus(t *testing.T) {
	for text, want := range map[string]string{
		"orsak: brevlådan är full":                 "5.2.2",
		"da das postfach des empfängers voll ist.": "5.2.2",
		"the recipient's inbox is full":            "5.2.2",
		"brevlådan finns inte":                     "5.1.1",
		"full fart frem":                           "",
	} {
		if got := guessedStatus(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestRecipientField(t *testing.T) {
	for value, want := range map[string]string{
		"rfc822; ole@tmf.example":               "ole@tmf.example",
		"RFC822;<ole@tmf.example>":              "ole@tmf.example",
		"rfc822; ole@tmf.example (Ole Lund)":    "ole@tmf.example",
		"ole@tmf.example":                       "ole@tmf.example",
		"rfc822;@gw.example:ole@tmf.example":    "@gw.example:ole@tmf.example",
		"utf-8; øle@tmf.example":                "øle@tmf.example",
		"rfc822;|/usr/bin/filter ole@kk.exa":    "",
		"rfc822;/var/mail/ole@tmf.example/file": "",
		"x400; /c=dk/s=lund":                    "",
		"rfc822; ole":                           "",
	} {
		if got := recipientField(value); got != want {
			t.Errorf("%q: got %q, want %q", value, got, want)
		}
	}
}

func TestFailedIn(t *testing.T) {
	skip := []string{"spm@kk.example"}
	for text, want := range map[string]string{
		"<ole@tmf.example>:\n550 <olund@tmf.example>... no":            "ole@tmf.example",
		"Mail from spm@kk.example\nto ole@tmf.example failed":          "ole@tmf.example",
		"The user ole@tmf.example has moved.":                          "ole@tmf.example",
		"Only spm@kk.example":                                          "spm@kk.example",
		"Ask postmaster@tmf.example. No ole@tmf.example here.":         "ole@tmf.example",
		"https://help.example/?a=ida@tmf.example\nole@tmf.example\n":   "ole@tmf.example",
		"Recipient address:\n\n   ole@tmf.example\n   ida@tmf.example": "ole@tmf.example,ida@tmf.example",
		"nobody": "",
	} {
		if got := strings.Join(failedIn(text, skip, named), ","); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestSplitReturned(t *testing.T) {
	for text, want := range map[string]string{
		"Failed.\n\n--- Below this line is a copy of the message.\n\nSubject: x\n": "Failed.\n\n",
		"Failed.\n\nReceived: from a\n\tby b; c\nFrom: d\nTo: e\n":                 "Failed.\n\n",
		"Failed.\nDate: a\nFrom: b\nTo: c\nSubject: d\n":                           "Failed.\n",
		"To: a\nSubject: b\nwas not delivered":                                     "To: a\nSubject: b\nwas not delivered",
		"Final-Recipient: rfc822; a@b.c\nAction: failed\nStatus: 5.1.1\n":          "Final-Recipient: rfc822; a@b.c\nAction: failed\nStatus: 5.1.1\n",
		"--- Session Transcript ---\nno":                                           "--- Session Transcript ---\nno",
	} {
		if got, _ := splitReturned(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
