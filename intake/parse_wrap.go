package intake

import (
	"strings"
)

// unwrap reads the parts inside a part that hides them: a message or a
// multipart under a transfer encoding, which RFC 2045 forbids and clients do
// all the same, S/MIME signed data (RFC 8551, section 3.5.2), and what Outlook
// packs.
func (r *reader) unwrap(p *part) {
	const most = 3 // each one is another copy of the message
	hides := (p.isMessage() || p.isMultipart()) && p.isEncoded() || isPKCS7(p) || isTNEF(p)
	if !hides || p.depth >= r.lim.Depth || p.isReturned() {
		return
	}
	if r.wraps >= most {
		r.problem("More than %d parts hide others in an encoding; the rest was not read.", most)
		return
	}
	switch {
	case p.isMessage() && p.isEncoded():
		r.wraps++
		child := r.readParts(trimBlank(r.decodeBody(p)), p.depth+1)
		p.children = []*part{child}
	case p.isMultipart() && p.isEncoded() && p.params.get("boundary") != "":
		r.wraps++
		s := scan{r: r, b: r.decodeBody(p)}
		s.multipart(p, 0)
	case isPKCS7(p):
		r.readCMS(p)
	case isTNEF(p):
		r.wraps++
		r.readTNEF(p)
	}
}

// readCMS reads an S/MIME message: what was signed, or that it is encrypted.
func (r *reader) readCMS(p *part) {
	if strings.EqualFold(p.params.get("smime-type"), "certs-only") {
		return
	}
	b := r.decodeBody(p)
	kind, content := readCMS(b)
	switch {
	case kind == cmsSigned && len(content) > 0:
		r.wraps++
		r.problem("The message is signed with S/MIME; the signature was not checked.")
		p.children = []*part{r.readParts(content, p.depth+1)}
		p.children[0].root, p.unpacked = false, true
	case kind == cmsEncrypted || kind == cmsUnknown && !strings.EqualFold(p.params.get("smime-type"), "signed-data"):
		r.encrypted("S/MIME")
	case kind == cmsCompressed:
		r.problem("The message is compressed with S/MIME and was not read.")
	}
}

// encrypted notes that there is nothing to read without a key.
func (r *reader) encrypted(how string) {
	r.mail.Encrypted = true
	r.problem("The message is encrypted with %s: nobody can read it here.", how)
}

func isPKCS7(p *part) bool {
	switch p.mediaType {
	case "application/pkcs7-mime", "application/x-pkcs7-mime":
		return true
	case "application/octet-stream":
		return strings.HasSuffix(strings.ToLower(p.name), ".p7m")
	}
	return false
}

func trimBlank(b []byte) []byte {
	for len(b) > 0 && (b[0] == '\r' || b[0] == '\n') {
		b = b[1:]
	}
	return b
}
