package intake

import "bytes"

// cmsKind is what an S/MIME body holds (RFC 5652).
type cmsKind int

const (
	cmsUnknown cmsKind = iota
	cmsSigned
	cmsEncrypted
	cmsCompressed
)

// The object identifiers of CMS content types, in DER.
var cmsKinds = map[string]cmsKind{
	"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02":         cmsSigned,     // signedData
	"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03":         cmsEncrypted,  // envelopedData
	"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17": cmsEncrypted,  // authEnvelopedData
	"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09": cmsCompressed, // compressedData
	"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06":         cmsEncrypted,  // encryptedData
	"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x04":         cmsEncrypted,  // signedAndEnvelopedData
}

// readCMS says what b is and returns the content of signed data, whose
// signature it does not check.
//
//	ContentInfo ::= SEQUENCE { contentType OID, [0] content }
//	SignedData  ::= SEQUENCE { version, digestAlgorithms,
//	                SEQUENCE { eContentType OID, [0] OCTET STRING }, ... }
func readCMS(b []byte) (cmsKind, []byte) {
	info := children(b, 0)
	if len(info) == 0 {
		return cmsUnknown, nil
	}
	fields := children(info[0].content, 2)
	if len(fields) < 2 || fields[0].tag != berOID {
		return cmsUnknown, nil
	}
	kind := cmsKinds[string(fields[0].content)]
	if kind != cmsSigned {
		return kind, nil
	}
	signed := children(fields[1].content, 1)
	if len(signed) == 0 {
		return kind, nil
	}
	parts := children(signed[0].content, 3)
	if len(parts) < 3 {
		return kind, nil
	}
	inner := children(parts[2].content, 2)
	if len(inner) < 2 {
		return kind, nil
	}
	var out bytes.Buffer
	for _, e := range children(inner[1].content, 1) {
		appendOctets(&out, e, 0)
	}
	return kind, out.Bytes()
}

const (
	berOID    = 0x06
	berOctets = 0x04
)

// element is one BER element (X.690): its identifier and contents.
type element struct {
	tag     byte
	content []byte
}

// children reads at most most elements in b (all, if 0).
func children(b []byte, most int) (out []element) {
	for len(b) > 0 && (most == 0 || len(out) < most) {
		e, n := readElement(b, 0)
		if n == 0 || e.tag == 0 { // broken, or the end of contents
			return out
		}
		out = append(out, e)
		b = b[n:]
	}
	return out
}

// readElement reads the element that b begins with and returns its length, 0
// when it is broken. One of indefinite length ends where its content does.
func readElement(b []byte, depth int) (e element, n int) {
	const deepest = 30
	if len(b) < 2 || b[0]&0x1f == 0x1f || depth > deepest {
		return e, 0
	}
	e.tag = b[0]
	size, head := int(b[1]), 2
	if size == 0x80 {
		return readIndefinite(b, depth)
	}
	if size > 0x80 {
		digits := size & 0x7f
		if digits > 4 || len(b) < 2+digits {
			return e, 0
		}
		size = 0
		for _, c := range b[2 : 2+digits] {
			size = size<<8 | int(c)
		}
		head += digits
	}
	end := min(head+size, len(b)) // a message that was cut off
	e.content = b[head:end]
	return e, end
}

func readIndefinite(b []byte, depth int) (e element, n int) {
	e.tag = b[0]
	for n = 2; n+1 < len(b); {
		if b[n] == 0 && b[n+1] == 0 {
			e.content = b[2:n]
			return e, n + 2
		}
		_, m := readElement(b[n:], depth+1)
		if m == 0 {
			break
		}
		n += m
	}
	e.content = b[2:min(n, len(b))]
	return e, len(b)
}

// appendOctets writes an OCTET STRING, which BER may split.
func appendOctets(out *bytes.Buffer, e element, depth int) {
	const deepest = 10
	switch {
	case e.tag&^0x20 != berOctets || depth > deepest:
	case e.tag&0x20 == 0:
		out.Write(e.content)
	default:
		for _, c := range children(e.content, 0) {
			appendOctets(out, c, depth+1)
		}
	}
}
