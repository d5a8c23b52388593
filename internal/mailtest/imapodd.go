package mailtest

import (
	"bytes"
	"io"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// The memory server takes messages apart and puts them together again, which
// loses those whose header it cannot read. Such odd messages are kept beside
// it, byte by byte, and answered from here: real servers do not read mail.

// oddKey names a message of any mailbox: no two mailboxes of a user share a
// UIDVALIDITY.
type oddKey struct {
	validity uint32
	uid      imap.UID
}

type oddMessage struct {
	raw []byte
	at  time.Time
}

// keepOdd remembers a message if the memory server would change it.
func (s *IMAP) keepOdd(data *imap.AppendData, raw []byte, at time.Time) {
	if bytes.Equal(imapserver.ExtractBodySection(bytes.NewReader(raw), &imap.FetchItemBodySection{}), raw) {
		return
	}
	if at.IsZero() {
		at = time.Now()
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.odd[oddKey{data.UIDValidity, data.UID}] = oddMessage{raw, at}
}

// copyOdd follows a COPY from a mailbox with that UIDVALIDITY.
func (s *IMAP) copyOdd(from uint32, data *imap.CopyData) {
	sources, _ := data.SourceUIDs.Nums()
	copies, _ := data.DestUIDs.Nums()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for i := range min(len(sources), len(copies)) {
		if m, ok := s.odd[oddKey{from, sources[i]}]; ok {
			s.odd[oddKey{data.UIDValidity, copies[i]}] = m
		}
	}
}

func (s *IMAP) oddOne(validity uint32, uid imap.UID) (oddMessage, bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	m, ok := s.odd[oddKey{validity, uid}]
	return m, ok
}

// moveOdd is MOVE step by step, to learn the UIDs of the copies.
func (s *imapSession) moveOdd(w *imapserver.MoveWriter, uids imap.UIDSet, mailbox string) error {
	data, err := s.UserSession.Copy(uids, mailbox)
	if err != nil {
		return err
	}
	s.server.copyOdd(s.validity, data)
	if err := w.WriteCopyData(data); err != nil {
		return err
	}
	deleted := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}
	if err := s.UserSession.Store(nil, data.SourceUIDs, deleted, nil); err != nil {
		return err
	}
	return s.UserSession.Expunge(nil, &data.SourceUIDs)
}

// splitOdd finds the odd messages of a set; rest are the others that exist.
func (s *imapSession) splitOdd(set imap.UIDSet) (odd []imap.UID, rest imap.UIDSet) {
	found, err := s.UserSession.Search(imapserver.NumKindUID, &imap.SearchCriteria{UID: []imap.UIDSet{set}}, &imap.SearchOptions{ReturnAll: true})
	if err != nil {
		return nil, set
	}
	all, _ := found.All.(imap.UIDSet)
	uids, _ := all.Nums()
	for _, uid := range uids {
		if _, ok := s.server.oddOne(s.validity, uid); ok {
			odd = append(odd, uid)
		} else {
			rest.AddNum(uid)
		}
	}
	return odd, rest
}

// fetchOdd answers a FETCH of odd messages, without their flags.
func (s *imapSession) fetchOdd(w *imapserver.FetchWriter, uids []imap.UID, options *imap.FetchOptions) error {
	for _, uid := range uids {
		m, _ := s.server.oddOne(s.validity, uid)
		at, err := s.UserSession.Search(imapserver.NumKindSeq, &imap.SearchCriteria{UID: []imap.UIDSet{imap.UIDSetNum(uid)}}, &imap.SearchOptions{ReturnMin: true})
		if err != nil || at.Min == 0 {
			continue
		}
		if err := m.answer(w.CreateMessage(at.Min), uid, options); err != nil {
			return err
		}
	}
	return nil
}

func (m oddMessage) answer(w *imapserver.FetchResponseWriter, uid imap.UID, options *imap.FetchOptions) error {
	w.WriteUID(uid)
	if options.RFC822Size {
		w.WriteRFC822Size(int64(len(m.raw)))
	}
	if options.InternalDate {
		w.WriteInternalDate(m.at)
	}
	for _, section := range options.BodySection {
		part := m.section(section)
		body := w.WriteBodySection(section, int64(len(part)))
		if _, err := io.Copy(body, bytes.NewReader(part)); err != nil {
			return err
		}
		if err := body.Close(); err != nil {
			return err
		}
	}
	return w.Close()
}

// section is BODY[], BODY[HEADER] or BODY[TEXT], or a part of it.
func (m oddMessage) section(section *imap.FetchItemBodySection) []byte {
	part := m.raw
	end := len(part)
	if at := bytes.Index(part, []byte("\r\n\r\n")); at >= 0 {
		end = at + 4
	}
	switch section.Specifier {
	case imap.PartSpecifierHeader:
		part = part[:end]
	case imap.PartSpecifierText:
		part = part[end:]
	}
	if p := section.Partial; p != nil {
		start := min(p.Offset, int64(len(part)))
		part = part[start:min(start+p.Size, int64(len(part)))]
	}
	return part
}
