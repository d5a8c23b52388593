package intake_test

import (
	"strings"
	"testing"

	"inquiryd/intake"
)

// TestPagesOfPrograms reads a reply as each mail program writes its page.
func TestPagesOfPrograms(t *testing.T) {
	own := "Tak for svaret. Hvornår kan vi forvente planen?"
	for name, page := range map[string]string{
		"gmail":           `<div dir="ltr">OWN</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">Den tor. 9. mar. 2023 kl. 14.02 skrev Bo Lind &lt;<a href="mailto:bo@kk.example">bo@kk.example</a>&gt;:<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex"><div>OLD</div></blockquote></div>`,
		"gmail container": `<div dir="ltr">OWN</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">On Thu, 9 Mar 2023 Bo wrote:<br></div><blockquote class="gmail_quote">OLD</blockquote></div>`,
		"outlook":         `<div class="WordSection1"><p class="MsoNormal">OWN<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>Fra:</b> Bo Lind &lt;bo@kk.example&gt; <br><b>Sendt:</b> 9. marts 2023 14:02<br><b>Til:</b> Ida Holm<br><b>Emne:</b> SV: x<o:p></o:p></p></div></div><p class="MsoNormal">OLD</p></div>`,
		"outlook new":     `<div class="elementToProof" style="font-family:Aptos">OWN</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>Fra:</b> Bo Lind &lt;bo@kk.example&gt;<br><b>Sendt:</b> 9. marts 2023 14:02<br><b>Til:</b> Ida<br><b>Emne:</b> SV: x</font><div>&nbsp;</div></div><div>OLD</div>`,
		"outlook ios":     `<div dir="ltr">OWN</div><div id="ms-outlook-mobile-body-separator-line"><br></div><div id="ms-outlook-mobile-signature">Hent <a href="https://aka.ms/o0ukef">Outlook til iOS</a></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><b>Fra:</b> Bo &lt;bo@kk.example&gt;<br><b>Sendt:</b> Thursday, March 9, 2023 2:02:11 PM<br><b>Til:</b> Ida<br><b>Emne:</b> Re: x</div><div>OLD</div>`,
		"outlook ios ref": `<div dir="ltr">OWN</div><div id="mail-editor-reference-message-container"><hr><div style="border-top:1pt solid #E1E1E1"><b>Fra:</b> Bo<br><b>Dato:</b> torsdag, 9. marts 2023 kl. 14.02<br><b>Til:</b> Ida<br><b>Emne:</b> Re: x</div>OLD</div>`,
		"apple":           `<html><body>OWN<br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>Den 9. mar. 2023 kl. 14.02 skrev Bo Lind &lt;bo@kk.example&gt;:</div><br class="Apple-interchange-newline"><div>OLD</div></blockquote></div></body></html>`,
		"iphone":          `<html><body dir="auto">OWN<br><br><div dir="ltr">Sendt fra min iPhone</div><div dir="ltr"><br><blockquote type="cite">Den 9. mar. 2023 kl. 14.02 skrev Bo Lind &lt;bo@kk.example&gt;:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">OLD</div></blockquote></body></html>`,
		"thunderbird":     `<html><body><p>OWN</p><div class="moz-cite-prefix">Den 09-03-2023 kl. 14:02 skrev Bo Lind:<br></div><blockquote type="cite" cite="mid:1@kk.example"><p>OLD</p></blockquote></body></html>`,
		"thunderbird sig": `<html><body><p>OWN</p><div class="moz-signature">-- <br>Ida Holm</div><div class="moz-cite-prefix">Den 09-03-2023 kl. 14:02 skrev Bo Lind:<br></div><blockquote type="cite" cite="mid:1@kk.example"><p>OLD</p></blockquote></body></html>`,
		"proton":          `<div style="font-family: Arial">OWN</div><div class="protonmail_signature_block"><div class="protonmail_signature_block-proton">Sent with <a href="https://proton.me">Proton Mail</a> secure email.</div></div><div class="protonmail_quote">On Thursday, 9 March 2023 at 14:02, Bo Lind &lt;bo@kk.example&gt; wrote:<br><blockquote class="protonmail_quote" type="cite">OLD</blockquote></div>`,
		"yahoo":           `<div class="ydp1yahoo-style-wrap">OWN</div><div id="ydp2yahoo_quoted_123" class="ydp2yahoo_quoted"><div>On Thursday, March 9, 2023, 02:02:11 PM GMT+1, Bo Lind &lt;bo@kk.example&gt; wrote: </div><div>OLD</div></div>`,
		"samsung":         `<div dir="auto">OWN</div><div id="composer_signature"><div dir="auto">Sendt fra min Galaxy</div></div><div><br></div><div style="font-size:100%;color:#000000"><!-- originalMessage --><div>-------- Oprindelig besked --------</div><div>Fra: Bo Lind &lt;bo@kk.example&gt; </div><div>Dato: 09.03.2023 14.02 (GMT+01:00) </div><div>Til: Ida &lt;ida@medlem.example&gt; </div><div>Emne: Re: x </div><div><br></div></div>OLD`,
		"notes":           `<font size="2" face="sans-serif">OWN</font><br><br><br><font size="1" color="#5f5f5f">Fra: </font><font size="1">"Bo Lind" &lt;bo@kk.example&gt;</font><br><font size="1" color="#5f5f5f">Til: </font><font size="1">Ida</font><br><font size="1" color="#5f5f5f">Dato: </font><font size="1">09-03-2023 14:02</font><br><font size="1" color="#5f5f5f">Emne: </font><font size="1">x</font><br><hr noshade><br>OLD`,
		"verse":           `<div>OWN</div><div class="domino-section" dir="ltr"><div style="padding:5px"><div>"Bo Lind" ---09-03-2023 14:02:11---OLD</div></div><div>Fra: "Bo Lind" &lt;bo@kk.example&gt;<br>Til: Ida<br>Dato: 09-03-2023 14:02<br>Emne: x</div></div><div>OLD</div>`,
		"spark":           `<div name="messageBodySection"><div dir="auto">OWN</div></div><div name="messageSignatureSection"><br>Sendt fra Spark</div><div name="messageReplySection">9. mar. 2023 14.02 +0100 Bo Lind &lt;bo@kk.example&gt;, skrev:<br><blockquote type="cite" class="spark_quote">OLD</blockquote></div>`,
		"zoho":            `<div>OWN</div><div class="zmail_extra_hr" style="border-top:1px solid rgb(204,204,204);height:0px"><br></div><div class="zmail_extra" data-zbluepencil-ignore="true"><div><br></div><div id="Zm-_Id_-Sgn1">---- On Thu, 09 Mar 2023 14:02:11 +0100 <b>Bo Lind &lt;bo@kk.example&gt;</b> wrote ---<br></div><blockquote>OLD</blockquote></div>`,
		"gmx":             `<div>OWN</div><div><div name="quote" style="margin:10px 5px 5px 10px;border-left:2px solid #C3D9E5"><div><b>Gesendet:</b> Donnerstag, 09. März 2023 um 14:02 Uhr<br><b>Von:</b> "Bo Lind"<br><b>An:</b> ida<br><b>Betreff:</b> x</div><div name="quoted-content">OLD</div></div></div>`,
		"zimbra":          `<div style="font-family:arial">OWN<br><br><hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>Fra: </b>"Bo Lind" &lt;bo@kk.example&gt;<br><b>Til: </b>"Ida"<br><b>Sendt: </b>torsdag, 9. marts, 2023 14:02:11<br><b>Emne: </b>Re: x</div><div data-marker="__QUOTED_TEXT__">OLD</div></div>`,
		"roundcube":       `<p>OWN</p><p id="reply-intro">Den 2023-03-09 14:02, Bo Lind skrev:</p><blockquote type="cite" style="padding:0 0.4em;border-left:#1010ff 2px solid">OLD</blockquote>`,
		"mailmate":        `<div class="markdown"><p dir="auto">OWN</p><p>On 9 Mar 2023, at 14:02, Bo Lind wrote:</p><blockquote style="border-left:2px solid #777">OLD</blockquote></div>`,
		"fastmail":        `<div>OWN</div><div><br></div><div>On Thu, 9 Mar 2023, at 2:02 PM, Bo Lind wrote:<br></div><blockquote type="cite" id="qt">OLD</blockquote>`,
		"tutanota":        `<div>OWN</div><div>9. mar. 2023 14.02 af bo@kk.example:</div><blockquote class="tutanota_quote" style="border-left: 1px solid #93A3B8">OLD</blockquote>`,
		"superhuman":      `<div class="gmail_extra"><div>OWN</div><div class="sh-signature"><br></div><br><div class="gmail_quote">On Thu, Mar 9, 2023 at 2:02 PM, Bo Lind <span>&lt;bo@kk.example&gt;</span> wrote:<br><blockquote class="gmail_quote">OLD</blockquote></div></div>`,
		"yahoo prefixed":  `<div class="ydp1yahoo-style-wrap">OWN</div><div id="ydp2yahoo_quoted_123" class="ydp2yahoo_quoted"><div>OLD</div></div>`,
		"owa plain":       `<div>OWN</div><div id="divRpF1">Bo Lind<br>9. marts</div><div>OLD</div>`,
		"owa old":         `<div>OWN</div><div id="x_divRpF1" style="direction: ltr;"><hr tabindex="-1"><b>Fra:</b> Bo Lind [bo@kk.example]<br><b>Sendt:</b> 9. marts 2023 14:02<br><b>Til:</b> Ida<br><b>Emne:</b> x<br></div><div>OLD</div>`,
		"horde":           `<p>OWN</p><p>Citat Bo Lind &lt;bo@kk.example&gt;:</p><blockquote type="cite">OLD</blockquote>`,
		"hey":             `<div class="trix-content">OWN</div><br><div>On March 9, 2023, Bo Lind &lt;bo@kk.example&gt; wrote:</div><blockquote>OLD</blockquote>`,
		"mac outlook":     `<div class="WordSection1"><p class="MsoNormal">OWN</p><p class="MsoNormal">&nbsp;</p><div id="mail-editor-reference-message-container"><div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>Fra: </b>Bo Lind &lt;bo@kk.example&gt;<br><b>Dato: </b>torsdag, 9. marts 2023 kl. 14.02<br><b>Til: </b>Ida<br><b>Emne: </b>Re: x</p></div>OLD</div></div></div>`,
		"windows mail":    `<div class="WordSection1"><p class="MsoNormal">OWN</p><p class="MsoNormal">Sendt fra <a href="https://go.microsoft.com/fwlink/?LinkId=550986">Mail</a> til Windows</p><div style="mso-element:para-border-div;border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>Fra: </b>Bo Lind<br><b>Sendt: </b>9. marts 2023 14:02<br><b>Til: </b>Ida<br><b>Emne: </b>x</p></div><p>OLD</p></div>`,
	} {
		page = strings.NewReplacer("OWN", own, "OLD", "<p>Kære Ida</p><p>Planen kommer snart.</p><p>Venlig hilsen<br>Bo Lind</p>").Replace(page)
		raw := "From: Ida Holm <ida@medlem.example>\r\nTo: spm@kk.example\r\nSubject: Re: Cykelstier\r\nIn-Reply-To: <1@kk.example>\r\nMessage-ID: <2@medlem.example>\r\nDate: Thu, 9 Mar 2023 15:02:11 +0100\r\nMIME-Version: 1.0\r\n" +
			"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + page + "\r\n"
		if m := intake.Parse([]byte(raw), intake.Limits{}); m.NewText != own {
			t.Errorf("%s: %q", name, m.NewText)
		}
	}
}

// TestOnlyThePageTells reads a mail whose plain text has no heading above what
// is quoted, while its page has one that is longer than the rest.
func TestOnlyThePageTells(t *testing.T) {
	plain := "Tak for svaret. Hvornår kan vi forvente planen?\r\n\r\nPlanen kommer snart.\r\n"
	page := `<div>Tak for svaret. Hvornår kan vi forvente planen?</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Fra:</b> Bo Lind &lt;bo.lind@forvaltningen.kk.example&gt;<br>` +
		`<b>Sendt:</b> 9. marts 2023 14:02<br><b>Til:</b> Ida Holm &lt;ida@medlem.example&gt;<br><b>Emne:</b> SV: x</div><div>Planen kommer snart.</div>`
	raw := head + "In-Reply-To: <1@kk.example>\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + plain +
		"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page + "\r\n--b--\r\n"
	if m := intake.Parse([]byte(raw), intake.Limits{}); m.NewText != "Tak for svaret. Hvornår kan vi forvente planen?" {
		t.Errorf("new text is %q", m.NewText)
	}
}
