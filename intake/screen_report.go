package intake

import "strings"

// screenReport finds the reports that are no bounce: read receipts (RFC 8098),
// feedback about abuse and failed authentication (RFC 5965, 6591), DMARC and
// TLS reports (RFC 7489, 8460).
func screenReport(m *Mail, s *signs) (Nature, string) {
	if hasPart(m, deliveryParts) {
		return "", ""
	}
	if s.refused(m) {
		return Bounce, "message/disposition-notification: automatic-action; deleted, and the text says that the mail was rejected"
	}
	switch s.reportType {
	case "disposition-notification", "feedback-report", "tlsrpt":
		return Report, "Content-Type: multipart/report; report-type=" + s.reportType
	}
	if hasPart(m, reportParts) && (s.reportType != "" || s.isMachine()) {
		return Report, "a part is a report of its own media type"
	}
	switch {
	case s.apple:
		return Report, "X-Apple-Unsubscribe: true"
	case s.tls:
		return Report, "TLS-Report-Domain"
	case strings.Contains(s.subject, "report domain:") && strings.Contains(s.subject, "submitter:") && len(m.Attachments) > 0:
		return Report, "subject says \"report domain: … submitter:\" (DMARC)"
	case strings.HasPrefix(s.subject, "complaint about message from") && len(m.Attachments) > 0:
		return Report, "subject begins with \"complaint about message from\""
	}
	return screenReceipt(m, s)
}

// screenOtherReport takes what else calls itself a report for one: no person
// writes multipart/report.
func screenOtherReport(_ *Mail, s *signs) (Nature, string) {
	if s.reportType != "" {
		return Report, "Content-Type: multipart/report; report-type=" + s.reportType
	}
	return "", ""
}

// screenReceipt finds the read receipts that mail programs write as plain text.
func screenReceipt(m *Mail, s *signs) (Nature, string) {
	w, ok := receiptTitles.of(s.subject)
	if !ok {
		return "", ""
	}
	// All of the text: the recipient and the subject that a receipt names look
	// like the heading of a quoted mail.
	text := fold(unquoted(m.Text, openingBytes))
	if t, ok := receiptText.of(text); ok && !s.asks(text) {
		return Report, "subject begins with " + quoted(w) + "; text says " + quoted(t)
	}
	return "", ""
}

// refused finds the receipt by which a mailbox refuses a mail (RFC 5429).
func (s *signs) refused(m *Mail) bool {
	for _, a := range m.Attachments {
		if a.MediaType != "message/disposition-notification" {
			continue
		}
		d := strings.ReplaceAll(fold(fieldsOf(string(a.Content)).Get("Disposition")), " ", "")
		_, said := containsAny(s.openingText(m), []string{"rejected", "refused", "afvist", "abgelehnt", "rejeté"})
		return said && strings.HasPrefix(d, "automatic-action/") && strings.HasSuffix(d, ";deleted")
	}
	return false
}

func hasPart(m *Mail, types []string) bool {
	for _, a := range m.Attachments {
		for _, t := range types {
			if a.MediaType == t {
				return true
			}
		}
	}
	return false
}

var (
	deliveryParts = []string{"message/delivery-status", "message/global-delivery-status", "message/xdelivery-status"}
	reportParts   = []string{
		"message/disposition-notification", "message/global-disposition-notification", "message/feedback-report",
		"application/tlsrpt+gzip", "application/tlsrpt+json",
	}
	returnedParts = []string{
		"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers", "text/rfc822",
		"message/rfc822-headers", "message/partial",
	}

	receiptTitles = beginnings([]string{
		"læst:", "ikke læst:", "lest:", "ikke lest:", "läst:", "oläst:", "read:", "not read:", "gelesen:", "ungelesen:",
		"nicht gelesen:", "gelezen:", "niet gelezen:", "lu :", "lu:", "non lu", "leído:", "no leído:", "letto:",
		"non letto:", "lida:", "não lida:", "return receipt", "read receipt", "lesebestätigung", "læsekvittering",
		"kvittering for læsning", "lesebekreftelse", "läskvitto", "disposition notification", "leesbevestiging",
		"confirmation de lecture", "conferma di lettura", "confirmación de lectura",
	})
	receiptText = newPhrases(
		"was read on", "was deleted without being read", "has been displayed", "was displayed on", "blev læst", "er læst",
		"er blevet læst", "blev slettet uden at", "ble lest", "slettet uten å", "lästes", "har lästs",
		"togs bort utan att", "wurde gelesen", "wurde am", "ungelesen gelöscht", "ohne gelesen zu werden", "is gelezen",
		"werd gelezen", "a été lu", "a été supprimé sans", "fue leído", "se leyó", "è stato letto", "foi lida",
		"return receipt for the mail", "no guarantee that the",
	)
)
